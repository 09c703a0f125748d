"""A vault's folder, watched: when notes changed and it is quiet again."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.errors import VaultError
from bot.model import FileStamp
from bot.sources.listener import Listener
from bot.vault.files import DEFAULT_MAX_BYTES, scan

log = logging.getLogger(__name__)

Seen = dict[str, tuple[int, int]]
"""Path → (bytes, time) of every note."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often what is done, in seconds."""

    quiet: float = 2.0
    """Without a change, before changes are told: an editor or a copy may be at it."""
    latest: float = 30.0
    """Changes that don't end are told this often."""
    look: float = 5.0
    """Between two looks whether the folder is there, and the same."""
    compare: float = 300.0
    """Between two comparisons of all files, for what the system did not tell: a network share."""
    compare_alone: float = 60.0
    """Where the system tells nothing at all."""
    listen_again: float = 600.0
    """Until the system is asked again to tell, after it could not."""


async def changes(
    folder: Path,
    known: Mapping[str, FileStamp] | None = None,
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
    pace: Pace = Pace(),
) -> AsyncGenerator[None]:
    """Yield each time that notes changed since the last, or differ from `known` at the start; what
    is larger than `max_bytes` is no note, as for whoever loads.

    The folder may be missing, vanish and come back. Hidden files and folders, and all that are no
    notes, are passed over. Close it (`aclosing`) to end its threads.
    """
    bell = asyncio.Event()
    watch = _Watch(folder, max_bytes, bell.set, pace)
    if known is not None:
        watch.seen = _seen(known)
    watching = asyncio.create_task(watch.run(), name="vault watch")
    watching.add_done_callback(lambda _: bell.set())
    try:
        while True:
            await bell.wait()
            if watching.done():
                watching.result()
            await _settle(bell, pace)
            yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _settle(bell: asyncio.Event, pace: Pace) -> None:
    """Wait until it has been quiet for a while."""
    with suppress(TimeoutError):
        async with asyncio.timeout(pace.latest):
            while bell.is_set():
                bell.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(bell.wait(), pace.quiet)
    bell.clear()


class _Watch:
    """Rings when something changed, by what the system tells and by looking."""

    def __init__(self, folder: Path, max_bytes: int, ring: Callable[[], None], pace: Pace) -> None:
        self.seen: Seen | None = None
        self._folder = folder.absolute()
        self._scan = partial(scan, self._folder, max_bytes=max_bytes)
        self._ring = ring
        self._pace = pace
        self._listener: Listener | None = None
        self._identity: tuple[int, int] | None = None
        self._listen_at = self._compare_at = 0.0
        self._away = self._deaf = False

    async def run(self) -> None:
        try:
            while True:
                await self._look()
                await asyncio.sleep(self._pace.look)
        finally:
            self._hang_up()

    async def _look(self) -> None:
        identity = await asyncio.to_thread(_identity, self._folder)
        if identity != self._identity:
            # Another folder, or another disk, where the old one was: nobody would tell of it.
            self._hang_up()
            self._identity, self._listen_at, self._compare_at = identity, 0.0, 0.0
        self._tell_whether_away(identity is None)
        if identity is None:
            return
        now = asyncio.get_running_loop().time()
        started = self._listen(now)
        if now >= self._compare_at:
            await self._compare()
            wait = self._pace.compare if self._listener else self._pace.compare_alone
            # Once more soon: it may have changed before the system began to tell.
            self._compare_at = now + (self._pace.look if started else wait)

    def _listen(self, now: float) -> bool:
        """Have the system tell of changes; whether that began just now."""
        if self._listener and self._listener.fault:
            if not self._deaf:
                log.warning(
                    "changes of the vault are not told by the system (%s); comparing all files "
                    "every %.0f s instead", self._listener.fault, self._pace.compare_alone,
                )  # fmt: skip
            self._deaf = True
            self._hang_up()
            self._listen_at = now + self._pace.listen_again
        if self._listener or now < self._listen_at:
            return False
        self._listener = Listener(self._folder, self._ring)
        return True

    def _hang_up(self) -> None:
        if self._listener:
            self._listener.stop()
            self._listener = None

    def _tell_whether_away(self, away: bool) -> None:
        if away and not self._away:
            log.warning("the vault folder %s is not there; waiting for it", self._folder)
        elif self._away and not away:
            log.info("the vault folder %s is there again", self._folder)
        self._away = away

    async def _compare(self) -> None:
        try:
            found = _seen((await asyncio.to_thread(self._scan)).stamps)
        except VaultError:
            return  # gone at this moment; the next look tells
        if self.seen is not None and found != self.seen:
            self._ring()
        self.seen = found


def _seen(stamps: Mapping[str, FileStamp]) -> Seen:
    return {path: (stamp.size, stamp.mtime_ns) for path, stamp in stamps.items()}


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder on which disk it is; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if folder.is_dir() else None
