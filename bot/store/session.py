"""What statements are run on, and in which the engines differ. Statements have a `?` a value."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Row = Sequence[Any]
Fetch = Callable[[str, Sequence[Any]], Awaitable[list[Any]]]
"""Gives the rows of a statement."""
Write = Callable[[str, Sequence[Any]], Awaitable[int]]
"""Runs a statement in a transaction of its own; gives how many rows it wrote."""

NO_LIMIT = 2**62
"""Rows: more than there are, for statements whose limit is a value."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the engines say in ways of their own."""

    now: str
    """Seconds of Unix time by the database's clock, which all its processes share."""
    size: str
    """A query for the bytes that the database takes."""
    quotable: str
    """See `quotable.py`."""
    channel_of: str
    """The channel in the JSON of `guild_settings.value`."""
    any_text: str
    """A condition after a column: that it is one of the texts that one value holds."""
    any_integer: str
    """The same of integers."""
    value_of: Callable[[Sequence[Any]], Any]
    """That value."""


class Session(Protocol):
    """One connection within a transaction."""

    dialect: Dialect

    async def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement."""
        ...

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement."""
        ...

    async def execute_many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run a statement once for each row of values."""
        ...

    async def insert(self, table: str, columns: str, rows: Sequence[Row]) -> None:
        """Add rows; `columns` are names with commas between them."""
        ...
