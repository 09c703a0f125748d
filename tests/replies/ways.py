"""The ways that the same thing may be asked for, and the answers of each over one database."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answers import Answers, Asker, Desk
from bot.library import Library
from bot.model import Action, StoredExcerpt, StoredNote, Verb
from bot.reply import notes
from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.store.sqlite.store import open_store
from tests.conftest import SETTINGS

LEAD_IN = 7
NOTHING_SHOWN = Reply()


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask."""

    answers: Answers
    look: Look
    asker: Asker

    @property
    def private(self) -> bool:
        """Whether only the asker sees what comes."""
        return bool(self.asker.private)

    def press(self, verb: Verb, key: int = 0, page: int = 0, **more: Any) -> Awaitable[Reply]:
        """What a press of a button answers."""
        return self.answers.press(Action(verb, key, page, **more), NOTHING_SHOWN, self.asker)


class Remembering:
    """A store that remembers what it told since it last forgot, for each page asks for all."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self._told: dict[tuple[str, Any], Any] = {}
        self._excerpts: dict[int, StoredExcerpt] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def forget(self) -> None:
        """Let go of all."""
        self._told.clear()
        self._excerpts.clear()

    async def get_note(self, key: int) -> Any:
        return await self.once("note", key, self._store.get_note)

    async def linked_notes(self, note_id: int) -> Any:
        return list(await self.once("linked", note_id, self._store.linked_notes))

    async def linking_notes(self, note_id: int) -> Any:
        return await self.once("linking", note_id, self._store.linking_notes)

    async def excerpts_about(self, video_id: str) -> Any:
        return await self.once("about", video_id, self._store.excerpts_about)

    async def excerpts_of(self, note_id: int) -> Any:
        found = await self.once("of", note_id, self._store.excerpts_of)
        # Of two that have the same words at the same moment, the store gives the first.
        for each in found:
            self._excerpts.setdefault(each.key, each)
        return found

    async def get_excerpt(self, key: int) -> Any:
        return self._excerpts.get(key) or await self._store.get_excerpt(key)

    async def once(self, what: str, about: Any, ask: Callable[[Any], Awaitable[Any]]) -> Any:
        """What `ask` tells, or told before."""
        if (what, about) not in self._told:
            self._told[what, about] = await ask(about)
        return self._told[what, about]


class Ways:
    """Eight ways: public or private, at the moment or before it, with embeds or without."""

    def __init__(self, library: Library, store: Remembering) -> None:
        self.library = library
        self.forget = store.forget
        self._ways = [
            Way(Answers(Desk(library, store, look)), look, Asker(private=private))
            for plain in (False, True)
            for lead_in, private in ((0, False), (LEAD_IN, True), (LEAD_IN, False), (0, True))
            for look in (Look(lead_in=lead_in, plain=plain),)
        ]

    def one(self, number: int) -> Way:
        """Any of them, each as often as the others."""
        return self._ways[number % 8]

    def pair(self, number: int) -> tuple[Way, Way]:
        """One with embeds and one without, that have nothing in common: all else takes turns."""
        place = number % 4
        return self._ways[place], self._ways[4 + (place ^ 1)]


def remember_pages() -> None:
    """Have all pages of a note made once for each look, not once for each page that is shown."""
    make, made = notes._pages, dict[tuple[int, Look], Any]()

    def remembered(note: StoredNote, excerpts: Sequence[StoredExcerpt], look: Look) -> Any:
        if (note.key, look) not in made:
            made.clear()
            made[note.key, look] = make(note, excerpts, look)
        return made[note.key, look]

    notes._pages = remembered


@asynccontextmanager
async def open_ways(database: Path) -> AsyncIterator[Ways]:
    """All ways to ask of a database."""
    async with open_store(database) as store:
        remembering = Remembering(store)
        library = await Library.open(remembering, vault=database, settings=SETTINGS)
        line_of = library.quotes_in_order
        library.quotes_in_order = lambda video_id: remembering.once("line", video_id, line_of)
        try:
            yield Ways(library, remembering)
        finally:
            library.close()
