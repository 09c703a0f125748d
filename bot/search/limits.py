"""What a query demands of every hit: quoted phrases that stand in it, excluded words that don't."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.search.index import Numbers, TextIndex
from bot.search.query import Query

Mask = NDArray[np.bool_]
"""Of each text, whether it may be a hit."""


def allowed(index: TextIndex, query: Query) -> Mask | None:
    """Which texts the query allows; None where it allows all."""
    if not (query.phrases or query.excluded):
        return None
    mask = np.ones(len(index), bool)
    for phrase in query.phrases:
        holding = np.zeros(len(index), bool)
        holding[holding_phrase(index, phrase)] = True
        mask &= holding
    for word in query.excluded:
        number = index.find(word)
        if number is not None:
            mask[index.holding(number)] = False
    return mask


def holding_phrase(index: TextIndex, phrase: Sequence[str]) -> Numbers:
    """The texts in which these words stand side by side."""
    numbers = [number for word in phrase if (number := index.find(word)) is not None]
    if len(numbers) < len(phrase):
        return np.empty(0, np.uint32)
    holders = sorted((index.holding(number) for number in set(numbers)), key=len)
    texts = holders[0]
    for other in holders[1:]:
        texts = np.intersect1d(texts, other, assume_unique=True)
    places, owners = index.places(texts)
    # A phrase that would reach past the end of all has no place to stand.
    fits = places + len(numbers) <= len(index.tokens)
    places, owners = places[fits], owners[fits]
    stands = index.starts[texts + 1][owners] - places >= len(numbers)
    for offset, number in enumerate(numbers):
        stands &= index.tokens[places + offset] == number
    return texts[np.unique(owners[stands])]
