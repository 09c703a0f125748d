"""A database with something to lose, and what a disk, a person or another version does to it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.model import Daily, GuildSettings
from bot.store.sqlite.schema import MIGRATIONS
from bot.store.sqlite.store import open_store
from tests.store.build import look, note, put

NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
PAGE = 4096
SERVERS = 200
"""Enough that their settings take several pages."""
DAILY = Daily(7, 22, 570, "Europe/Berlin", seed=5, cursor=3, posted=4)


async def make_database(path: Path) -> None:
    """A vault of two notes, settings of many servers, one daily quote, one miss, one value."""
    async with open_store(path) as store:
        await put(store, note("ch/a.md", *("alpha " * 300 for _ in range(20))), note("ch/b.md"))
        await store.daily.swap(None, DAILY)
        await store.kept.add_miss("note", "agi")
        await store.set_state("commands", "hash")
        for guild in range(SERVERS):
            await store.kept.put_settings(guild, GuildSettings(f"channel-{guild}" * 5))


def pages_of(path: Path, table: str) -> list[int]:
    """The pages that a table's rows stand on, in order; its root too where it is one of them."""
    with closing(sqlite3.connect(path)) as opened:
        ((root,),) = opened.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,))
    content = path.read_bytes()
    return _leaves(content, root)


def _leaves(content: bytes, number: int) -> list[int]:
    page = content[(number - 1) * PAGE : number * PAGE]
    if page[0] in (10, 13):
        return [number]
    cells = int.from_bytes(page[3:5], "big")
    below = [
        int.from_bytes(page[at : at + 4], "big")
        for place in range(cells)
        for at in [int.from_bytes(page[12 + 2 * place : 14 + 2 * place], "big")]
    ]
    last = int.from_bytes(page[8:12], "big")
    return [leaf for child in (*below, last) for leaf in _leaves(content, child)]


def overwrite(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def spoil_page(path: Path, number: int) -> None:
    """A page becomes noise; the first is number 1."""
    overwrite(path, (number - 1) * PAGE, b"\xa5" * PAGE)


def spoil_excerpts(path: Path) -> None:
    spoil_page(path, pages_of(path, "excerpts")[0])


def spoil_settings(path: Path) -> None:
    pages = pages_of(path, "guild_settings")
    spoil_page(path, pages[len(pages) // 2])


def zero_header(path: Path) -> None:
    overwrite(path, 0, bytes(100))


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3 // PAGE * PAGE)


def fill_with_noise(path: Path) -> None:
    path.write_bytes(b"\x5a\xa5" * 20_000)


def make_newer(path: Path) -> None:
    look(path, f"PRAGMA user_version = {len(MIGRATIONS) + 7}")


def contents(folder: Path, name: str) -> dict[str, bytes]:
    """What a database's files hold, by what their names end in; not the one that is no data."""
    files = {suffix: folder / f"{name}{suffix}" for suffix in ("", "-wal")}
    found = {suffix: file.read_bytes() for suffix, file in files.items() if file.exists()}
    # Whoever looks into a database leaves an empty log.
    return {suffix: content for suffix, content in found.items() if content}


@contextmanager
def as_nobody() -> Iterator[None]:
    """Another user, who may read what all may."""
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def readable_folder() -> Iterator[Path]:
    """A new folder that everybody may read, which none below pytest's is."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def asides(path: Path) -> list[Path]:
    """The databases that were moved away from `path`."""
    found = [*path.parent.glob(f"{path.name}.corrupt-*"), *path.parent.glob(f"{path.name}.newer-*")]
    return sorted(file for file in found if not file.name.endswith(("-wal", "-shm")))
