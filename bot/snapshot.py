"""What stays in memory of one load: indexes over one corpus, channels, what is asked often."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bot import memory
from bot.model import StoredExcerpt, TitleEntry
from bot.patience import patiently
from bot.search.acronyms import Acronyms
from bot.search.bag import LONGEST, SHORTEST, Bag
from bot.search.catalogue import Catalogue
from bot.search.corpus import Corpus, build_corpus
from bot.search.notes import NoteIndex
from bot.search.quotes import ExcerptIndex
from bot.search.titles import TitleIndex
from bot.store.protocol import Reading

T = TypeVar("T")

REST = 0.06
"""Seconds between two pieces of work, for whoever makes one beside a load."""
SHORT_REST = 0.02
"""The same for whoever has to catch up with a load that is over: two seconds are promised."""
OFFERED = 25
"""What is offered before anything is typed, as many as Discord shows."""


class Remembered:
    """Answers that are the same until the next load, each asked for once."""

    def __init__(self) -> None:
        self._asked: dict[Hashable, asyncio.Task[Any]] = {}

    async def get(self, name: Hashable, ask: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `ask` answers, or answered when it was asked by this name; failures aren't kept.

        An answer that can't wait so long is put off by StoreBusy; the asking goes on.
        """
        asked: asyncio.Task[T] | None = self._asked.get(name)
        if asked is None:
            asked = self._asked[name] = asyncio.create_task(ask())
            asked.add_done_callback(partial(self._forget_failed, name))
        # Others may wait for the same.
        return await patiently(asyncio.shield(asked))

    def _forget_failed(self, name: Hashable, asked: asyncio.Task[Any]) -> None:
        if asked.cancelled() or asked.exception():
            del self._asked[name]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What search keeps in memory of one load; replaced whole after the next."""

    serial: int
    """Which load it is of."""
    excerpts: ExcerptIndex
    titles: TitleIndex
    notes: NoteIndex
    corpus: Corpus
    catalogue: Catalogue
    remembered: Remembered = field(default_factory=Remembered)
    """What takes a look at all that there is, and is asked for often."""

    async def leading_titles(self, seen: Reading, limit: int, channel: str) -> list[TitleEntry]:
        """What `seen` offers before anything is typed; it is the load that this is of."""
        return await self.remembered.get(
            ("titles", limit, channel), lambda: seen.leading_titles(limit=limit, channel=channel)
        )

    async def leading_excerpts(
        self, seen: Reading, limit: int, channel: str
    ) -> list[StoredExcerpt]:
        """The same of excerpts."""
        return await self.remembered.get(
            ("excerpts", limit, channel),
            lambda: seen.leading_excerpts(limit=limit, channel=channel),
        )

    async def bag(self, seen: Reading, sites: Sequence[str]) -> Bag:
        """What quotes are drawn from. Made when first needed: to make it takes a third of a
        second, and a question of the command line has no need of it.
        """

        async def fill() -> Bag:
            quotable = await seen.quotable(shortest=SHORTEST, longest=LONGEST, sites=sites)
            # Not in the thread where people's searches wait for each other.
            return await asyncio.to_thread(Bag, self.corpus, quotable)

        return await self.remembered.get("bag", fill)

    async def warm(self, seen: Reading, sites: Sequence[str]) -> None:
        """Have ready what takes a look at all that there is, so that nobody waits for it."""
        await self.leading_titles(seen, OFFERED, "")
        await self.leading_excerpts(seen, OFFERED, "")
        await self.bag(seen, sites)
        await asyncio.to_thread(memory.settle)


async def take_snapshot(seen: Reading, *, rest: float = 0.0) -> Snapshot:
    """All that search needs of the last load, or of one before it is committed.

    What it was made of is given back at once. `rest` is in seconds, after each piece of work: it
    gives others time to answer meanwhile.
    """
    vault = await _apart(seen.vault(), rest)
    corpus = await _apart(asyncio.to_thread(build_corpus, vault.words, vault.titles), rest)
    serial, channels, spelt_out = vault.serial, vault.channels, Acronyms(vault.acronyms)
    del vault
    entries, others = corpus.entries, (corpus.excerpts,)
    titles = partial(TitleIndex, entries, spelt_out, others=others)
    snapshot = Snapshot(
        serial=serial,
        excerpts=await _apart(asyncio.to_thread(ExcerptIndex, corpus, spelt_out), rest),
        titles=await _apart(asyncio.to_thread(titles), rest),
        notes=await _apart(asyncio.to_thread(NoteIndex, corpus), rest),
        corpus=corpus,
        catalogue=await _apart(
            asyncio.to_thread(Catalogue, entries, channels, spelt_out, others), rest
        ),
    )
    await asyncio.to_thread(memory.settle)
    return snapshot


async def _apart(work: Awaitable[T], rest: float) -> T:
    """What a piece of work gives, with a rest after it: a thread that works on and on takes every
    second turn from those who answer, and what waits for one piece adds to what waits for the next.
    """
    done = await work
    if rest:
        # A little each time: to walk through all that was made takes long enough to be felt.
        await asyncio.to_thread(memory.settle)
        await asyncio.sleep(rest)
    return done
