"""What search keeps in memory of one load."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot import memory
from bot.model import StoredWords, TitleEntry
from bot.search.acronyms import Acronyms
from bot.search.catalogue import Catalogue
from bot.search.corpus import Corpus, build_corpus
from bot.search.notes import NoteIndex
from bot.search.quotes import ExcerptIndex
from bot.search.titles import TitleIndex
from bot.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What search keeps in memory of one load; replaced whole after the next."""

    excerpts: ExcerptIndex
    titles: TitleIndex
    notes: NoteIndex
    corpus: Corpus
    catalogue: Catalogue


async def take_snapshot(store: Store) -> Snapshot:
    """All that search needs of the last load. What it was made of is given back at once."""
    words, entries = await store.words(), await store.titles()
    acronyms, channels = await store.acronyms(), await store.channels()
    snapshot = await asyncio.to_thread(_make_snapshot, words, entries, acronyms, channels)
    del words, acronyms
    await asyncio.to_thread(memory.settle)
    return snapshot


def _make_snapshot(
    words: StoredWords,
    entries: Sequence[TitleEntry],
    acronyms: Sequence[tuple[str, str, int]],
    channels: Sequence[tuple[str, str]],
) -> Snapshot:
    corpus = build_corpus(words, entries)
    spelt_out = Acronyms(acronyms)
    return Snapshot(
        excerpts=ExcerptIndex(corpus, spelt_out),
        titles=TitleIndex(corpus.entries, spelt_out, others=(corpus.excerpts,)),
        notes=NoteIndex(corpus),
        corpus=corpus,
        catalogue=Catalogue(corpus.entries, channels, spelt_out, (corpus.excerpts,)),
    )
