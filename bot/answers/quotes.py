"""Quotes: found by their words, walked through, drawn at random, given to copy."""

import secrets
from dataclasses import dataclass

from bot.answers.desk import ANYBODY, Asker, Desk, Scope, Terms
from bot.keys import parse_key
from bot.model import Action, Choice, QuoteHit, StoredExcerpt, Verb
from bot.reply import notices
from bot.reply.carried import carried, carry
from bot.reply.choices import quote_choices
from bot.reply.custom_ids import clip
from bot.reply.message import ActionButton, Reply
from bot.reply.quotes import cite_reply, match_button, quote_reply
from bot.reply.shown import next_match, picked_label, quoted_words, title_of
from bot.reply.text import CHOICES_LIMIT

KIND = "quote"
VERBS = frozenset(
    {Verb.QUOTE, Verb.NEXT, Verb.EARLIER, Verb.LATER, Verb.PART, Verb.CITE, Verb.RANDOM}
)
"""Presses that `press` answers."""
LONGEST = 300
"""Characters of a message that are looked for, as many as can be typed."""
MATCHES = 10
"""That can be gone through, one after the other."""


@dataclass(frozen=True, slots=True)
class Match:
    """One of several excerpts that answer a query."""

    hit: QuoteHit
    place: int
    """From 0, best first."""
    of: int
    """How many there are to go through."""


class Quotes:
    """Answers that show one quote."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._library = desk.library

    async def quote(self, text: str, *, channel: str = "", asker: Asker = ANYBODY) -> Reply:
        """`/quote`: by words, or `q:<key>` as a choice or an embed's footer gives it."""
        terms = await self._desk.terms(asker)
        if (key := parse_key(text, prefix="q:")) is not None:
            if excerpt := await self._library.get_quote(key):
                self._remember(asker, terms, excerpt)
                return quote_reply(QuoteHit(excerpt), terms.look, private=terms.private)
            text = self._desk.offered.name_of(text)
            if not text:
                return notices.gone(KIND)
        scope = self._desk.scope(channel, terms, text=text)
        if scope is None:
            return self._desk.unknown_channel(self._library.typed_channel(text) or channel)
        match, scope = await self._find(text, 0, scope)
        if match is None:
            return await self._desk.nothing(text, kind=KIND, scope=scope)
        self._remember(asker, terms, match.hit.excerpt)
        return self._show(match, text, scope, terms)

    async def like(self, message: str, *, asker: Asker = ANYBODY) -> Reply:
        """ "Find a quote" on a message: the passage that says what the message says."""
        words = clip(self._library.plain_words(message), LONGEST)
        if not words:
            return notices.notice("That message has no words to look for.")
        if parse_key(words, prefix="q:") is not None:
            return await self.quote(words, asker=asker)
        terms = await self._desk.terms(asker)
        # Chat has words that no vault has: without them, there may be an answer after all.
        for text in dict.fromkeys((words, self._library.known_words(words))):
            match, scope = await self._find(text, 0, Scope(terms.channel)) if text else (None, None)
            if match and scope:
                return self._show(match, text, scope, terms)
        # Not kept as missed: whoever wrote that asked nothing.
        return await self._desk.nothing(words, kind=KIND, scope=Scope(""), keep=False)

    async def random(self, *, channel: str = "", asker: Asker = ANYBODY) -> Reply:
        """`/random`: any quote worth showing."""
        terms = await self._desk.terms(asker)
        scope = self._desk.scope(channel, terms)
        if scope is None:
            return self._desk.unknown_channel(channel)
        return await self._random(scope, terms)

    async def choices(
        self, typed: str, *, channel: str = "", asker: Asker = ANYBODY
    ) -> list[Choice]:
        """What `/quote` offers while words are typed."""
        if (key := parse_key(typed, prefix="q:")) is not None:
            excerpt = await self._library.get_quote(key)
            return quote_choices([QuoteHit(excerpt)] if excerpt else [])
        terms = await self._desk.terms(asker)
        scope = self._desk.scope(channel, terms) or Scope("")
        if typed.strip():
            hits, _ = await self._desk.find(
                scope,
                lambda within: self._library.find_quotes(
                    typed, limit=CHOICES_LIMIT, channel=within, unfinished=True
                ),
            )
        else:
            leading, scope = await self._desk.find(
                scope, lambda within: self._library.leading_quotes(CHOICES_LIMIT, channel=within)
            )
            lately = await self._library.get_quotes(self._desk.lately.of(asker.guild, KIND))
            shown = [QuoteHit(each) for each in lately if scope.channel in ("", each.note.channel)]
            hits = list({hit.excerpt.key: hit for hit in (*shown, *leading)}.values())
        return self._desk.offered.remember(quote_choices(hits))

    async def press(self, action: Action, shown: Reply, asker: Asker) -> Reply:
        """What a press about one quote shows; `shown` is the message that was pressed."""
        terms = await self._desk.terms(asker)
        if action.verb is Verb.RANDOM:
            return await self._random(self._desk.scope_of(action), terms)
        if action.verb is Verb.NEXT:
            return await self._next_match(action, shown, terms)
        query = carried(shown)
        excerpt = await self._library.get_quote(action.key)
        if excerpt is None:
            return await self._gone(action, shown)
        if action.verb is Verb.CITE:
            return cite_reply(excerpt, terms.look)
        if action.verb is Verb.QUOTE:
            return quote_reply(QuoteHit(excerpt), terms.look, private=terms.private)
        if action.verb is Verb.PART:
            reply = quote_reply(
                QuoteHit(excerpt), terms.look,
                private=terms.private, part=action.page, next_match=next_match(shown),
            )  # fmt: skip
            return carry(reply, query)
        return carry(await self._walk(excerpt, action.verb, terms, next_match(shown)), query)

    async def _walk(
        self, excerpt: StoredExcerpt, verb: Verb, terms: Terms, following: ActionButton | None
    ) -> Reply:
        """The quote before or after one in its video, whichever note it stands in."""
        line = await self._library.timeline(excerpt)
        place = next((n for n, each in enumerate(line) if each.key == excerpt.key), 0)
        place += 1 if verb is Verb.LATER else -1
        if not 0 <= place < len(line):
            end = "first" if verb is Verb.EARLIER else "last"
            return notices.notice(f"This is the {end} quote of its video.")
        return quote_reply(
            QuoteHit(line[place]),
            terms.look,
            private=terms.private,
            next_match=following,
            is_first=place == 0,
            is_last=place == len(line) - 1,
        )

    async def _next_match(self, action: Action, shown: Reply, terms: Terms) -> Reply:
        query = carried(shown)
        match, scope = await self._find(query, action.page, self._desk.scope_of(action))
        if match is None and action.page:
            # Fewer are found than when the button was made.
            match, scope = await self._find(query, 0, scope)
        if match is None:
            return await self._gone(action, shown)
        return self._show(match, query, scope, terms)

    async def _find(self, text: str, place: int, scope: Scope) -> tuple[Match | None, Scope]:
        """(what stands at this place of all that is found, where it was found)."""

        async def find(within: str) -> Match | None:
            hit, matches = await self._library.find_quote(
                text, place=place, among=MATCHES, channel=within
            )
            return Match(hit, place, matches) if hit else None

        return await self._desk.find(scope, find)

    def _show(self, match: Match, text: str, scope: Scope, terms: Terms) -> Reply:
        """One of the matches, with the way to the next."""
        following = (match.place + 1) % match.of
        action = Action(Verb.NEXT, page=following, channel=scope.number)
        reply = quote_reply(
            match.hit,
            terms.look,
            private=terms.private,
            next_match=match_button(action, number=match.place + 1, matches=match.of),
        )
        return carry(reply, text)

    async def _random(self, scope: Scope, terms: Terms) -> Reply:
        seed = secrets.randbits(63)
        drawn, scope = await self._desk.find(
            scope, lambda within: self._library.draw(seed=seed, cursor=-1, channel=within)
        )
        if drawn is None:
            return notices.notice("There is no quote to show yet.")
        again = ActionButton("🎲 Another", Action(Verb.RANDOM, channel=scope.number))
        return quote_reply(
            QuoteHit(drawn.excerpt), terms.look, private=terms.private, next_match=again
        )

    async def _gone(self, action: Action, shown: Reply) -> Reply:
        """A quote is no longer in the vault: offer the nearest to its words, else to its note."""
        words = picked_label(shown, action) or quoted_words(shown)
        hits = await self._library.find_quotes(words, limit=3) if words else []
        nearest = [(hit.excerpt.excerpt.text, Action(Verb.QUOTE, hit.excerpt.key)) for hit in hits]
        return notices.gone(KIND, nearest or await self._desk.nearest_notes(title_of(shown)))

    def _remember(self, asker: Asker, terms: Terms, excerpt: StoredExcerpt) -> None:
        if asker.openly and not terms.private:
            self._desk.lately.add(asker.guild, KIND, excerpt.key)
