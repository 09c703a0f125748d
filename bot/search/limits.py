"""What a query demands of every hit: quoted phrases that stand in it, excluded words that don't."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.search.index import Numbers, TextIndex
from bot.search.query import Query

MANY = 3_000
Mask = NDArray[np.bool_]
"""Of each text, whether it may be a hit."""


def allowed(index: TextIndex, query: Query, among: Mask | None = None) -> Mask | None:
    """Which texts the query allows, of `among` where given; None where that is all."""
    if not query.is_limited:
        return among
    mask = np.ones(len(index), bool) if among is None else among.copy()
    for phrase in query.phrases:
        holding = np.zeros(len(index), bool)
        holding[holding_phrase(index, phrase)] = True
        mask &= holding
    for phrase in query.excluded:
        mask[holding_phrase(index, phrase)] = False
    return mask


def holding_phrase(index: TextIndex, phrase: Sequence[str]) -> Numbers:
    """The texts in which these words stand side by side."""
    numbers = [number for word in phrase if (number := index.find(word)) is not None]
    if len(numbers) < len(phrase):
        return np.empty(0, np.uint32)
    holders = sorted((index.holding(number) for number in set(numbers)), key=len)
    texts = holders[0]
    if len(phrase) == 1:
        return texts
    rarest = min(range(len(numbers)), key=lambda place: len(index.holding(numbers[place])))
    if len(texts) > MANY:
        # To look at all words once is quicker than to gather those of so many texts.
        places = np.flatnonzero(index.tokens == numbers[rarest])
    else:
        for other in holders[1:]:
            texts = texts[np.isin(texts, other, assume_unique=True)]
        places, _ = index.places(texts)
        places = places[index.tokens[places] == numbers[rarest]]
    starts = places - rarest
    starts = starts[(starts >= 0) & (starts + len(numbers) <= len(index.tokens))]
    for offset, number in enumerate(numbers):
        starts = starts[index.tokens[starts + offset] == number]
    first = np.searchsorted(index.starts, starts, side="right") - 1
    last = np.searchsorted(index.starts, starts + len(numbers) - 1, side="right") - 1
    return np.unique(first[first == last]).astype(np.uint32)
