"""Where a database on a server is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DatabaseServer:
    """A PostgreSQL database, by the address that its own tools take."""

    url: str
    replica: str = ""
    """The address of a server that follows the first one, for questions; empty for none."""
    connections: int = 8
    """The most that one process opens for questions and single writes, to each server; a load, the
    lead and what hears of loads have one each beside them."""
