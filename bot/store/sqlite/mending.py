"""A database that can't go on: moved aside as it is, and a new one put in its place.

Nothing is deleted and nothing overwritten. The new database holds what loads never touch; the rest
is a cache of the vault, which the next load fills. The database must not be open in this process
while it is looked at: closing a file takes the process's other locks on it away.
"""

import fcntl
import logging
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from itertools import count
from pathlib import Path

from bot.access import barred
from bot.errors import ConfigError, StoreBroken, StoreError
from bot.store.moving import KEPT_TABLES
from bot.store.sqlite import schema
from bot.store.sqlite.faults import fault, is_broken, mark_of, reason
from bot.store.sqlite.folder import hold_folder
from bot.store.sqlite.salvage import Salvaged, open_to_read, salvage
from bot.store.sqlite.schema import APPLICATION_ID

log = logging.getLogger(__name__)

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, and would take for a new one's."""
SUFFIXES = (".db", ".sqlite", ".sqlite3")
"""What a database is called: a file with such a name that is none was one."""
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_MARK = slice(68, 72)
"""Where the header has the application's id."""
_SHARED = 510, 0x40000000 + 2
"""How many bytes of a database, and from where, whoever has it open holds a lock on."""


class Mending(Enum):
    """What opening a database may do about one that can't go on."""

    NONE = "none"
    """Say so."""
    OPENING = "opening"
    """Mend what opening it shows, in a millisecond."""
    WHOLE = "whole"
    """Look through all of it first: half a second for 150 MB."""


@dataclass(frozen=True, slots=True)
class Ailment:
    """Why a database of ours can't go on."""

    kind: str
    """`corrupt` or `newer`."""
    reason: str


def diagnose(path: Path, *, whole: bool = False) -> Ailment | None:
    """What is wrong with a database of ours; None where nothing is, or opening it will tell.

    Changes nothing. Raises StoreError for a broken file that was never ours.
    """
    named, path = path, path.resolve()
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        wal = path.with_name(f"{path.name}-wal")
        if wal.exists() and wal.stat().st_size:
            # SQLite would delete it, as that of a database which nobody wrote yet.
            return Ailment("corrupt", "broken (empty, but its -wal is not)")
        return None
    if not path.is_file():
        return None
    try:
        with closing(open_to_read(path)) as opened:
            return _examine(opened, path, whole=whole)
    except sqlite3.Error as error:
        if not is_broken(error):
            return None
        if not _was_ours(path):
            raise StoreError(f"{named}: file is not a database; name another file") from None
        return Ailment("corrupt", f"broken ({reason(error)})")


def _examine(opened: sqlite3.Connection, path: Path, *, whole: bool) -> Ailment | None:
    opened.execute("BEGIN")
    opened.execute("SELECT 1 FROM sqlite_schema").fetchone()
    ((version,),) = opened.execute("PRAGMA user_version")
    ((mark,),) = opened.execute("PRAGMA application_id")
    if mark != APPLICATION_ID:
        return None
    if version > len(schema.MIGRATIONS):
        return Ailment(
            "newer",
            f"made by a newer Vaultbot (shape {version}, this one knows {len(schema.MIGRATIONS)})",
        )
    if mark_of(path).exists():
        return Ailment("corrupt", "broken (found so while it was in use)")
    if whole:
        found = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            return Ailment("corrupt", f"broken ({found.splitlines()[-1]})")
    return None


def _was_ours(path: Path) -> bool:
    """Whether a file that SQLite can't read once was a database of ours."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except OSError:
        return False
    if header[_MARK] == APPLICATION_ID.to_bytes(4, "big"):
        return True
    if header.startswith(_MAGIC):
        return False
    return not any(header) or path.suffix.lower() in SUFFIXES


def hold_ready(path: Path, mending: Mending) -> ExitStack:
    """See that a database can be opened; it stays in its place until what is returned is closed.

    Makes the folder for one. Raises StoreError where it can't go on and may not be mended,
    ConfigError where it is in a folder that may not be looked into.
    """
    if why := barred(path):
        raise ConfigError(f"the database {path} can't be read: {why}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: can't make the folder: {error.strerror}") from None
    if not path.exists():
        # What was found broken is gone.
        with suppress(OSError):
            mark_of(path).unlink(missing_ok=True)
    whole = mending is Mending.WHOLE
    while True:
        with ExitStack() as stack:
            # Where the system can't lock folders, nothing is moved either.
            with suppress(OSError):
                stack.enter_context(hold_folder(path, fcntl.LOCK_SH))
            ailment = diagnose(path, whole=whole)
            if not ailment:
                return stack.pop_all()
        if mending is Mending.NONE:
            raise _error(path, ailment)
        mend(path, whole=whole)


def refuse_broken(path: Path) -> None:
    """Look through all of a database; raises StoreError where a start would move it aside."""
    if ailment := diagnose(path, whole=True):
        raise _error(path, ailment)


def mend(path: Path, *, whole: bool) -> Path | None:
    """Move aside what can't go on and put a new database there; returns where the old one is.

    None where it can go on, as where another process mended it first. Raises StoreError where it
    can't be moved; then all is as before.
    """
    path = path.resolve()
    ailment = None
    try:
        with hold_folder(path, fcntl.LOCK_EX) as folder:
            ailment = diagnose(path, whole=whole)
            if not ailment:
                return None
            if _is_open(path):
                raise _error(path, ailment, "another process has it open: end that one, and ")
            with _fresh(path) as (fresh, salvaged):
                aside = _swap(path, fresh, ailment.kind)
            os.fsync(folder)
    except OSError as error:
        wrong = ailment.reason if ailment else "broken"
        raise StoreError(
            f"{path}: {wrong}, and can't be moved aside: {error.strerror}; let this user write "
            "its folder, or move it away yourself"
        ) from None
    log.warning("%s: %s; moved aside as it is to %s", path, ailment.reason, aside)
    log.warning("%s: new, with what the old one kept: %s", path, _told(salvaged))
    return aside


def _error(path: Path, ailment: Ailment, first: str = "") -> StoreError:
    then = "the next start moves it aside, keeps what servers set, and loads the vault again"
    if ailment.kind == "corrupt":
        return StoreBroken(f"{path}: {ailment.reason}; {first}{then}")
    return StoreError(f"{path}: {ailment.reason}; upgrade, or {first}{then}")


def _told(salvaged: Salvaged) -> str:
    names = {table.name: table.label for table in KEPT_TABLES}
    kept = ", ".join(f"{salvaged.saved[table]:,} {name}" for table, name in names.items())
    lost = f"; lost: {salvaged.unfit:,} rows that do not fit" if salvaged.unfit else ""
    unread = ", ".join(names[table] for table in salvaged.unread)
    return f"{kept}{lost}" + (f"; not all could be read of: {unread}" if unread else "")


def _is_open(path: Path) -> bool:
    """Whether another process has the database open."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, *_SHARED)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


@contextmanager
def _fresh(path: Path) -> Iterator[tuple[Path, Salvaged]]:
    """A new database beside an old one, with what could be read of that; gone in the end, unless
    it was put elsewhere.
    """
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.mending-", dir=path.parent)
    os.close(handle)
    fresh = Path(name)
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as opened:
            opened.execute("PRAGMA journal_mode = MEMORY")
            opened.execute("BEGIN")
            for statements in schema.MIGRATIONS:
                for statement in statements:
                    opened.execute(statement)
            opened.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            opened.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS)}")
            salvaged = salvage(path, opened)
            opened.execute("COMMIT")
        if path.exists():
            shutil.copymode(path, fresh)
            with suppress(OSError):
                # A load by root leaves the database to whom it belongs.
                os.chown(fresh, path.stat().st_uid, path.stat().st_gid)
        else:
            fresh.chmod(0o644)
        yield fresh, salvaged
    except sqlite3.Error as error:
        raise fault(path, error, unchanged=True) from None
    finally:
        fresh.unlink(missing_ok=True)


def _swap(path: Path, fresh: Path, kind: str) -> Path:
    """The old database gets another name, and the new one its name, in one step."""
    aside = _free_name(path, kind)
    moved = []
    try:
        for suffix in BESIDE:
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                moved.append((beside, beside.rename(aside.with_name(aside.name + suffix))))
        with suppress(FileNotFoundError):
            try:
                # So at no moment is there no database, which another process would make.
                aside.hardlink_to(path)
            except OSError:
                path.rename(aside)
        fresh.replace(path)
    except OSError:
        for before, after in reversed(moved):
            after.rename(before)
        raise
    mark_of(path).unlink(missing_ok=True)
    return aside


def _free_name(path: Path, kind: str) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        aside = path.with_name(f"{path.name}.{kind}-{stamp}{again}")
        if not any(os.path.lexists(f"{aside}{suffix}") for suffix in ("", *BESIDE)):
            return aside
    raise AssertionError("numbers do not end")
