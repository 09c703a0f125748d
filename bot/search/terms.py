"""What the words of a query may mean in a collection."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.filler import tells
from bot.search.query import Query
from bot.search.vocabulary import DOUBT, NO_MEANINGS, Kind, Meaning, Meanings, Vocabulary, join

OFTEN = 20
"""A beginning of words that so many texts hold is not doubted."""


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One word of a query and the words of the collection that it may mean."""

    word: str
    rarity: float
    """How much it tells: its inverse document frequency, of filler a part of it."""
    meanings: Meanings

    @property
    def words(self) -> NDArray[np.uint32]:
        """The numbers of the words that it may mean, in order."""
        return self.meanings.words

    @property
    def weights(self) -> NDArray[np.float32]:
        """How much each of `words` counts where it stands for this."""
        return self.meanings.weights


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
            few, many = _meanings(word, vocabulary, unfinished=unfinished)
            if daring and not unfinished:
                few += vocabulary.doubted(word, alone=len(query.words) == 1)
            places[word] = len(each)
            each.append(_term(word, few, many, vocabulary))
    order = tuple(places[word] for word in query.words)
    return Terms(tuple(each), order, sum(term.rarity for term in each))


def _meanings(
    word: str, vocabulary: Vocabulary, *, unfinished: bool
) -> tuple[list[Meaning], Meanings]:
    """What a word may mean, likeliest first, and the words that it may be the beginning of."""
    exact = vocabulary.exact(word)
    if unfinished:
        begun = vocabulary.prefixed(word)
        is_known = bool(exact or len(begun))
        likely: list[Meaning] = []
        if vocabulary.counts[begun.words].sum() < OFTEN:
            likely = vocabulary.corrected_beginning(word, doubt=DOUBT if is_known else 1.0)
        if is_known or likely:
            return exact + likely, begun
        return vocabulary.corrected(word), NO_MEANINGS
    inflected = vocabulary.inflected(word)
    if exact:
        return exact + inflected, NO_MEANINGS
    # The stemmer takes some slips for endings (reinforcment), so both readings stand.
    if few := inflected + vocabulary.corrected(word):
        return few, NO_MEANINGS
    return [], vocabulary.prefixed(word)


def _term(word: str, few: Sequence[Meaning], many: Meanings, vocabulary: Vocabulary) -> Term:
    """An unknown word weighs as much as the likeliest word that it may stand for."""
    meanings = join(few, many)
    if few and few[0].kind is Kind.EXACT:
        rarity = vocabulary.rarity(few[0].word)
    elif len(many):
        rarity = float(vocabulary.rarities[many.words].min())
    else:
        rarity = vocabulary.rarity(few[0].word if few else None)
    return Term(word, rarity * tells(word), meanings)
