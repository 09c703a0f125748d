"""What no load can make again, on its way from one database to another, whichever engines they are.

Rows are read page by page, in the order of their table's key, so that a million of them never stand
in memory at once.
"""

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from bot.errors import StoreError
from bot.model import Daily
from bot.store.daily import daily_of
from bot.store.kept import CHOSEN, settings_of
from bot.store.session import Fetch, Row, Session

ROWS_AT_ONCE = 5_000
MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table that no load touches."""

    name: str
    label: str
    """What many of its rows are, in words."""
    key: tuple[str, ...]
    columns: dict[str, type]
    """By name, in order: each holds integers or text."""
    optional: tuple[str, ...] = ()
    """The columns that may hold nothing."""


KEPT_TABLES = (
    KeptTable(
        "guild_settings",
        "settings of servers",
        ("guild_id", "name"),
        {"guild_id": int, "name": str, "value": str},
    ),
    KeptTable(
        "daily",
        "daily quotes",
        ("guild_id",),
        {
            "guild_id": int, "channel_id": int, "minute": int, "zone": str, "source": str,
            "role_id": int, "paused": str, "next_at": int, "last_date": str, "seed": int,
            "cursor": int, "posted": int, "claim_key": int, "claimed_at": int,
        },
        ("claim_key", "claimed_at"),
    ),
    KeptTable("state", "values of the bot's own", ("name",), {"name": str, "value": str}),
    KeptTable(
        "misses",
        "misses",
        ("kind", "text"),
        {"kind": str, "text": str, "times": int, "last_at": int},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptPage:
    """Some rows of one table."""

    table: KeptTable
    rows: Sequence[Row]
    """Values in the order of the table's columns."""
    unfit: Sequence[Row] = ()
    """The keys of rows that were read, and are not such as this version keeps."""


class Movable(Protocol):
    """A store, as far as what it keeps can be moved to another."""

    async def identity(self) -> str:
        """Names the database itself, whichever address it was opened by."""
        ...

    def kept_rows(self) -> AbstractAsyncContextManager[AsyncIterator[KeptPage]]:
        """All that no load touches, as it is at one moment."""
        ...

    async def put_kept_rows(self, pages: AsyncIterable[KeptPage], *, replace: bool = False) -> None:
        """Put in what another store keeps: all of it, or nothing happened. `replace` forgets what
        is kept here; without it StoreError is raised where there is any.
        """
        ...


async def read_pages(fetch: Fetch) -> AsyncGenerator[KeptPage]:
    """All that is kept, table by table; `fetch` is to see one moment."""
    for table in KEPT_TABLES:
        columns, key = ", ".join(table.columns), ", ".join(table.key)
        marks = ", ".join("?" for _ in table.key)
        places = [list(table.columns).index(name) for name in table.key]
        after: str = ""
        last: Row = ()
        while True:
            rows = await fetch(
                f"SELECT {columns} FROM {table.name} {after} ORDER BY {key} LIMIT ?",
                (*last, ROWS_AT_ONCE),
            )
            if not rows:
                break
            yield _page(table, [tuple(row) for row in rows], places)
            after = f"WHERE ({key}) > ({marks})"
            last = tuple(rows[-1][place] for place in places)


async def put_pages(
    session: Session, pages: AsyncIterable[KeptPage], *, where: str, replace: bool
) -> None:
    """Put in all pages; `replace` forgets what is kept there before.

    Raises StoreError, which begins with `where`, if there is any and `replace` is false.
    """
    if replace:
        for table in KEPT_TABLES:
            await session.execute(f"DELETE FROM {table.name}")
    elif held := await _held(session):
        raise StoreError(
            f"{where}: something is kept there already ({held}); --replace puts the copy in its "
            "place, for good"
        )
    async for page in pages:
        await session.insert(page.table.name, ", ".join(page.table.columns), page.rows)


async def _held(session: Session) -> str:
    """What is kept, in words; empty where nothing is."""
    held = []
    for table in KEPT_TABLES:
        ((rows,),) = await session.fetch(f"SELECT count(*) FROM {table.name}")
        if rows:
            held.append(f"{table.label}: {rows:,}")
    return ", ".join(held)


def _page(table: KeptTable, rows: Sequence[Row], places: Sequence[int]) -> KeptPage:
    fit: list[Row] = []
    unfit: list[Row] = []
    for row in rows:
        try:
            _check_kinds(table, row)
            check_row(table.name, row)
        except ValueError:
            unfit.append(tuple(row[place] for place in places))
        else:
            fit.append(row)
    return KeptPage(table, fit, unfit)


def _check_kinds(table: KeptTable, row: Row) -> None:
    """Raise ValueError for what not every engine would keep: SQLite takes anything anywhere."""
    for (name, kind), value in zip(table.columns.items(), row, strict=True):
        if value is None and name in table.optional:
            continue
        if not isinstance(value, kind):
            raise ValueError(f"{name} is of another kind")
        if isinstance(value, str) and "\0" in value:
            raise ValueError(f"{name} holds a NUL")


def check_row(table: str, row: Sequence[Any]) -> None:
    """Raise ValueError for a row, in the order of its table, that no version wrote."""
    if table == "daily":
        _check_daily(daily_of(row))
    elif table == "guild_settings" and row[1] == CHOSEN:
        settings_of(str(row[2]))


def _check_daily(daily: Daily) -> None:
    if not 0 <= daily.minute < MINUTES_OF_A_DAY or (daily.claim and daily.claim.at is None):
        raise ValueError("no time of a day")
