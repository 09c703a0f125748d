"""What all answers stand on: the library, what a server wants, what was asked there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.answers.lately import Lately
from bot.answers.offered import Offered
from bot.errors import StoreError
from bot.keys import key_of
from bot.library import Library
from bot.model import Action, Choice, GuildSettings, Replies, Verb
from bot.reply import notices
from bot.reply.choices import channel_choices
from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.text import CHOICES_LIMIT, visible
from bot.store.protocol import Store

F = TypeVar("F")

log = logging.getLogger(__name__)

NEAR = 3
"""Channels named where one is not known."""
MOST_GUILDS = 5_000
"""Servers whose settings are kept in memory."""
KEEPING = 0.2
"""Seconds that an answer may wait until what was not found is written down."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever wants an answer, as far as the answer depends on it."""

    guild: int | None = None
    """The server that it is asked in; None in a direct message."""
    private: bool | None = None
    """Whether only they shall see it; None where they didn't say."""
    openly: bool = False
    """Whether everybody in the server is known to see where it is asked."""


ANYBODY = Asker()


@dataclass(frozen=True, slots=True)
class Terms:
    """How one answer is to be, all said and done."""

    look: Look
    private: bool
    channel: str
    """The key of the channel to look in where none is named; empty for all."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look."""

    channel: str
    """The key of a channel; empty for all."""
    typed: str = ""
    """As the asker named it; empty where they named none."""

    @property
    def number(self) -> int:
        """What an action holds of it."""
        return key_of(self.channel) if self.channel else 0


class Desk:
    """Handed to every group of answers."""

    def __init__(
        self, library: Library, store: Store, look: Look, *, keep_misses: bool = False
    ) -> None:
        self.library = library
        self.store = store
        self.lately = Lately()
        self.offered = Offered()
        self.keep_misses = keep_misses
        self._look = look
        self._settings: dict[int, GuildSettings] = {}
        self._keeping: set[asyncio.Task[None]] = set()
        """What is being written; asyncio itself would let it go."""

    async def settings(self, guild: int | None) -> GuildSettings:
        """What a server chose; asked of the database once."""
        if guild is None:
            return GuildSettings()
        if guild not in self._settings:
            if len(self._settings) >= MOST_GUILDS:
                self._settings.pop(next(iter(self._settings)))
            read = await self.store.kept.settings(guild)
            # What was changed meanwhile stays.
            return self._settings.setdefault(guild, read)
        return self._settings[guild]

    async def change_settings(self, guild: int, settings: GuildSettings | None) -> None:
        """Keep what a server chose; None forgets it."""
        await self.store.kept.put_settings(guild, settings)
        self._settings[guild] = settings or GuildSettings()

    async def look(self, guild: int | None) -> Look:
        """How answers look in a server."""
        settings, look = await self.settings(guild), self._look
        if settings.lead_in is not None:
            look = replace(look, lead_in=settings.lead_in)
        if settings.plain is not None:
            look = replace(look, plain=settings.plain)
        return look

    async def fresh_look(self, guild: int) -> Look:
        """The same of any server, for what is not asked for there: another process may have been
        told of a change.
        """
        self._settings.pop(guild, None)
        return await self.look(guild)

    async def terms(self, asker: Asker) -> Terms:
        """How an answer to this asker is to be."""
        settings = await self.settings(asker.guild)
        look = await self.look(asker.guild)
        private = settings.replies is Replies.PRIVATE if asker.private is None else asker.private
        return Terms(look, private, settings.channel)

    def scope(self, channel: str, terms: Terms, *, text: str = "") -> Scope | None:
        """Where to look for `text` in the `channel` that was typed or picked; None: no such."""
        typed = (self.library.typed_channel(text) or channel).strip()
        if not typed:
            return Scope(terms.channel)
        key = self.library.catalogue.find_channel(typed)
        return Scope(key, typed) if key is not None else None

    def channel_choices(self, typed: str) -> list[Choice]:
        """What every `channel` option offers."""
        channels = self.library.catalogue.offer_channels(typed, limit=CHOICES_LIMIT)
        return channel_choices(channels)

    def unknown_channel(self, typed: str) -> Reply:
        """No channel is called so, or several might be."""
        near = self.library.catalogue.near_channels(typed, limit=NEAR)
        return notices.unknown_channel(typed, [name for _, name in near])

    def scope_of(self, action: Action) -> Scope:
        """Where a press looks; everywhere, where the channel is no more."""
        return Scope(
            self.library.catalogue.channel_numbered(action.channel) if action.channel else ""
        )

    async def find(self, scope: Scope, find: Callable[[str], Awaitable[F]]) -> tuple[F, Scope]:
        """(what `find` gives for the scope's channel, where it was found).

        A server's own channel comes first, not alone: where it has nothing, all are looked in.
        """
        found = await find(scope.channel)
        if found or scope.typed or not scope.channel:
            return found, scope
        return await find(""), Scope("")

    async def nothing(self, asked: str, *, kind: str, scope: Scope, keep: bool = True) -> Reply:
        """Nothing was found: say so, offer what is nearest, and keep it where that is wanted."""
        nearest = await self._of_the_other_kind(asked, kind) + await self.nearest_notes(asked)
        if keep:
            await self.missed(kind, asked)
        return notices.nothing_found(asked, kind=kind, nearest=nearest, channel=scope.typed)

    async def _of_the_other_kind(self, asked: str, kind: str) -> list[tuple[str, Action]]:
        """A note that says it where no quote does, or a quote where no note is about it."""
        if kind == "note":
            quotes = await self.library.find_quotes(asked, limit=1)
            return [
                (hit.excerpt.excerpt.text, Action(Verb.QUOTE, hit.excerpt.key)) for hit in quotes
            ]
        notes = await self.library.find_notes(asked, limit=1)
        return [(hit.note.title, Action(Verb.NOTE, hit.note.key)) for hit in notes]

    async def nearest_notes(self, text: str) -> list[tuple[str, Action]]:
        """Notes to offer instead of what is not there: those with names near a word of `text`."""
        entries = await self.library.nearest_titles(text)
        return [(entry.title, Action(Verb.NOTE, entry.key)) for entry in entries]

    async def missed(self, kind: str, asked: str) -> None:
        """Keep what was not found, for whoever keeps the vault; never who asked.

        Whoever asked does not wait for it: a load may hold the database for minutes.
        """
        if self.keep_misses and (asked := visible(asked)):
            task = asyncio.create_task(self._keep_miss(kind, asked))
            self._keeping.add(task)
            task.add_done_callback(self._keeping.discard)
            await asyncio.wait({task}, timeout=KEEPING)

    async def _keep_miss(self, kind: str, asked: str) -> None:
        try:
            await self.store.kept.add_miss(kind, asked)
        except StoreError as error:
            log.warning("what was not found could not be kept: %s", error)
