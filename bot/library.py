"""The library: every question that a command can ask, and the one thing that it can order."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from bot import memory
from bot.aside import aside
from bot.courtesy import giving_way
from bot.errors import FetchFailed, LoadRunning, LoadStopped, StoreError
from bot.finder import Finder
from bot.indexer import load_vault
from bot.model import (
    PLAUSIBLE_SECONDS,
    Drawn,
    LoadReport,
    Problem,
    QuoteHit,
    StoredExcerpt,
    StoredNote,
    TitleEntry,
    VaultSettings,
    VaultStatus,
    VideoEntry,
)
from bot.search.timeline import in_order, second_of, without_echoes
from bot.sites import KNOWN_SITES
from bot.snapshot import REST, Snapshot, take_snapshot
from bot.sources import Folder, Source, bring_up
from bot.store.protocol import Load, Store
from bot.vault.clock import parse_clock
from bot.vault.videos import parse_start, parse_video_id
from bot.workers import Progress

log = logging.getLogger(__name__)

Observe = Callable[[str, LoadReport | None], None]
"""Called with how a load ended (`ok`, `failed`, `stopped`) and what it did."""

MOST_DRAWN = 50
"""Times that a draw finds nothing but excerpts which are not in the store."""


class Library(Finder):
    """Answers from the last committed load: what is found, and here what is asked for by name.

    What was not found is an empty list or None.
    """

    def __init__(
        self,
        store: Store,
        snapshot: Snapshot,
        *,
        source: Source,
        settings: VaultSettings,
        observe: Observe | None = None,
    ) -> None:
        super().__init__(store, snapshot)
        self._source = source
        self._settings = settings
        self._sites = [site.name for site in (*settings.sites, *KNOWN_SITES)]
        self._observe = observe
        self._loading: asyncio.Task[LoadReport] | None = None
        self._is_ending = False

    @classmethod
    async def open(
        cls,
        store: Store,
        *,
        vault: Path | Source,
        settings: VaultSettings,
        observe: Observe | None = None,
    ) -> "Library":
        """A library over `store` as it is; `load` fills it from `vault`."""
        source = Folder(vault) if isinstance(vault, Path) else vault
        snapshot = await take_snapshot(store)
        return cls(store, snapshot, source=source, settings=settings, observe=observe)

    def close(self) -> None:
        """End the thread for searches; what waits for it is given up."""
        self._searcher.close()

    async def load(
        self, *, fetch: bool = True, full: bool = False, progress: Progress | None = None
    ) -> LoadReport:
        """Bring the database up to the vault; answers stay those of before until it is done.

        A vault that is kept elsewhere is fetched first, unless told otherwise; where that fails,
        the report says so. Raises LoadRunning at once while another load runs, VaultError,
        StoreError, FetchFailed and ConfigError where the load failed and changed nothing,
        StoreUnsure where that can't be told, LoadStopped where it was stopped, most likely before
        it was committed.
        """
        self._refuse_second_load()
        needed = fetch or not self._source.is_whole
        fetch_failed = await bring_up(self._source) if needed else ""
        if fetch_failed and self._store.fleet.is_shared and (await self.status()).notes:
            # Another process may have fetched, and loaded, what is newer than what lies here.
            raise FetchFailed(fetch_failed)
        # Only now, for a fetch may take minutes, and some answers wait for a load to end.
        self._refuse_second_load()
        self._idle.clear()
        mine = asyncio.create_task(self._load(full=full, progress=progress))
        self._loading = mine
        outcome, report = "failed", None
        try:
            report = replace(await mine, fetch_failed=fetch_failed)
            outcome = "ok"
        except asyncio.CancelledError:
            outcome = "stopped"
            waiting = asyncio.current_task()
            if waiting and waiting.cancelling():
                raise
            raise LoadStopped(
                "the bot is being ended; most likely the vault is as it was"
            ) from None
        except LoadRunning:
            # Of another process; that is no failure.
            outcome = ""
            raise
        finally:
            self._loading = None
            # Where it was stopped before it began.
            self._idle.set()
            if self._observe and outcome:
                self._observe(outcome, report)
        return report

    def stop_loading(self) -> None:
        """End the load that runs, if one does, with LoadStopped; none begins any more."""
        self._is_ending = True
        if self._loading:
            self._loading.cancel()

    async def _load(self, *, full: bool, progress: Progress | None) -> LoadReport:
        prepared: list[Snapshot] = []

        async def prepare(load: Load) -> None:
            snapshot = await take_snapshot(load.seen, rest=REST)
            await snapshot.warm(load.seen, self._sites)
            prepared.append(snapshot)

        try:
            async with self._source.still():
                with giving_way(self._searcher.is_busy), memory.collector_off():
                    report = await load_vault(
                        self._source.path,
                        self._store,
                        self._settings,
                        full=full,
                        progress=progress,
                        before_commit=prepare,
                    )
            if prepared:
                self._snapshot = prepared.pop()
                # What the old one took is free only now.
                await asyncio.to_thread(memory.trim)
        finally:
            self._idle.set()
        # The load is done, and whoever follows asks again.
        with suppress(StoreError):
            await self.catch_up()
        return report

    def _refuse_second_load(self) -> None:
        if self._is_ending:
            raise LoadStopped("the bot is being ended")
        if self._loading or not self._idle.is_set():
            raise LoadRunning("the vault is being loaded already; wait for it to finish")

    async def follow(self) -> NoReturn:
        """Notice what other processes load, until cancelled."""
        failing = False
        while True:
            await self._store.wait_for_load()
            try:
                if await self.catch_up():
                    log.info("another process has loaded the vault")
                    await self.warm()
            except StoreError as error:
                if not failing:
                    log.warning("can't tell whether the vault was loaded anew: %s", error)
                failing = True
            else:
                failing = False

    async def leading_titles(self, limit: int, *, channel: str = "") -> list[TitleEntry]:
        """What to offer before anything is typed: the notes with most to quote, a video each."""
        return await self._snapshot.leading_titles(self._store, limit, channel)

    async def leading_quotes(self, limit: int, *, channel: str = "") -> list[QuoteHit]:
        """What to offer before anything is typed: somebody's own words, a note each."""
        excerpts = await self._snapshot.leading_excerpts(self._store, limit, channel)
        return [QuoteHit(excerpt) for excerpt in excerpts]

    def parse_video(self, text: str) -> tuple[str, int | None]:
        """(the id of the video that `text` is or holds the address of, the second it opens at)."""
        video_id = parse_video_id(text, self._settings.sites)
        seconds = parse_clock(parse_start(text)) if video_id else None
        return video_id, seconds if seconds is None or seconds < PLAUSIBLE_SECONDS else None

    async def get_note(self, key: int) -> StoredNote | None:
        """The note that a choice or button names."""
        return await self._store.get_note(key)

    async def get_quote(self, key: int) -> StoredExcerpt | None:
        """The excerpt that a choice or button names."""
        return await self._store.get_excerpt(key)

    async def get_quotes(self, keys: Sequence[int]) -> list[StoredExcerpt]:
        """Those of the excerpts that are still there, in the order of `keys`."""
        found = await self._store.get_excerpts(keys) if keys else {}
        return [found[key] for key in keys if key in found]

    async def quotes_of(self, note: StoredNote) -> list[StoredExcerpt]:
        """All excerpts of a note in its order."""
        return await self._store.excerpts_of(note.id)

    async def first_quote(self, note: StoredNote) -> StoredExcerpt | None:
        """Where a note begins; None where it has nothing to quote."""
        return next(iter(await self._store.excerpts_of(note.id, limit=1)), None)

    async def quotes_in_order(self, video_id: str) -> list[tuple[int, StoredExcerpt]]:
        """(second, excerpt) of all that the notes of a video say, in the video's order."""
        excerpts = await self._store.excerpts_about(video_id)
        return await aside(excerpts, lambda: in_order(excerpts))

    async def timeline(self, excerpt: StoredExcerpt) -> list[StoredExcerpt]:
        """What stands before and after an excerpt, itself among it: in its video's order, or in
        its note's where no second of it is known.
        """
        if second_of(excerpt) is None:
            return await self.quotes_of(excerpt.note)
        line = await self.quotes_in_order(excerpt.note.video_id)
        return await aside(line, lambda: without_echoes([each for _, each in line], keep=excerpt))

    async def notes_about(self, video: VideoEntry) -> list[StoredNote]:
        """All notes of a video, by title."""
        keys = [entry.key for entry in self.catalogue.notes_of(video)]
        found = await self._store.get_notes(keys)
        return [found[key] for key in keys if key in found]

    async def related(self, note: StoredNote, *, limit: int) -> list[StoredNote]:
        """The notes that a note links to, in its order, then those that link to it."""
        found = await self._store.linked_notes(note.id)
        if len(found) < limit:
            known = {other.id for other in found}
            linking = await self._store.linking_notes(note.id)
            found += [other for other in linking if other.id not in known]
        return found[:limit]

    async def draw(self, *, seed: int, cursor: int, channel: str = "") -> Drawn | None:
        """The next of the quotes that can stand by themselves, in the order that `seed` shuffles
        them in; None where there are none. -1 is the cursor of a new round.
        """
        for _ in range(MOST_DRAWN):
            bag = await self._snapshot.bag(self._store, self._sites)
            place = await self._searcher.search(
                partial(bag.draw, seed=seed, cursor=cursor, channel=channel)
            )
            if place is None:
                return None
            if excerpt := await self._store.get_excerpt(place.key):
                return Drawn(excerpt, place.seed, place.cursor, place.left)
            if not await self.catch_up():
                seed, cursor = place.seed, place.cursor
        raise StoreError("the database holds less than was loaded; reload the vault in full")

    async def warm(self) -> None:
        """Have ready what takes a look at all that there is, so that nobody waits for it."""
        await self._snapshot.warm(self._store, self._sites)

    async def status(self) -> VaultStatus:
        """Counts, and when the vault was loaded."""
        return await self._store.status()

    async def problems(self, *, limit: int | None = None) -> list[Problem]:
        """What could not be read, errors first."""
        return await self._store.problems(limit=limit)
