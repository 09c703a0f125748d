"""How well a text answers a query: one table of weights, one pure function.

A score is at most 1 plus the sum of the bonuses. Coverage comes first: the share of the query's
words, weighed by rarity, that the text holds, each taken at the weight of the meaning that matched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.search.terms import Term
from bot.search.vocabulary import Meaning

ADJACENT = 0.30
"""All neighbouring query words stand side by side in the text."""
WHOLE = 0.10
"""The text begins with the query, or is it."""
BRIEF = 0.15
"""The text is no longer than the query; half of it where it is twice as long."""
TELLING_WORDS = 8
"""A shorter text says too little to be preferred for being brief: `DeepSeek V3`."""
TELLING = 0.06
"""The text has that many words."""
SPOKEN = 0.01
"""Somebody's own words; breaks ties only."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A text's score, and how it came about."""

    score: float
    coverage: float
    """0 to 1."""
    why: tuple[str, ...]
    words: frozenset[str]
    """The words of the text that matched."""


def score_text(
    terms: Sequence[Term],
    text: Sequence[str],
    *,
    spoken: bool = False,
    telling: int = TELLING_WORDS,
) -> Scored:
    """Score folded `text` against the query's terms; 0 where nothing matches.

    `telling` is how many words make a text of its kind say something: 1 for a title.
    """
    held = set(text)
    matched: list[Meaning | None] = []
    wanted = found = 0.0
    for term in terms:
        best = _best(term, held)
        matched.append(best)
        wanted += term.rarity
        found += term.rarity * (best.weight if best else 0.0)
    hits = [meaning for meaning in matched if meaning]
    if not hits:
        return Scored(0.0, 0.0, (), frozenset())
    coverage = found / wanted
    adjacent = _adjacent_share(matched, text)
    brief = min(1.0, len(terms) / max(len(text), telling))
    score = coverage + ADJACENT * adjacent + BRIEF * brief
    if len(text) >= telling:
        score += TELLING
    beginning = [meaning.word if meaning else "" for meaning in matched]
    if list(text[: len(matched)]) == beginning:
        score += WHOLE
    if spoken:
        score += SPOKEN
    return Scored(
        score, coverage, _why(matched, adjacent), frozenset(meaning.word for meaning in hits)
    )


def _best(term: Term, held: set[str]) -> Meaning | None:
    best: Meaning | None = None
    for meaning in term.meanings:
        if meaning.word in held and (best is None or meaning.weight > best.weight):
            best = meaning
    return best


def _adjacent_share(matched: Sequence[Meaning | None], text: Sequence[str]) -> float:
    """Of the query's neighbouring pairs, the share that stand side by side in the text."""
    if len(matched) < 2:
        return 0.0
    pairs = set(pairwise(text))
    beside = sum(
        1
        for first, second in pairwise(matched)
        if first and second and (first.word, second.word) in pairs
    )
    return beside / (len(matched) - 1)


def _why(matched: Sequence[Meaning | None], adjacent: float) -> tuple[str, ...]:
    reasons = {meaning.why for meaning in matched if meaning}
    if adjacent == 1.0 and reasons == {"exact"}:
        reasons.add("phrase")
    if None in matched:
        reasons.add("some words")
    order = ("phrase", "exact", "inflected", "prefix", "spelling", "similar", "some words")
    return tuple(sorted(reasons, key=lambda why: (order.index(why.split(":")[0]), why)))
