"""Which texts are worth a closer look: those that hold enough of a query, found by its rare words.

A text that may lack only so much of a query holds one of its few rarest words, whatever else it
holds; so only their texts are gone through. Of a common word among rare ones nothing is
read but whether the texts that remain hold it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.search.index import Numbers, TextIndex, unique
from bot.search.terms import Term, Terms

_SLACK = 1e-3
"""Sums of rarities that should be equal may differ by less."""


def gather(
    index: TextIndex,
    terms: Terms,
    *,
    floor: float,
    most: int,
    within: NDArray[np.bool_] | None = None,
) -> Numbers:
    """Texts that hold words for at least `floor` of the query, by rarity; at most `most`.

    `within` says of each text whether it may be taken. Where more than `most` hold enough, those
    that hold more are taken, then the shorter ones.
    """
    spare = (1 - floor) * terms.total + _SLACK
    rarest = sorted(terms.each, key=lambda term: -term.rarity)
    telling = _telling(rarest, spare)
    texts, held = _accumulate(index, rarest[:telling], within)
    left = sum(term.rarity for term in rarest[telling:])
    for term in rarest[telling:]:
        texts, held = _keep(texts, held, held + left >= terms.total - spare)
        if len(texts) <= most:
            return texts
        held = held + term.rarity * holds(index, term, texts)
        left -= term.rarity
    texts, held = _keep(texts, held, held + left >= terms.total - spare)
    if len(texts) <= most:
        return texts
    worth = held - 1e-4 * index.lengths(texts)
    return texts[np.argpartition(-worth, most)[:most]]


def holds(index: TextIndex, term: Term, texts: Numbers) -> NDArray[np.bool_]:
    """Whether each text holds a word that the term may mean."""
    if not len(term.words):
        return np.zeros(len(texts), bool)
    if len(term.words) == 1:
        return _among(texts, index.holding(int(term.words[0])))
    marked = np.zeros(len(index), bool)
    marked[index.holding_any(term.words)] = True
    return marked[texts]


def _telling(rarest: Sequence[Term], spare: float) -> int:
    """How many of the rarest terms a text can't lack all of."""
    lacking = 0.0
    for count, term in enumerate(rarest, 1):
        lacking += term.rarity
        if lacking > spare:
            return count
    return len(rarest)


def _accumulate(
    index: TextIndex, terms: Sequence[Term], within: NDArray[np.bool_] | None
) -> tuple[Numbers, NDArray[np.float32]]:
    """Every text that holds one of the terms, with the rarity of those that it holds."""
    sums = np.zeros(len(index), np.float32)
    found = []
    for term in terms:
        if len(term.words):
            texts = index.holding_any(term.words)
            if within is not None:
                texts = texts[within[texts]]
            sums[texts] += term.rarity
            found.append(texts)
    if not found:
        return np.empty(0, np.uint32), np.empty(0, np.float32)
    texts = found[0] if len(found) == 1 else unique(np.concatenate(found), len(index))
    return texts, sums[texts]


def _keep(
    texts: Numbers, held: NDArray[np.float32], good: NDArray[np.bool_]
) -> tuple[Numbers, NDArray[np.float32]]:
    return (texts, held) if good.all() else (texts[good], held[good])


def _among(texts: Numbers, holding: Numbers) -> NDArray[np.bool_]:
    """Whether each of `texts` is in `holding`, which is in order."""
    if not len(holding):
        return np.zeros(len(texts), bool)
    places = np.searchsorted(holding, texts)
    places[places == len(holding)] = 0
    among: NDArray[np.bool_] = holding[places] == texts
    return among
