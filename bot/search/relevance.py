"""How much each note and each excerpt of a vault says of what a query asks for.

BM25 over fields for notes: a word counts for every field and every excerpt that holds it, the less
the more of them there are. For excerpts the rarity of the words that each holds. Both for all of
the vault at once, and only by the words that tell most: the rest changes no order worth the time.
"""

from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.typing import NDArray

from bot.search.corpus import FIELDS, Corpus
from bot.search.filler import tells
from bot.search.index import Numbers, unique
from bot.search.rank import Floats
from bot.search.terms import Term, Terms

WORTH = np.array([4.0, 2.0, 1.5], np.float32)
"""What a word in title, headings and lead, names of video and channel counts beside an excerpt."""
SATURATION = 2.5
"""BM25's k1: a word that counts so often counts half of all that it can."""
LENGTH = 0.5
"""BM25's b: how far many words are held against a long note."""
LEAST = 1e-6
"""So that nothing is divided by nothing."""
MOST_TERMS = 12
LEAST_WEIGHT = 0.12
"""A term that weighs less beside the weightiest is left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Relevance:
    """What a vault says on a query; `T` terms, notes and excerpts numbered as in the corpus."""

    query: Terms
    """Of `T` terms: those that tell."""
    asked: int
    """How many of them are no filler."""
    notes: Floats
    """The BM25 score of each note."""
    note_total: float
    """The rarity of all terms among notes: what a note may hold at most."""
    note_rarest: float
    """The rarity of a word that no note holds."""
    held: Floats
    """How much of `note_total` each note holds anywhere."""
    topped: Floats
    """How much of it what stands above each note's excerpts holds."""
    said: NDArray[np.uint8]
    """(T, notes): 2 where a term stands above a note's excerpts, 1 where in one, else 0."""
    excerpts: Floats
    """The rarity of the terms that each excerpt holds, as exactly as it holds them; of `query`'s
    total. Empty where nobody asked for them.
    """


def weigh(corpus: Corpus, query: Terms, *, by_excerpt: bool = True) -> Relevance:
    """Weigh every note, and every excerpt where asked."""
    query = _telling(query)
    terms = query.each
    usual = SATURATION * (1 - LENGTH + LENGTH * corpus.lengths)
    notes, held, topped = np.zeros((3, len(corpus.entries)), np.float32)
    said = np.zeros((len(terms), len(corpus.entries)), np.uint8)
    excerpts = np.zeros(len(corpus.excerpts) if by_excerpt else 0, np.float32)
    note_total = 0.0
    blank = np.zeros(len(corpus.excerpts), np.float32)
    for number, term in enumerate(terms):
        above = _count_fields(corpus, term)
        holding, strength = _find_excerpts(corpus, term, blank)
        if by_excerpt:
            excerpts[holding] += term.rarity * strength
        frequency = above + _sum_notes(corpus, corpus.note_of[holding], strength)
        said[number] = (frequency > 0) + (above > 0).astype(np.uint8)
        rarity = _rarity(frequency) * tells(term.word)
        note_total += rarity
        held += rarity * (frequency > 0)
        topped += rarity * (above > 0)
        notes += rarity * (SATURATION + 1) * frequency / (frequency + usual)
    return Relevance(
        query=query,
        asked=sum(tells(term.word) == 1.0 for term in terms),
        notes=notes,
        note_total=max(note_total, LEAST),
        note_rarest=log1p(2 * max(1, len(corpus.entries))),
        held=held,
        topped=topped,
        said=said,
        excerpts=excerpts,
    )


def _telling(query: Terms) -> Terms:
    """The query without the terms that weigh little."""
    weightiest = sorted(range(len(query.each)), key=lambda place: -query.each[place].rarity)
    least = LEAST_WEIGHT * query.each[weightiest[0]].rarity
    chosen = sorted(place for place in weightiest[:MOST_TERMS] if query.each[place].rarity >= least)
    return Terms(
        tuple(query.each[place] for place in chosen),
        tuple(chosen.index(place) for place in query.order if place in chosen),
        sum(query.each[place].rarity for place in chosen),
    )


def _sum_notes(corpus: Corpus, notes: NDArray[np.integer], worth: Floats) -> Floats:
    return np.bincount(notes, worth, len(corpus.entries)).astype(np.float32)


def _count_fields(corpus: Corpus, term: Term) -> Floats:
    """How often what stands above each note's excerpts says a term, by worth."""
    found = [corpus.fields.holding(word) for word in term.words.tolist()]
    fields = np.concatenate([np.empty(0, np.uint32), *found])
    weights = np.repeat(term.weights, [len(texts) for texts in found])
    return _sum_notes(corpus, fields // FIELDS, weights * WORTH[fields % FIELDS])


def _find_excerpts(corpus: Corpus, term: Term, blank: Floats) -> tuple[Numbers, Floats]:
    """The excerpts that hold a term, each once, and how well it matches there.

    `blank` has a nought for every excerpt; it is written on and left as it was, for a new one each
    time takes longer than all else.
    """
    found = [corpus.excerpts.holding(word) for word in term.words.tolist()]
    if len(found) == 1:
        return found[0], np.full(len(found[0]), term.weights[0])
    for excerpts, weight in zip(found, term.weights.tolist(), strict=True):
        blank[excerpts] = np.maximum(blank[excerpts], weight)
    holding = unique(np.concatenate([np.empty(0, np.uint32), *found]), len(blank))
    strength = blank[holding]
    blank[holding] = 0
    return holding, strength


def _rarity(frequency: Floats) -> float:
    """BM25's inverse document frequency."""
    holding = np.count_nonzero(frequency)
    return log1p((len(frequency) - holding + 0.5) / (holding + 0.5))
