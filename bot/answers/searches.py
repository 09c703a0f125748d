"""`/search`: many hits, five a page."""

from itertools import chain, zip_longest

from bot.answers.desk import ANYBODY, Asker, Desk, Scope, Terms
from bot.model import Action, NoteHit, QuoteHit, Verb
from bot.reply.carried import carried, carry
from bot.reply.hits import PAGE, FoundNote, search_reply
from bot.reply.lists import page_of
from bot.reply.message import Reply

KIND = "search"
VERBS = frozenset({Verb.SEARCH, Verb.SEARCH_NOTES, Verb.SEARCH_QUOTES})
"""Presses that `press` answers."""
MOST = 25
"""Hits of a kind."""
WHERE = {"both": Verb.SEARCH, "notes": Verb.SEARCH_NOTES, "quotes": Verb.SEARCH_QUOTES}
"""What the option `in` may be."""


class Searches:
    """Answers that list hits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._library = desk.library

    async def search(
        self, query: str, *, where: str = "both", channel: str = "", asker: Asker = ANYBODY
    ) -> Reply:
        """`/search`: the first page; only for the asker unless they say otherwise."""
        private = True if asker.private is None else asker.private
        terms = await self._desk.terms(Asker(asker.guild, private))
        scope = self._desk.scope(channel, terms, text=query)
        if scope is None:
            return self._desk.unknown_channel(self._library.typed_channel(query) or channel)
        verb = WHERE.get(where, Verb.SEARCH)
        return await self._page(query, verb, scope, terms, page=0)

    async def press(self, action: Action, shown: Reply, asker: Asker) -> Reply:
        """Another page."""
        terms = await self._desk.terms(asker)
        scope = self._desk.scope_of(action)
        return await self._page(carried(shown), action.verb, scope, terms, page=action.page)

    async def _page(
        self, query: str, verb: Verb, scope: Scope, terms: Terms, *, page: int
    ) -> Reply:
        hits, scope = await self._desk.find(scope, lambda within: self._find(query, verb, within))
        if not hits:
            return await self._desk.nothing(query, kind=KIND, scope=scope)
        shown, page, pages = page_of(hits, page, PAGE)
        found: list[FoundNote | QuoteHit] = [
            hit if isinstance(hit, QuoteHit) else await self._opened(hit) for hit in shown
        ]
        reply = search_reply(
            query,
            found,
            terms.look,
            turn=Action(verb, channel=scope.number),
            page=page,
            pages=pages,
            private=terms.private,
            why=hits[0].why,
        )
        return carry(reply, query)

    async def _find(self, query: str, verb: Verb, channel: str) -> list[NoteHit | QuoteHit]:
        """Notes and quotes by turns, each kind best first."""
        notes: list[NoteHit] = []
        quotes: list[QuoteHit] = []
        if verb is not Verb.SEARCH_QUOTES:
            notes = await self._library.find_notes(query, limit=MOST, channel=channel)
        if verb is not Verb.SEARCH_NOTES:
            quotes = await self._library.find_quotes(query, limit=MOST, channel=channel)
        return [hit for hit in chain(*zip_longest(notes, quotes)) if hit is not None]

    async def _opened(self, hit: NoteHit) -> FoundNote:
        """A note and the first excerpt of it, which tells where it begins in the video."""
        return hit.note, await self._library.first_quote(hit.note)
