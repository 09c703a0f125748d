"""How well texts answer a query: one table of weights, one pure function over many texts at once.

First comes how many of the query's words a text holds; then how rare and how exactly; then whether
they stand together as they were typed; then how little else the text says. What each weight is for:
docs/search.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.filler import tells
from bot.search.index import Numbers, Places, TextIndex, begins
from bot.search.terms import Terms

Floats = NDArray[np.float32]

_NEAREST = 3
"""Words further apart than this are not near."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each property of a text is worth, beside a coverage of 1."""

    held: float
    """All words of the query are in the text, in whatever meaning."""
    adjacent: float
    """All neighbouring words of the query stand side by side in the text."""
    near: float
    """They stand in this order with a word or two between them."""
    turned: float
    """They stand in the other order, at most a word apart."""
    phrase: float
    """The whole query stands in the text, word for word."""
    whole: float
    """The text begins with the query, or is it."""
    longer: float
    """For each time that the text is 2.7 times as long."""
    telling_words: int
    """A text with fewer words says too little to be preferred for it: `DeepSeek V3`."""
    telling: float
    """The text has that many words."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Texts with their scores, in the order that they were given in."""

    texts: Numbers
    scores: Floats
    coverage: Floats
    """The share of the query, by rarity and how exactly it matched: 0 to 1."""
    share: Floats
    """The share of the query by rarity alone."""
    held: Floats
    """The share of its words, filler counted less."""
    lacking: NDArray[np.bool_]
    """(terms, texts): which terms a text does not hold."""
    phrase: Floats
    """Above 0 where the whole query of several words stands in the text: 1 if word for word."""

    def best(self, limit: int) -> list[int]:
        """Places of the highest scores, highest first; of equals the earlier text."""
        if len(self.texts) > 4 * limit:
            least = np.partition(self.scores, -limit)[-limit]
            chosen = np.flatnonzero(self.scores >= least)
        else:
            chosen = np.arange(len(self.texts))
        order = np.lexsort((self.texts[chosen], -self.scores[chosen]))
        return [int(place) for place in chosen[order][:limit]]


def rank_texts(index: TextIndex, texts: Numbers, terms: Terms, weights: Weights) -> Ranked:
    """Score those of `texts` that hold any word of the query."""
    places, owners = index.places(texts)
    strength = _strengths(index, terms, places)
    found = strength.any(axis=0)
    places, owners, strength = places[found], owners[found], strength[:, found]
    if not len(places):
        nothing = np.empty(0, np.float32)
        lacking = np.empty((len(terms.each), 0), bool)
        return Ranked(texts[:0], nothing, nothing, nothing, nothing, lacking, nothing)
    firsts = begins(owners)
    texts = texts[owners[firsts]]
    best = np.maximum.reduceat(strength, firsts, axis=1)
    rarity = np.array([term.rarity for term in terms.each], np.float32)
    coverage = rarity @ best / np.float32(terms.total)
    share = rarity @ (best > 0) / np.float32(terms.total)
    lacking = best == 0
    each = np.array([tells(term.word) for term in terms.each], np.float32)
    held = 1 - each @ lacking / each.sum()
    adjacent, near, turned = _together(strength, terms, places, owners, firsts)
    phrase = _whole(strength, terms, places, owners, firsts)
    lengths = index.lengths(texts)
    opening = strength[terms.order[0], firsts] * (places[firsts] == index.starts[texts])
    if len(terms.order) > 1:
        opening = np.minimum(opening, phrase)
    scores = (
        coverage
        + weights.held * held
        + weights.adjacent * adjacent
        + weights.near * near
        + weights.turned * turned
        + weights.phrase * phrase
        + weights.whole * opening
        + weights.longer * np.log(np.maximum(lengths, 1))
        + weights.telling * (lengths >= weights.telling_words)
    )
    return Ranked(texts, scores.astype(np.float32), coverage, share, held, lacking, phrase)


def _strengths(index: TextIndex, terms: Terms, places: Places) -> Floats:
    """How well each word matches each term: (terms, words)."""
    meant = np.unique(np.concatenate([term.words for term in terms.each]))
    if not len(meant):
        return np.zeros((len(terms.each), len(places)), np.float32)
    table = np.zeros((len(terms.each), len(meant) + 1), np.float32)
    for row, term in zip(table, terms.each, strict=True):
        row[np.searchsorted(meant, term.words)] = term.weights
    tokens = index.tokens[places]
    slots = np.searchsorted(meant, tokens)
    slots[slots == len(meant)] = 0
    slots[meant[slots] != tokens] = len(meant)
    return table[:, slots]


def _together(
    strength: Floats, terms: Terms, places: Places, owners: Places, firsts: Places
) -> tuple[Floats, Floats, Floats]:
    """How far the query's neighbouring words stand in a text side by side, near each other, and
    near in the other order.

    Each pair counts as the closest of these, at the strength of its weaker word.
    """
    former, latter = np.array(terms.order[:-1], np.intp), np.array(terms.order[1:], np.intp)
    side, near, turned = np.zeros((3, len(former), len(firsts)), np.float32)
    if not len(former):
        nothing = np.zeros(len(firsts), np.float32)
        return nothing, nothing, nothing
    text_of = np.repeat(np.arange(len(firsts)), np.diff(firsts, append=len(places)))
    for step in range(1, min(_NEAREST, len(places) - 1) + 1):
        gap = places[step:] - places[:-step]
        start = np.flatnonzero((gap <= _NEAREST) & (owners[step:] == owners[:-step]))
        if not len(start):
            break
        gap = gap[start]
        earlier, later = strength[:, start], strength[:, start + step]
        forth = np.minimum(earlier[former], later[latter])
        back = np.minimum(earlier[latter], later[former])
        into = text_of[start]
        _raise(side, forth * (gap == 1), into)
        _raise(near, forth * (gap > 1), into)
        _raise(turned, back * (gap < _NEAREST), into)
    near[side > 0] = 0
    turned[(side > 0) | (near > 0)] = 0
    return side.mean(axis=0), near.mean(axis=0), turned.mean(axis=0)


def _whole(
    strength: Floats, terms: Terms, places: Places, owners: Places, firsts: Places
) -> Floats:
    """How well the whole query of several words stands in each text in one run, or 0."""
    whole = np.zeros(len(firsts), np.float32)
    size = len(terms.order)
    starts = len(places) - size + 1
    if size < 2 or starts < 1:
        return whole
    run = (places[size - 1 :] - places[:starts] == size - 1) & (
        owners[size - 1 :] == owners[:starts]
    )
    match = np.min([strength[term, i : starts + i] for i, term in enumerate(terms.order)], axis=0)
    match *= run
    found = np.flatnonzero(match)
    text_of = np.searchsorted(firsts, found, side="right") - 1
    np.maximum.at(whole, text_of, match[found])
    return whole


def _raise(best: Floats, found: Floats, into: Places) -> None:
    """Raise the best of each pair and text to what was found in it; `into` is in order."""
    firsts = begins(into)
    texts = into[firsts]
    best[:, texts] = np.maximum(best[:, texts], np.maximum.reduceat(found, firsts, axis=1))
