"""What SQLite says went wrong, as one line for whoever runs the bot: what, where, what to do."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from bot.errors import StoreBroken, StoreBusy, StoreError

_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NO_TEXT = "Could not decode to UTF-8"
"""How Python begins its own complaint, which goes on with the text; SQLite has no code for it."""
_SAID = {
    sqlite3.SQLITE_BUSY: "another process keeps the database locked; try again when it is done",
    sqlite3.SQLITE_LOCKED: "another process keeps the database locked; try again when it is done",
    sqlite3.SQLITE_READONLY: (
        "the database can't be written; let this user write the file and its folder"
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk can't be read or written ({name}); it may be full, faulty or gone"
    ),
    sqlite3.SQLITE_FULL: "the disk is full; make room on it",
    sqlite3.SQLITE_CANTOPEN: (
        "can't open the database; it must be a file that this user may read and write, "
        "in a folder where they may make files"
    ),
}


def fault(
    path: Path, error: sqlite3.Error, *, unchanged: bool = False, marking: bool = True
) -> StoreError:
    """What to raise for an error of SQLite's; `unchanged` adds that nothing was changed.

    A database that turns out to be damaged is marked, so that the next start does move it aside:
    a quick check does not find all that a query stumbles over. `marking` is for whoever only looks.
    """
    if is_broken(error):
        if marking:
            mark_broken(path)
        return StoreBroken(
            f"{path}: the database is broken ({reason(error)}); the next start moves it aside, "
            "keeps what servers set, and loads the vault again"
        )
    said = _SAID.get(_code(error), "{error}")
    name = getattr(error, "sqlite_errorname", "")
    line = f"{path}: {said.format(name=name, error=error)}"
    kind = StoreBusy if is_locked(error) else StoreError
    return kind(f"{line}; nothing was changed" if unchanged else line)


def is_broken(error: sqlite3.Error) -> bool:
    """Whether the database itself is damaged, or is none."""
    return _code(error) in _BROKEN or str(error).startswith(_NO_TEXT)


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another process held a lock for longer than was waited."""
    return _code(error) in _LOCKED


def reason(error: sqlite3.Error) -> str:
    """SQLite's own words, and none of a note's."""
    return "a text in it is not UTF-8" if str(error).startswith(_NO_TEXT) else str(error)


def _code(error: sqlite3.Error) -> int:
    """The primary one, without what SQLite adds above its lowest byte."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def mark_of(path: Path) -> Path:
    """The file whose being there says that the database was found broken."""
    path = path.resolve()
    return path.with_name(f"{path.name}.broken")


def mark_broken(path: Path) -> None:
    """Leave the mark, where that can be."""
    with suppress(OSError):
        mark_of(path).touch()
