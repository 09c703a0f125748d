"""The library: every question that a command can ask, and the one thing that it can order."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bot.errors import LoadRunning, StoreError
from bot.indexer import load_vault
from bot.model import (
    Drawn,
    LoadReport,
    NoteHit,
    Problem,
    QuoteHit,
    StoredExcerpt,
    StoredNote,
    TitleEntry,
    VaultSettings,
    VaultStatus,
    VideoEntry,
)
from bot.search.bag import LONGEST, SHORTEST, Bag
from bot.search.catalogue import Catalogue
from bot.search.filler import is_telling
from bot.search.notes import find_notes
from bot.search.query import Query, parse_query
from bot.search.quotes import ExcerptIndex, RankedExcerpt
from bot.search.ties import settle_ties, tied_with
from bot.search.titles import RankedTitle
from bot.search.why import emphasis
from bot.searcher import Searcher
from bot.sites import KNOWN_SITES
from bot.snapshot import Snapshot, take_snapshot
from bot.store.protocol import Store
from bot.vault.clock import parse_clock
from bot.vault.videos import parse_start, parse_video_id
from bot.workers import Progress

SUGGESTIONS = 5
QUICK_WORDS = 12
"""What has more words to look for takes longer than a millisecond or two."""

MOST_DRAWN = 50
"""Times that a draw finds nothing but excerpts which another process has taken out of the store."""


class Library:
    """Answers from the last committed load.

    Text that a person typed never raises here; what was not found is an empty list or None.
    """

    def __init__(
        self, store: Store, snapshot: Snapshot, *, vault: Path, settings: VaultSettings
    ) -> None:
        self._store = store
        self._snapshot = snapshot
        self._vault = vault
        self._settings = settings
        self._idle = asyncio.Event()
        """Set while no load runs."""
        self._idle.set()
        self._searcher = Searcher()

    @classmethod
    async def open(cls, store: Store, *, vault: Path, settings: VaultSettings) -> "Library":
        """A library over `store` as it is; `load` fills it from `vault`."""
        return cls(store, await take_snapshot(store), vault=vault, settings=settings)

    def close(self) -> None:
        """End the thread for searches; what waits for it is given up."""
        self._searcher.close()

    @property
    def catalogue(self) -> Catalogue:
        """What there is by name, as of the last load."""
        return self._snapshot.catalogue

    async def load(self, *, full: bool = False, progress: Progress | None = None) -> LoadReport:
        """Bring the database up to the vault; answers stay those of before until it is done.

        Raises LoadRunning at once while another load runs, VaultError and StoreError where the
        load failed and changed nothing.
        """
        if not self._idle.is_set():
            raise LoadRunning("the vault is being loaded already; wait for it to finish")
        self._idle.clear()
        try:
            report = await load_vault(
                self._vault,
                self._store,
                self._settings,
                full=full,
                progress=progress,
            )
            self._snapshot = await take_snapshot(self._store)
        finally:
            self._idle.set()
        return report

    async def find_notes(self, text: str, *, limit: int, channel: str = "") -> list[NoteHit]:
        """The notes that answer `text`, by name or by what they say, best first."""
        query = parse_query(text)
        within = self._within(query, channel)
        if not query or within is None:
            return []
        snapshot = self._snapshot
        ranked = await self._searcher.search(
            lambda: find_notes(snapshot.titles, snapshot.notes, query, limit=limit, channel=within)
        )
        # By key, for the store may hold a later load than the snapshot, with other ids.
        notes = await self._store.get_notes([hit.key for hit in ranked])
        return [NoteHit(notes[hit.key], hit.score, hit.why) for hit in ranked if hit.key in notes]

    async def find_titles(
        self, text: str, *, limit: int, channel: str = "", unfinished: bool = False
    ) -> list[RankedTitle]:
        """The titles that answer `text`, best first; `unfinished` while it is being typed."""
        query = parse_query(text, unfinished=unfinished)
        within = self._within(query, channel)
        if not query or within is None:
            return []
        titles = self._snapshot.titles
        return await self._searcher.briefly(
            partial(titles.find, query, limit=limit, channel=within)
        )

    async def find_quotes(
        self, text: str, *, limit: int, channel: str = "", unfinished: bool = False
    ) -> list[QuoteHit]:
        """The excerpts that answer `text`, best first; `unfinished` while it is being typed, when
        nobody is told why they do.
        """
        query = parse_query(text, unfinished=unfinished)
        ranked, excerpts = await self._find_stored(query, limit, channel, lambda ranked: ranked)
        settled = settle_ties(ranked, excerpts)[:limit]
        if unfinished:
            return [QuoteHit(excerpts[hit.key], hit.score, ()) for hit in settled]
        return [_quote_hit(hit, excerpts[hit.key]) for hit in settled]

    async def find_quote(
        self, text: str, *, place: int, among: int, channel: str = ""
    ) -> tuple[QuoteHit | None, int]:
        """What stands at a place, from 0, of what `find_quotes` finds; and how many that are.

        Only that excerpt is explained, and beside it only those that tie with it are read.
        """
        query = parse_query(text)
        ranked, excerpts = await self._find_stored(
            query, among, channel, lambda ranked: tied_with(ranked, place)[0]
        )
        count = min(len(ranked), among)
        tied, first = tied_with(ranked, place)
        hits = settle_ties(tied, excerpts)[first : first + 1] if place < count else []
        hit = _quote_hit(hits[0], excerpts[hits[0].key]) if hits else None
        return hit, count

    async def _find_stored(
        self,
        query: Query,
        limit: int,
        channel: str,
        needed: Callable[[Sequence[RankedExcerpt]], Sequence[RankedExcerpt]],
    ) -> tuple[list[RankedExcerpt], dict[int, StoredExcerpt]]:
        """Excerpts, best first, and the text of those `needed`, by key."""
        within = self._within(query, channel)
        if not query or within is None:
            return [], {}
        while True:
            snapshot = self._snapshot
            ranked = await self._find_excerpts(snapshot.excerpts, query, limit, within)
            keys = [hit.key for hit in needed(ranked)]
            excerpts = await self._store.get_excerpts(keys)
            if len(excerpts) == len(keys):
                break
            # A load is in the store already, and will be in the snapshot in a moment: ask that.
            await self._idle.wait()
            if self._snapshot is snapshot:
                break
        return ranked, excerpts

    def _within(self, query: Query, channel: str) -> str | None:
        """The channel to look in, a typed `channel:name` before the given; None for an unknown."""
        return self.catalogue.find_channel(query.channel) if query.channel else channel

    async def _find_excerpts(
        self, excerpts: ExcerptIndex, query: Query, limit: int, channel: str
    ) -> list[RankedExcerpt]:
        if query.unfinished or query.is_limited or len(query.words) > QUICK_WORDS:
            # A word that is being typed may stand for thousands, and a phrase be of common words.
            return await self._searcher.search(
                partial(excerpts.find, query, limit=limit, channel=channel)
            )
        attempt = await self._searcher.briefly(
            partial(excerpts.attempt, query, limit=limit, channel=channel)
        )
        if attempt.is_enough:
            return excerpts.listed(attempt)
        return await self._searcher.search(partial(excerpts.find_loosely, attempt))

    async def leading_titles(self, limit: int, *, channel: str = "") -> list[TitleEntry]:
        """What to offer before anything is typed: the notes with most to quote, a video each."""
        return await self._snapshot.remembered.get(
            ("titles", limit, channel),
            lambda: self._store.leading_titles(limit=limit, channel=channel),
        )

    async def leading_quotes(self, limit: int, *, channel: str = "") -> list[QuoteHit]:
        """What to offer before anything is typed: somebody's own words, a note each."""
        excerpts = await self._snapshot.remembered.get(
            ("quotes", limit, channel),
            lambda: self._store.leading_excerpts(limit=limit, channel=channel),
        )
        return [QuoteHit(excerpt, 0.0, ()) for excerpt in excerpts]

    def typed_channel(self, text: str) -> str:
        """The channel that `text` names as `channel:name`, as it was typed; empty for none."""
        return parse_query(text).channel

    def telling_words(self, text: str) -> str:
        """What a long query can be cut to: those of its words that tell most, in their order."""
        return " ".join(filter(is_telling, dict.fromkeys(parse_query(text).words)))

    async def nearest_titles(self, text: str) -> list[TitleEntry]:
        """Notes to offer where nothing was found: whatever holds a word near one of `text`."""
        found: dict[str, TitleEntry] = {}
        for word in filter(is_telling, dict.fromkeys(parse_query(text).words)):
            for hit in await self.find_titles(word, limit=SUGGESTIONS):
                found.setdefault(hit.entry.title, hit.entry)
            if len(found) >= SUGGESTIONS:
                break
        return list(found.values())[:SUGGESTIONS]

    async def find_videos(
        self, text: str, *, limit: int, unfinished: bool = False
    ) -> list[VideoEntry]:
        """The videos whose titles answer `text`, best first."""
        query = parse_query(text, unfinished=unfinished)
        if not query:
            return []
        return await self._searcher.briefly(partial(self.catalogue.find_videos, query, limit=limit))

    def parse_video(self, text: str) -> tuple[str, int | None]:
        """(the id of the video that `text` is or holds the address of, the second it opens at)."""
        video_id = parse_video_id(text, self._settings.sites)
        return video_id, parse_clock(parse_start(text)) if video_id else None

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

    async def quotes_in_order(self, video_id: str) -> list[tuple[int, StoredExcerpt]]:
        """(second, excerpt) of all that the notes of a video say, in the video's order.

        An excerpt stands at its first moment; one that no second is known of is left out.
        """
        placed = [
            (second, excerpt)
            for excerpt in await self._store.excerpts_about(video_id)
            if (second := _second(excerpt)) is not None
        ]
        return sorted(placed, key=lambda each: (each[0], each[1].note.title, each[1].position))

    async def timeline(self, excerpt: StoredExcerpt) -> list[StoredExcerpt]:
        """What stands before and after an excerpt, itself among it: in its video's order, or in
        its note's where no second of it is known. Nothing is said twice in a row.
        """
        if not excerpt.note.video_id or _second(excerpt) is None:
            return await self.quotes_of(excerpt.note)
        line: list[StoredExcerpt] = []
        for _, each in await self.quotes_in_order(excerpt.note.video_id):
            if line and line[-1].excerpt.text == each.excerpt.text:
                # Two notes with the same sentence: the one that is shown stays.
                if each.key == excerpt.key:
                    line[-1] = each
                continue
            line.append(each)
        return line

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
            snapshot = self._snapshot
            bag = await self._bag_of(snapshot)
            place = await self._searcher.search(
                partial(bag.draw, seed=seed, cursor=cursor, channel=channel)
            )
            if place is None:
                return None
            if excerpt := await self._store.get_excerpt(place.key):
                return Drawn(excerpt, place.seed, place.cursor, place.left)
            await self._idle.wait()
            if self._snapshot is snapshot:
                seed, cursor = place.seed, place.cursor
        raise StoreError("the database holds another vault than the bot has read; reload it")

    async def _bag_of(self, snapshot: Snapshot) -> Bag:
        """Made when first drawn from, for it takes a third of a second and most never ask."""
        sites = [site.name for site in (*self._settings.sites, *KNOWN_SITES)]

        async def fill() -> Bag:
            quotable = await self._store.quotable(shortest=SHORTEST, longest=LONGEST, sites=sites)
            return await self._searcher.search(partial(Bag, snapshot.corpus, quotable))

        return await snapshot.remembered.get("bag", fill)

    async def status(self) -> VaultStatus:
        """Counts, and when the vault was loaded."""
        return await self._store.status()

    async def problems(self, *, limit: int | None = None) -> list[Problem]:
        """What could not be read, errors first."""
        return await self._store.problems(limit=limit)


def _second(excerpt: StoredExcerpt) -> int | None:
    """The first second of its note's video that an excerpt cites."""
    video_id = excerpt.note.video_id
    seconds = (m.seconds for m in excerpt.excerpt.moments if m.plausible and m.video_id == video_id)
    return next(seconds, None)


def _quote_hit(ranked: RankedExcerpt, excerpt: StoredExcerpt) -> QuoteHit:
    why = ranked.explain()
    marked = emphasis(excerpt.excerpt.text, why.words)
    return QuoteHit(excerpt, ranked.score, why.reasons, marked)
