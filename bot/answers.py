"""What each command answers: the library asked, the reply made.

Cogs, the terminal's `ask` and buttons all come through here, so that they say the same.
"""

import logging
from dataclasses import dataclass

from bot.errors import LoadRunning, StoreError, VaultError
from bot.keys import parse_key
from bot.library import Library
from bot.model import Choice, NoteHit, QuoteHit
from bot.reply import notices
from bot.reply.choices import channel_choices, note_choices, quote_choices
from bot.reply.embeds import NOTE_RELATED, Look, note_reply, quote_reply
from bot.reply.message import Reply
from bot.reply.text import CHOICES_LIMIT

log = logging.getLogger(__name__)

PICKED = ("picked",)
MOST_PROBLEMS = 10_000


@dataclass(frozen=True, slots=True)
class Answers:
    """One method a command; each takes the options as typed and gives the whole reply."""

    library: Library
    look: Look

    async def note(self, topic: str, *, channel: str = "", private: bool = False) -> Reply:
        """`/note`: by name or by what it says, or `n:<key>` as a choice gives it."""
        if (key := parse_key(topic, prefix="n:")) is not None:
            note = await self.library.get_note(key)
            if note is None:
                return notices.notice("That note is no longer in the vault; search for its title.")
            hit = NoteHit(note, 1.0, PICKED)
        else:
            channel = self.library.typed_channel(topic) or channel
            within = self._channel(channel)
            if within is None:
                return notices.unknown_channel(channel)
            hits = await self.library.find_notes(topic, limit=1, channel=within)
            if not hits:
                return await self._nothing(topic, kind="note", channel=channel)
            hit = hits[0]
        excerpts = await self.library.quotes_of(hit.note)
        related = await self.library.related(hit.note, limit=NOTE_RELATED)
        return note_reply(hit, excerpts, self.look, related=related, private=private)

    async def quote(self, text: str, *, channel: str = "", private: bool = False) -> Reply:
        """`/quote`: by words, or `q:<key>` as a choice or an embed's footer gives it."""
        if (key := parse_key(text, prefix="q:")) is not None:
            excerpt = await self.library.get_quote(key)
            if excerpt is None:
                return notices.notice("That quote is no longer in the vault; search for its words.")
            return quote_reply(QuoteHit(excerpt, 1.0, PICKED), self.look, private=private)
        channel = self.library.typed_channel(text) or channel
        within = self._channel(channel)
        if within is None:
            return notices.unknown_channel(channel)
        hits = await self.library.find_quotes(text, limit=1, channel=within)
        if not hits:
            return await self._nothing(text, kind="quote", channel=channel)
        return quote_reply(hits[0], self.look, private=private)

    async def reload(self, *, full: bool = False) -> Reply:
        """`/vault reload`; says so where one runs already, or where it failed."""
        try:
            return notices.load_report(await self.library.load(full=full))
        except LoadRunning as error:
            return notices.notice(f"Not now: {error}.")
        except (VaultError, StoreError) as error:
            log.error("reload failed: %s", error)
            return notices.load_failed(error)

    async def status(self) -> Reply:
        """`/vault status`."""
        problems = await self.library.problems(limit=MOST_PROBLEMS)
        return notices.vault_status(await self.library.status(), problems)

    async def note_choices(self, typed: str, *, channel: str = "") -> list[Choice]:
        """What `/note` offers while a topic is typed."""
        within = self._channel(channel) or ""
        if not typed.strip():
            return note_choices(await self.library.leading_titles(CHOICES_LIMIT, channel=within))
        ranked = await self.library.find_titles(
            typed, limit=CHOICES_LIMIT, channel=within, unfinished=True
        )
        return note_choices(hit.entry for hit in ranked)

    async def quote_choices(self, typed: str, *, channel: str = "") -> list[Choice]:
        """What `/quote` offers while words are typed."""
        within = self._channel(channel) or ""
        if not typed.strip():
            return quote_choices(await self.library.leading_quotes(CHOICES_LIMIT, channel=within))
        return quote_choices(
            await self.library.find_quotes(
                typed, limit=CHOICES_LIMIT, channel=within, unfinished=True
            )
        )

    async def channel_choices(self, typed: str) -> list[Choice]:
        """What every `channel` option offers."""
        return channel_choices(self.library.channels, typed)

    def _channel(self, typed: str) -> str | None:
        """The key of the channel typed; empty for none typed, None for an unknown one."""
        return self.library.find_channel(typed) if typed.strip() else ""

    async def _nothing(self, asked: str, *, kind: str, channel: str) -> Reply:
        return notices.nothing_found(
            asked, kind=kind, nearest=await self.library.nearest_titles(asked), channel=channel
        )
