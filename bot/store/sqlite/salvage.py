"""What loads never touch, read row by row out of a database that is broken or of a newer shape."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.store.moving import check_row

KEPT = {
    "guild_settings": ("guild_id", "name"),
    "state": ("name",),
    "daily": ("guild_id",),
    "misses": ("rowid",),
}
"""Every table that no load touches, and what its rows stand in order of."""
MOST_ROWS = 1_000_000
"""Of one table: a damaged one may lead round in circles."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came out of an old database."""

    saved: dict[str, int]
    """Rows by table."""
    unfit: int = 0
    """Rows that were read, and are not such as this version keeps."""
    unread: tuple[str, ...] = ()
    """Tables of which a part, or all, could not be read."""


def salvage(old: Path, fresh: sqlite3.Connection) -> Salvaged:
    """Copy all that can be read and fits into an empty database; `old` is only read.

    A newer shape may have other columns: those that both know are taken.
    """
    saved = dict.fromkeys(KEPT, 0)
    unfit = 0
    unread = []
    # Beside an empty one, SQLite would delete the log.
    known = old.exists() and old.stat().st_size
    for table, order in KEPT.items():
        columns = _columns_of(fresh, table)
        try:
            rows, whole = _read(old, table, columns, order) if known else ([], False)
        except sqlite3.Error:
            rows, whole = [], False
        if not whole:
            unread.append(table)
        for row in rows:
            if _put(fresh, table, columns, row):
                saved[table] += 1
            else:
                unfit += 1
    return Salvaged(saved, unfit, tuple(unread))


def _read(
    path: Path, table: str, columns: Sequence["_Column"], order: Sequence[str]
) -> tuple[list[dict[str, Any]], bool]:
    """(rows by column, whether these are all). Text comes as bytes, for it may be no text."""
    with closing(open_to_read(path)) as old:
        old.text_factory = bytes
        theirs = {name.decode() for _, name, *_ in old.execute(f"PRAGMA table_info ({table})")}
        if not theirs:
            # Of a shape that had it not yet. An unreadable list of tables raises.
            return [], True
        common = [column.name for column in columns if column.name in theirs]
        found: dict[tuple[Any, ...], None] = {}
        whole = False
        # What stands behind a damaged page is reached from the other end.
        for direction in ("ASC", "DESC"):
            by = ", ".join(f"{name} {direction}" for name in order)
            rows = old.execute(
                f"SELECT {', '.join(common)} FROM {table} ORDER BY {by} LIMIT {MOST_ROWS}"
            )
            try:
                for row in rows:
                    found[row] = None
            except sqlite3.DatabaseError:
                continue
            whole = True
            break
        return [dict(zip(common, row, strict=True)) for row in found], whole


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing; what it raises is SQLite's own."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str
    """INTEGER or TEXT."""
    needed: bool


def _columns_of(fresh: sqlite3.Connection, table: str) -> list[_Column]:
    return [
        _Column(name, kind, bool(not_null or key))
        for _, name, kind, not_null, _, key in fresh.execute(f"PRAGMA table_info ({table})")
    ]


def _put(
    fresh: sqlite3.Connection, table: str, columns: Sequence[_Column], row: dict[str, Any]
) -> bool:
    """Whether the row fits and is in."""
    try:
        values = [_value(column, row.get(column.name)) for column in columns]
        check_row(table, values)
        marks = ", ".join("?" for _ in values)
        fresh.execute(f"INSERT INTO {table} VALUES ({marks})", values)
    except (ValueError, sqlite3.IntegrityError):
        return False
    return True


def _value(column: _Column, value: object) -> int | str | None:
    """As it is kept; raises ValueError for what the column does not hold."""
    if isinstance(value, bytes) and column.kind == "TEXT":
        return value.decode()
    if isinstance(value, int) and column.kind == "INTEGER":
        return value
    if value is None and not column.needed:
        return None
    raise ValueError(f"{column.name} is not {column.kind}")
