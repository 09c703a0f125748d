"""What the words of a query may mean in a collection."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.filler import tells
from bot.search.query import Query
from bot.search.vocabulary import DOUBT, Meaning, Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One word of a query and the words of the collection that it may mean."""

    word: str
    rarity: float
    """How much it tells: its inverse document frequency, of filler a part of it."""
    meanings: tuple[Meaning, ...]
    """Each of another word, in the order of their numbers."""
    words: NDArray[np.uint32]
    """Those of `meanings`, with …"""
    weights: NDArray[np.float32]
    """… the weight of each."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A query in the words of a collection."""

    each: tuple[Term, ...]
    """A repeated word is one term."""
    order: tuple[int, ...]
    """Places in `each`, as the words were typed."""
    total: float
    """The rarity of all terms together."""


def interpret(query: Query, vocabulary: Vocabulary, *, daring: bool = False) -> Terms:
    """What each word of the query may mean in this collection.

    `daring` is for a query that nothing answers as it stands: known words are doubted too.
    """
    last = len(query.words) - 1
    places: dict[str, int] = {}
    each: list[Term] = []
    for position, word in enumerate(query.words):
        if word not in places:
            unfinished = query.unfinished and position == last
            meanings = _meanings(word, vocabulary, unfinished=unfinished)
            if daring and not unfinished:
                meanings += vocabulary.doubted(word, alone=len(query.words) == 1)
            places[word] = len(each)
            each.append(_term(word, meanings, vocabulary))
    order = tuple(places[word] for word in query.words)
    return Terms(tuple(each), order, sum(term.rarity for term in each))


def _meanings(word: str, vocabulary: Vocabulary, *, unfinished: bool) -> list[Meaning]:
    exact, inflected = vocabulary.exact(word), vocabulary.inflected(word)
    if unfinished:
        begun = exact + vocabulary.prefixed(word)
        likely = vocabulary.corrected_beginning(word, doubt=DOUBT if begun else 1.0)
        return begun + likely or vocabulary.corrected(word)
    if exact:
        return exact + inflected
    # The stemmer takes some slips for endings (reinforcment), so both readings stand.
    return inflected + vocabulary.corrected(word) or vocabulary.prefixed(word)


def _term(word: str, likeliest: Sequence[Meaning], vocabulary: Vocabulary) -> Term:
    """An unknown word weighs as much as the likeliest word that it may stand for."""
    best: dict[int, Meaning] = {}
    for meaning in likeliest:
        known = best.get(meaning.word)
        if known is None or meaning.weight > known.weight:
            best[meaning.word] = meaning
    meanings = tuple(sorted(best.values()))
    return Term(
        word,
        vocabulary.rarity(likeliest[0].word if likeliest else None) * tells(word),
        meanings,
        np.array([meaning.word for meaning in meanings], np.uint32),
        np.array([meaning.weight for meaning in meanings], np.float32),
    )
