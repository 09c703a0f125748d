"""`copy`: what no load can make again, from one database to another."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.access import barred
from bot.errors import ConfigError
from bot.model import DatabaseServer
from bot.places import is_server, place_fault, shown
from bot.store.moving import KEPT_TABLES, KeptPage
from bot.store.opening import open_store, steps_missing
from bot.store.sqlite.connection import read_shape

NAMED = 5
"""Rows that do not fit which are named; more are only counted."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What `copy` reports."""

    to: str
    """The target; of an address without its secrets."""
    rows: dict[str, int]
    """By table."""
    unfit: int
    """Rows that were left out, as nothing that Vaultbot writes looks so."""
    examples: tuple[str, ...]
    """Some of those: table, and key."""
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {**self.rows, "unfit": self.unfit, "seconds": round(self.seconds, 3)}

    @property
    def told(self) -> str:
        """What was copied, and what was not, in a line."""
        rows = ", ".join(f"{self.rows[table.name]:,} {table.label}" for table in KEPT_TABLES)
        return f"copied to {self.to}: {rows}; the vault is for the next load or run there to read"

    @property
    def left_out(self) -> str:
        """Which rows do not fit, in a line."""
        more = ", …" if self.unfit > len(self.examples) else ""
        return f"left out, as they do not fit: {self.unfit:,} ({'; '.join(self.examples)}{more})"


async def copy(source: Path | DatabaseServer, to: str, *, replace: bool = False) -> Copied:
    """Copy all that is kept in `source`, as it is at one moment, to the database `to`, which is
    made where there is none: all of it, or none.

    Raises ConfigError where there is no source, or it is the target; StoreError where the target
    keeps something already and `replace` is false.
    """
    started = time.perf_counter()
    target = _target(to)
    await _require(source)
    tally = _Tally()
    async with open_store(source) as old, open_store(target) as new:
        if await old.identity() == await new.identity():
            raise ConfigError(f"{_name(target)}: --to names the database that is copied")
        async with old.kept_rows() as pages:
            await new.put_kept_rows(tally.counting(pages), replace=replace)
    rows = {table.name: tally.rows[table.name] for table in KEPT_TABLES}
    spent = time.perf_counter() - started
    return Copied(_name(target), rows, tally.unfit, tuple(tally.examples), spent)


def _target(to: str) -> Path | DatabaseServer:
    if fault := place_fault(to):
        raise ConfigError(f"--to should be {fault}")
    return DatabaseServer(to) if is_server(to) else Path(to)


def _name(place: Path | DatabaseServer) -> str:
    return str(place) if isinstance(place, Path) else shown(place.url)


async def _require(source: Path | DatabaseServer) -> None:
    """Raise ConfigError where there is no database of ours: opening it would make one."""
    if isinstance(source, Path):
        there = await asyncio.to_thread(_is_ours, source)
    else:
        there = await steps_missing(source.url) is not None
    if not there:
        raise ConfigError(f"{_name(source)}: there is no database of Vaultbot's to copy from")


def _is_ours(path: Path) -> bool:
    if why := barred(path):
        raise ConfigError(f"the database {path} can't be read: {why}")
    return path.is_file() and read_shape(path) > 0


class _Tally:
    """Counts what passes."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()
        self.unfit = 0
        self.examples: list[str] = []

    async def counting(self, pages: AsyncIterable[KeptPage]) -> AsyncIterator[KeptPage]:
        """The same pages."""
        async for page in pages:
            self.rows[page.table.name] += len(page.rows)
            self.unfit += len(page.unfit)
            for key in page.unfit[: NAMED - len(self.examples)]:
                self.examples.append(f"{page.table.name} {', '.join(map(repr, key))}")
            yield page
