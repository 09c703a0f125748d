"""Finding excerpts by what they say."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from math import log1p

import numpy as np

from bot.search.acronyms import Acronyms
from bot.search.candidates import gather
from bot.search.corpus import Corpus
from bot.search.find import NO_ACRONYMS, Hit, Manner, find_texts
from bot.search.limits import Mask, allowed
from bot.search.query import Query
from bot.search.rank import Ranked, Weights, rank_texts
from bot.search.relevance import Relevance, weigh
from bot.search.terms import Terms, interpret
from bot.search.why import Why

MANNER = Manner(
    Weights(
        held=1.0,
        adjacent=0.05,
        near=0.10,
        turned=0.10,
        phrase=0.30,
        whole=0.0,
        longer=-0.18,
        telling_words=8,
        telling=0.30,
    ),
    enough=0.6,
    enough_of_all=0.45,
    floors=(0.75,),
    settled=0.75,
)
"""For a query that one excerpt holds every word of, or nearly."""
LOOSELY = Weights(
    held=0.5,
    adjacent=0.10,
    near=0.10,
    turned=0.10,
    phrase=0.30,
    whole=0.0,
    longer=-0.10,
    telling_words=8,
    telling=0.10,
)
"""For a query that none does."""
LISTING = replace(MANNER, enough=0.4, floors=(0.6,), most=200)
"""The same for a list, which is to have what holds half of a query below what holds all."""
BROADLY = replace(LOOSELY, whole=0.15, longer=0.0, telling_words=11, telling=0.20)
"""For a topic that many hold every word of: what says most on it, in a note on it."""
TOPIC_WORDS = 2
"""A query of more words means one excerpt, not a topic."""
MANY = 12
"""So many are many."""
FLOOR = 0.35
"""The share of such a query, by rarity, that an excerpt must hold."""
CANDIDATES = 300
"""Excerpts that are ranked for it."""
OF_ITS_NOTE = 0.2
"""What the relevance of an excerpt's note counts."""
ABOVE_IT = 0.4
"""What a word counts that an excerpt lacks and that stands above it: in its note's title, say."""
ENOUGH = 2.8
"""The evidence that the best excerpt must give, or there is none. See `_answers`."""
ALL = 0.97
"""Where an excerpt covers so much of a query, no more evidence is asked for."""
BESIDE = 0.4
"""Excerpts that cover so much less than the best are not offered beside it."""
SPARE = 5
OF_A_NOTE = 3
"""So many excerpts of one note are listed before others have their turn."""


@dataclass(frozen=True, slots=True)
class RankedExcerpt:
    """An excerpt's key with how well it answers."""

    key: int
    score: float
    coverage: float
    explain: Callable[[], Why]
    """Why it is a hit: found out when asked, for most are looked at and left."""


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """What was found of a query that one excerpt may hold nearly all of."""

    query: Query
    limit: int
    within: Mask | None
    hits: tuple[Hit, ...]

    @property
    def is_broad(self) -> bool:
        """Whether the query is a topic that many excerpts name."""
        holders = sum(hit.held == 1.0 for hit in self.hits)
        return len(self.query.words) <= TOPIC_WORDS and holders >= MANY

    @property
    def is_enough(self) -> bool:
        """Whether what was meant is among the hits."""
        return not self.is_broad and any(map(MANNER.is_settled_by, self.hits))


class ExcerptIndex:
    """An immutable snapshot of what every excerpt says."""

    def __init__(self, corpus: Corpus, acronyms: Acronyms = NO_ACRONYMS) -> None:
        self._corpus = corpus
        self._acronyms = acronyms

    def find(self, query: Query, *, limit: int, channel: str = "") -> list[RankedExcerpt]:
        """The excerpts that answer `query`, best first; of those that say the same, one.

        Where one is asked for, a few more, for `settle_ties` to choose from.
        """
        attempt = self.attempt(query, limit=limit, channel=channel)
        return self.listed(attempt) if attempt.is_enough else self.find_loosely(attempt)

    def attempt(self, query: Query, *, limit: int, channel: str = "") -> Attempt:
        """Look for excerpts that hold nearly all of a query: a millisecond or two."""
        within = self._within(query, channel)
        hits = find_texts(
            self._corpus.vocabulary,
            query,
            LISTING if limit > 1 else MANNER,
            limit=_most(limit),
            within=within,
            acronyms=self._acronyms,
        )
        return Attempt(query, limit, within, tuple(hits))

    def listed(self, attempt: Attempt) -> list[RankedExcerpt]:
        """What an attempt found, where that is enough."""
        return self._listed(attempt.hits, attempt.limit)

    def find_loosely(self, attempt: Attempt) -> list[RankedExcerpt]:
        """The excerpts that say most of a query, where an attempt at it was not enough."""
        if not attempt.query:
            return []
        if attempt.is_broad:
            # As it was read to find so many: warren buffet is no topic, warren buffett is.
            terms, weights = attempt.hits[0].terms, BROADLY
        else:
            terms = interpret(attempt.query, self._corpus.vocabulary, daring=True)
            weights = LOOSELY
        hits = self._find_loosely(terms, weights, limit=_most(attempt.limit), within=attempt.within)
        return self._listed(hits, attempt.limit)

    def _within(self, query: Query, channel: str) -> Mask | None:
        mine = self._corpus.in_channel(channel)[self._corpus.note_of] if channel else None
        return allowed(self._corpus.excerpts, query, mine)

    def _listed(self, hits: Iterable[Hit], limit: int) -> list[RankedExcerpt]:
        return [self._ranked(hit) for hit in self._varied(hits)[: limit if limit > 1 else SPARE]]

    def _find_loosely(
        self, terms: Terms, weights: Weights, *, limit: int, within: Mask | None
    ) -> Iterator[Hit]:
        """The excerpts that say most of a query, what stands above them taken into account."""
        corpus = self._corpus
        relevance = weigh(corpus, terms, by_excerpt=False)
        texts = gather(
            corpus.excerpts, relevance.query, floor=FLOOR, most=CANDIDATES, within=within
        )
        ranked = rank_texts(corpus.excerpts, texts, relevance.query, weights)
        if not len(ranked.texts):
            return
        notes = corpus.note_of[ranked.texts]
        scores = ranked.scores + OF_ITS_NOTE * relevance.notes[notes] / relevance.note_total
        rarity = np.array([term.rarity for term in relevance.query.each], np.float32)
        above = rarity @ (ranked.lacking * relevance.said[:, notes] / 2)
        scores += ABOVE_IT * above / relevance.query.total
        best = np.argsort(-scores, kind="stable")[:limit].tolist()
        if not self._answers(relevance, ranked, best[0]):
            return
        for place in best:
            if ranked.coverage[place] >= BESIDE * ranked.coverage[best[0]]:
                yield Hit.at(ranked, place, float(scores[place]), terms)

    def _answers(self, relevance: Relevance, ranked: Ranked, place: int) -> bool:
        if ranked.held[place] == 1.0 or ranked.coverage[place] >= ALL:
            return True
        note = int(self._corpus.note_of[ranked.texts[place]])
        rarest = self._corpus.vocabulary.rarest
        # Fitted to what people asked and to what no excerpt answers: docs/search.md.
        evidence = (
            float(ranked.coverage[place])
            + 0.94 * log1p(relevance.asked)
            + 0.32 * float(ranked.coverage[place]) * relevance.query.total / rarest
            + 0.08 * float(relevance.notes[note]) / relevance.note_rarest
            + 0.29 * float(relevance.notes[note]) / relevance.note_total
        )
        return evidence >= ENOUGH

    def _varied(self, hits: Iterable[Hit]) -> list[Hit]:
        """Each wording once; of one note no more than its share before those of others."""
        said: set[bytes] = set()
        of_note: Counter[int] = Counter()
        first: list[Hit] = []
        later: list[Hit] = []
        for hit in hits:
            words = self._corpus.excerpts.words_of(hit.text).tobytes()
            if words in said:
                continue
            said.add(words)
            note = int(self._corpus.note_of[hit.text])
            of_note[note] += 1
            (first if of_note[note] <= OF_A_NOTE else later).append(hit)
        return first + later

    def _ranked(self, hit: Hit) -> RankedExcerpt:
        return RankedExcerpt(
            int(self._corpus.keys[hit.text]),
            hit.score,
            hit.coverage,
            lambda: hit.why(self._corpus.vocabulary),
        )


def _most(limit: int) -> int:
    """Past those that say the same, and those of notes that had their turn."""
    return max(3 * limit, MANY)
