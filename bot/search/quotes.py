"""Finding excerpts: exact words first, then prefixes, then spelling, then fewer words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.model import Candidate, Match
from bot.search.fold import spans, words
from bot.search.query import Query
from bot.search.rank import Scored, score_text
from bot.search.terms import Term, interpret
from bot.search.vocabulary import Vocabulary

POOL = 100
"""Candidates looked at more closely, a stage."""
RAREST = 6
"""Where not all words are held together, only this many of the rarest are asked for …"""
MOST_TOGETHER = 3
"""… and first so many of them at a time, then fewer."""
TELLING = 3
"""With so many words, one excerpt that holds enough of them settles the search."""
ENOUGH = 0.45
"""The share of the query, weighed by rarity, that a text must cover to be an answer."""


class ExcerptSource(Protocol):
    """What the search asks of the store."""

    async def match_excerpts(self, match: Match, *, limit: int) -> list[Candidate]:
        """The excerpts that hold all that `match` asks for, most relevant first."""
        ...


@dataclass(frozen=True, slots=True)
class RankedExcerpt:
    """An excerpt's id with how well it answers."""

    excerpt_id: int
    note_id: int
    scored: Scored


async def find_excerpts(
    source: ExcerptSource, vocabulary: Vocabulary, query: Query, *, limit: int, channel: str = ""
) -> list[RankedExcerpt]:
    """The excerpts that answer `query`, best first; empty where nothing does."""
    terms = interpret(query, vocabulary)
    ranked: dict[int, RankedExcerpt] = {}
    for groups, at_least in _stages(terms):
        match = Match(groups, at_least, query.phrases, query.excluded, channel)
        for candidate in await source.match_excerpts(match, limit=max(POOL, limit)):
            if candidate.excerpt_id not in ranked:
                scored = score_text(terms, words(candidate.text), spoken=candidate.spoken)
                if scored.coverage >= ENOUGH:
                    ranked[candidate.excerpt_id] = RankedExcerpt(
                        candidate.excerpt_id, candidate.note_id, scored
                    )
        if len(ranked) >= limit or (ranked and len(terms) >= TELLING):
            break
    best = sorted(ranked.values(), key=lambda hit: (-hit.scored.score, hit.excerpt_id))
    return best[:limit]


def _stages(terms: Sequence[Term]) -> Iterator[tuple[tuple[tuple[str, ...], ...], int]]:
    """(groups of words to ask for, how many of them must be held; 0 for all), strictest first."""
    known = [term for term in terms if term.meanings]
    if not known:
        return
    if len(known) == len(terms) and all(term.meanings[0].why == "exact" for term in known):
        yield tuple((term.word,) for term in known), 0
    widened = {term.word: tuple(meaning.word for meaning in term.meanings) for term in known}
    yield tuple(widened.values()), 0
    rarest = sorted(known, key=lambda term: -term.rarity)[:RAREST]
    for at_least in range(min(len(known) - 1, MOST_TOGETHER), 0, -1):
        if at_least > 1 or len(known) <= MOST_TOGETHER:
            yield tuple(widened[term.word] for term in rarest), at_least


def emphasis(text: str, matched: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Where the matched words stand in `text`, as (start, end) that neither touch nor overlap."""
    found: list[tuple[int, int]] = []
    for start, end, word in spans(text):
        if word not in matched:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)
