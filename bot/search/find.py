"""One query over one collection of texts: readings of it, candidates, ranking, and what is enough.

Titles and excerpts are found alike; they differ in their weights and in what each deems enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.search.acronyms import Acronyms
from bot.search.candidates import gather
from bot.search.limits import Mask
from bot.search.query import Query
from bot.search.rank import Ranked, Weights, rank_texts
from bot.search.terms import Terms, interpret
from bot.search.vocabulary import Vocabulary
from bot.search.why import Why, explain

SPELT_OUT = 0.88
"""What a hit for a short form's meaning counts beside one for the short form."""
NO_ACRONYMS = Acronyms(())


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of text is found."""

    weights: Weights
    enough: float
    """The share of the query, by rarity and exactness, that a hit must cover."""
    enough_of_all: float
    """The same for a hit that holds every word of the query in some meaning."""
    floors: tuple[float, ...]
    """Shares of the query to look for: a lower one only where nothing holds as much as a higher."""
    settled: float = 1.0
    """A text that covers so much of a query is what was meant."""
    most: int = 400
    """Candidates that are ranked."""

    def is_settled_by(self, hit: "Hit") -> bool:
        """Whether a hit is so good that no other reading of the query need be looked for."""
        return hit.held == 1.0 or hit.coverage >= self.settled


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that answers a query."""

    text: int
    score: float
    coverage: float
    """The share of the query that it covers, by rarity and exactness: 0 to 1."""
    held: float
    """The share of the query's words that it holds, in whatever meaning."""
    terms: Terms = field(repr=False)
    phrase: bool
    reason: str = ""
    """Why the query was read otherwise than typed."""

    @classmethod
    def at(cls, ranked: Ranked, place: int, score: float, terms: Terms, reason: str = "") -> "Hit":
        """The text at a place of `ranked`."""
        return cls(
            int(ranked.texts[place]),
            score,
            float(ranked.coverage[place]),
            float(ranked.held[place]),
            terms,
            bool(ranked.phrase[place] > 0),
            reason,
        )

    def why(self, vocabulary: Vocabulary) -> Why:
        """How it matched."""
        why = explain(vocabulary.index, self.text, self.terms, phrase=self.phrase)
        if not self.reason:
            return why
        return Why((self.reason, *why.reasons), why.words)


def find_texts(
    vocabulary: Vocabulary,
    query: Query,
    manner: Manner,
    *,
    limit: int,
    within: Mask | None = None,
    acronyms: Acronyms = NO_ACRONYMS,
) -> list[Hit]:
    """The texts that answer a query, best first; of equals the earlier text."""
    if not query:
        return []
    found: dict[int, Hit] = {}
    for reading, reason in [(query, ""), *acronyms.readings(query)]:
        terms = interpret(reading, vocabulary)
        _keep_better(found, _rank(vocabulary, terms, manner, limit, within, reason))
    if not any(manner.is_settled_by(hit) for hit in found.values()):
        # Some word is in the way: one that exists may be a slip too.
        terms = interpret(query, vocabulary, daring=True)
        _keep_better(found, _rank(vocabulary, terms, manner, limit, within, ""))
    return sorted(found.values(), key=lambda hit: (-hit.score, hit.text))[:limit]


def _keep_better(found: dict[int, Hit], hits: Iterator[Hit]) -> None:
    for hit in hits:
        known = found.get(hit.text)
        if known is None or hit.score > known.score:
            found[hit.text] = hit


def _rank(
    vocabulary: Vocabulary,
    terms: Terms,
    manner: Manner,
    limit: int,
    within: Mask | None,
    reason: str,
) -> Iterator[Hit]:
    index = vocabulary.index
    for floor in manner.floors:
        texts = gather(index, terms, floor=floor, most=manner.most, within=within)
        ranked = rank_texts(index, texts, terms, manner.weights)
        if ranked.share.max(initial=0.0) >= floor:
            break
    worth = SPELT_OUT if reason else 1.0
    for place in ranked.best(limit):
        held = ranked.held[place] == 1.0
        if ranked.coverage[place] >= (manner.enough_of_all if held else manner.enough):
            yield Hit.at(ranked, place, worth * float(ranked.scores[place]), terms, reason)
