"""The library: every question that a command can ask, and the one thing that it can order."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import LoadRunning
from bot.indexer import load_vault
from bot.model import (
    LoadReport,
    NoteHit,
    Problem,
    QuoteHit,
    StoredExcerpt,
    StoredNote,
    TitleEntry,
    VaultSettings,
    VaultStatus,
)
from bot.search.query import parse_query
from bot.search.quotes import emphasis, find_excerpts
from bot.search.titles import RankedTitle, TitleIndex
from bot.search.vocabulary import Vocabulary
from bot.store.protocol import Store
from bot.workers import Progress

SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What search keeps in memory of one load; replaced whole after the next."""

    vocabulary: Vocabulary
    titles: TitleIndex
    entries: tuple[TitleEntry, ...]
    channels: tuple[tuple[str, str], ...]
    """(key, display name), by name."""


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
        self._loading = False

    @classmethod
    async def open(cls, store: Store, *, vault: Path, settings: VaultSettings) -> "Library":
        """A library over `store` as it is; `load` fills it from `vault`."""
        return cls(store, await _take_snapshot(store), vault=vault, settings=settings)

    @property
    def channels(self) -> Sequence[tuple[str, str]]:
        """(key, display name) of every channel, by name."""
        return self._snapshot.channels

    async def load(self, *, full: bool = False, progress: Progress | None = None) -> LoadReport:
        """Bring the database up to the vault; answers stay those of before until it is done.

        Raises LoadRunning at once while another load runs, VaultError and StoreError where the
        load failed and changed nothing.
        """
        if self._loading:
            raise LoadRunning("the vault is being loaded already; wait for it to finish")
        self._loading = True
        try:
            report = await load_vault(
                self._vault,
                self._store,
                self._settings,
                full=full,
                progress=progress,
            )
            self._snapshot = await _take_snapshot(self._store)
        finally:
            self._loading = False
        return report

    async def find_notes(self, text: str, *, limit: int, channel: str = "") -> list[NoteHit]:
        """Notes whose title or alias answers `text`; else those whose excerpts do."""
        # A topic is often half a word: whoever presses Enter early means its beginning.
        ranked = self.find_titles(text, limit=limit, channel=channel, unfinished=True)
        # By key, for the store may hold a later load than the snapshot, with other ids.
        notes = await self._store.get_notes([hit.entry.key for hit in ranked])
        hits = [
            NoteHit(notes[hit.entry.key], hit.scored.score, hit.scored.why)
            for hit in ranked
            if hit.entry.key in notes
        ]
        return hits or await self._notes_by_text(text, limit=limit, channel=channel)

    async def _notes_by_text(self, text: str, *, limit: int, channel: str) -> list[NoteHit]:
        hits: dict[int, NoteHit] = {}
        for quote in await self.find_quotes(text, limit=4 * limit, channel=channel):
            note = quote.excerpt.note
            hits.setdefault(note.id, NoteHit(note, quote.score, ("text", *quote.why)))
        return list(hits.values())[:limit]

    def find_titles(
        self, text: str, *, limit: int, channel: str = "", unfinished: bool = False
    ) -> list[RankedTitle]:
        """The titles that answer `text`, best first; `unfinished` while it is being typed."""
        query = parse_query(text, unfinished=unfinished)
        return self._snapshot.titles.find(query, limit=limit, channel=channel) if query else []

    async def find_quotes(
        self, text: str, *, limit: int, channel: str = "", unfinished: bool = False
    ) -> list[QuoteHit]:
        """The excerpts that answer `text`, best first."""
        query = parse_query(text, unfinished=unfinished)
        if not query:
            return []
        for _ in range(2):
            ranked = await find_excerpts(
                self._store, self._snapshot.vocabulary, query, limit=limit, channel=channel
            )
            excerpts = await self._store.get_excerpts([hit.excerpt_id for hit in ranked])
            if len(excerpts) == len(ranked):
                break
            # A load ended between the two questions and took some away: ask it both.
        return [
            QuoteHit(
                excerpts[hit.excerpt_id],
                hit.scored.score,
                hit.scored.why,
                emphasis(excerpts[hit.excerpt_id].excerpt.text, hit.scored.words),
            )
            for hit in ranked
            if hit.excerpt_id in excerpts
        ]

    async def leading_titles(self, limit: int, *, channel: str = "") -> list[TitleEntry]:
        """What to offer before anything is typed: the notes with most to quote, a video each."""
        return await self._store.leading_titles(limit=limit, channel=channel)

    async def leading_quotes(self, limit: int, *, channel: str = "") -> list[QuoteHit]:
        """What to offer before anything is typed: somebody's own words, a note each."""
        excerpts = await self._store.leading_excerpts(limit=limit, channel=channel)
        return [QuoteHit(excerpt, 0.0, ()) for excerpt in excerpts]

    def find_channel(self, text: str) -> str | None:
        """The key of the channel that was typed or picked, by key or name in any case."""
        wanted = text.strip()
        keys = [key for key, _ in self._snapshot.channels]
        if wanted in keys:
            return wanted
        folded = wanted.casefold()
        found = [key for key in keys if key.casefold() == folded]
        found += [key for key, name in self._snapshot.channels if name.casefold() == folded]
        return found[0] if found else None

    def nearest_titles(self, text: str) -> list[str]:
        """Titles to offer where nothing was found: whatever holds a word near one of `text`."""
        found: dict[str, None] = {}
        for word in parse_query(text).words:
            for hit in self.find_titles(word, limit=SUGGESTIONS):
                found.setdefault(hit.entry.title)
        return list(found)[:SUGGESTIONS]

    async def get_note(self, key: int) -> StoredNote | None:
        """The note that a choice or button names."""
        return await self._store.get_note(key)

    async def get_quote(self, key: int) -> StoredExcerpt | None:
        """The excerpt that a choice or button names."""
        return await self._store.get_excerpt(key)

    async def quotes_of(self, note: StoredNote) -> list[StoredExcerpt]:
        """All excerpts of a note in its order."""
        return await self._store.excerpts_of(note.id)

    async def related(self, note: StoredNote, *, limit: int) -> list[StoredNote]:
        """The notes that a note links to, in its order, then those that link to it."""
        found = await self._store.linked_notes(note.id)
        if len(found) < limit:
            known = {other.id for other in found}
            linking = await self._store.linking_notes(note.id)
            found += [other for other in linking if other.id not in known]
        return found[:limit]

    async def status(self) -> VaultStatus:
        """Counts, and when the vault was loaded."""
        return await self._store.status()

    async def problems(self, *, limit: int | None = None) -> list[Problem]:
        """What could not be read, errors first."""
        return await self._store.problems(limit=limit)


async def _take_snapshot(store: Store) -> Snapshot:
    vocabulary, entries = await store.vocabulary(), await store.titles()
    status, channels = await store.status(), await store.channels()
    return await asyncio.to_thread(
        lambda: Snapshot(
            vocabulary=Vocabulary(vocabulary, texts=status.excerpts),
            titles=TitleIndex(entries),
            entries=tuple(entries),
            channels=tuple(channels),
        )
    )
