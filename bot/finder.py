"""Queries in words, answered from what is in memory and read from the store."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from bot.model import NoteHit, QuoteHit, StoredExcerpt, TitleEntry, VideoEntry
from bot.patience import patiently
from bot.search.catalogue import Catalogue
from bot.search.filler import is_telling
from bot.search.notes import find_notes
from bot.search.query import Query, parse_query, plain_words
from bot.search.quotes import ExcerptIndex, RankedExcerpt
from bot.search.ties import settle_ties, tied_with
from bot.search.titles import RankedTitle
from bot.search.why import emphasis
from bot.searcher import Searcher
from bot.snapshot import SHORT_REST, Snapshot, take_snapshot
from bot.store.protocol import Store

SUGGESTIONS = 5
QUICK_WORDS = 12
"""What has more words to look for takes longer than a millisecond or two."""


class Finder:
    """What the library finds; text that a person typed never raises here."""

    def __init__(self, store: Store, snapshot: Snapshot) -> None:
        self._store = store
        self._snapshot = snapshot
        """Of the last load; replaced whole after the next, so a query keeps what it began with."""
        self._searcher = Searcher()
        self._idle = asyncio.Event()
        """Set while no load runs."""
        self._idle.set()
        self._catching: asyncio.Task[None] | None = None
        """Reads what another process has loaded."""

    @property
    def catalogue(self) -> Catalogue:
        """What there is by name, as of the last load."""
        return self._snapshot.catalogue

    async def find_notes(self, text: str, *, limit: int, channel: str = "") -> list[NoteHit]:
        """The notes that answer `text`, by name or by what they say, best first."""
        query = parse_query(text)
        within = self._within(query, channel)
        if not query or within is None:
            return []
        while True:
            snapshot = self._snapshot
            ranked = await self._searcher.search(
                partial(
                    find_notes, snapshot.titles, snapshot.notes, query, limit=limit, channel=within
                )
            )
            # By key, for the store may hold a later load than the snapshot, with other ids.
            notes = await self._store.get_notes([hit.key for hit in ranked])
            if len(notes) == len(ranked) or not await self.catch_up(snapshot):
                break
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
            if len(excerpts) == len(keys) or not await self.catch_up(snapshot):
                break
        return ranked, excerpts

    async def catch_up(self, than: Snapshot | None = None) -> bool:
        """Have in memory the load that the store holds, whoever made it; False where it was so.

        `than`: compared with what is in memory then, and not now. An answer that can't wait so long
        is put off by StoreBusy; the reading goes on.
        """
        than = than or self._snapshot
        # What this process loads is in memory with its commit.
        await patiently(self._idle.wait())
        if self._snapshot is than and await self._store.serial() != than.serial:
            if self._catching is None:
                self._catching = asyncio.create_task(self._take())
                # Whoever began it may be gone when it fails, and those who come ask again.
                self._catching.add_done_callback(lambda task: task.cancelled() or task.exception())
            await patiently(asyncio.shield(self._catching))
        return self._snapshot is not than

    async def _take(self) -> None:
        before = self._snapshot
        try:
            taken = await take_snapshot(self._store, rest=SHORT_REST)
            # This process may have loaded meanwhile, and then that is newer.
            if self._snapshot is before:
                self._snapshot = taken
        finally:
            self._catching = None

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

    def typed_channel(self, text: str) -> str:
        """The channel that `text` names as `channel:name`, as it was typed; empty for none."""
        return parse_query(text).channel

    def plain_words(self, message: str) -> str:
        """What a chat message says, as a query."""
        return plain_words(message)

    def known_words(self, text: str) -> str:
        """Those words of a text that tell something, and that stand in the vault."""
        vocabulary = self._snapshot.corpus.vocabulary
        words = filter(is_telling, dict.fromkeys(parse_query(text).words))
        return " ".join(word for word in words if vocabulary.exact(word))

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


def _quote_hit(ranked: RankedExcerpt, excerpt: StoredExcerpt) -> QuoteHit:
    why = ranked.explain()
    marked = emphasis(excerpt.excerpt.text, why.words)
    return QuoteHit(excerpt, ranked.score, why.reasons, marked)
