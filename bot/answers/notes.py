"""Notes: found by name or by what they say, turned through, listed quote by quote."""

from functools import partial

from bot.answers.desk import ANYBODY, Asker, Desk, Scope, Terms
from bot.aside import aside
from bot.keys import parse_key
from bot.model import Action, Choice, NoteHit, Verb
from bot.reply import notices
from bot.reply.choices import note_choices
from bot.reply.hits import quotes_reply
from bot.reply.message import Reply
from bot.reply.notes import note_reply
from bot.reply.shown import picked_label, title_of
from bot.reply.text import CHOICES_LIMIT, MENU_LIMIT

KIND = "note"
VERBS = frozenset({Verb.NOTE, Verb.NOTE_PAGE, Verb.QUOTES, Verb.QUOTES_PAGE})
"""Presses that `press` answers."""


class Notes:
    """Answers that show one note."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._library = desk.library

    async def note(self, topic: str, *, channel: str = "", asker: Asker = ANYBODY) -> Reply:
        """`/note`: by name or by what it says, or `n:<key>` as a choice gives it."""
        terms = await self._desk.terms(asker)
        if (key := parse_key(topic, prefix="n:")) is not None:
            if note := await self._library.get_note(key):
                return await self._show(NoteHit(note), terms, asker)
            topic = self._desk.offered.name_of(topic)
            if not topic:
                return notices.gone(KIND)
        elif (key := parse_key(topic, prefix="q:")) is not None:
            # The id of a quote: its note is meant.
            if excerpt := await self._library.get_quote(key):
                return await self._show(NoteHit(excerpt.note), terms, asker)
            return notices.gone(KIND)
        scope = self._desk.scope(channel, terms, text=topic)
        if scope is None:
            return self._desk.unknown_channel(self._library.typed_channel(topic) or channel)
        hits, scope = await self._desk.find(
            scope, lambda within: self._library.find_notes(topic, limit=1, channel=within)
        )
        if not hits:
            return await self._desk.nothing(topic, kind=KIND, scope=scope)
        return await self._show(hits[0], terms, asker)

    async def choices(
        self, typed: str, *, channel: str = "", asker: Asker = ANYBODY
    ) -> list[Choice]:
        """What `/note` offers while a topic is typed."""
        if (key := parse_key(typed, prefix="n:")) is not None:
            return note_choices(self._library.catalogue.entries_of([key]))
        terms = await self._desk.terms(asker)
        scope = self._desk.scope(channel, terms) or Scope("")
        if typed.strip():
            ranked, _ = await self._desk.find(
                scope,
                lambda within: self._library.find_titles(
                    typed, limit=CHOICES_LIMIT, channel=within, unfinished=True
                ),
            )
            entries = [hit.entry for hit in ranked]
            if not entries:
                # No note is called so; some may say it.
                hits, _ = await self._desk.find(
                    scope,
                    lambda within: self._library.find_notes(
                        typed, limit=CHOICES_LIMIT, channel=within
                    ),
                )
                keys = [hit.note.key for hit in hits]
                entries = self._library.catalogue.entries_of(keys)
        else:
            leading, scope = await self._desk.find(
                scope, lambda within: self._library.leading_titles(CHOICES_LIMIT, channel=within)
            )
            known = self._library.catalogue.entries_of(self._desk.lately.of(asker.guild, KIND))
            lately = [entry for entry in known if scope.channel in ("", entry.channel)]
            entries = list({entry.key: entry for entry in (*lately, *leading)}.values())
        return self._desk.offered.remember(note_choices(entries))

    async def press(self, action: Action, shown: Reply, asker: Asker) -> Reply:
        """What a press about one note shows."""
        terms = await self._desk.terms(asker)
        note = await self._library.get_note(action.key)
        if note is None:
            title = picked_label(shown, action) or title_of(shown)
            return notices.gone(KIND, await self._desk.nearest_notes(title))
        if action.verb in (Verb.QUOTES, Verb.QUOTES_PAGE):
            excerpts = await self._library.quotes_of(note)
            return quotes_reply(note, excerpts, terms.look, page=action.page, private=terms.private)
        return await self._show(NoteHit(note), terms, asker, page=action.page)

    async def _show(self, hit: NoteHit, terms: Terms, asker: Asker, *, page: int = 0) -> Reply:
        if asker.openly and not terms.private:
            self._desk.lately.add(asker.guild, KIND, hit.note.key)
        excerpts = await self._library.quotes_of(hit.note)
        related = await self._library.related(hit.note, limit=MENU_LIMIT)
        make = partial(
            note_reply, hit, excerpts, terms.look,
            related=related, private=terms.private, page=page,
        )  # fmt: skip
        return await aside(excerpts, make)
