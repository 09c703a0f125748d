"""The words that a collection of texts holds, and which of them a typed word may mean."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.courtesy import unhurried
from bot.search.english import families_of, families_of_each
from bot.search.filler import FILLER
from bot.search.index import TextIndex, begins
from bot.search.spelling import SHORTEST, SpellingIndex

INFLECTED = 0.70
"""The weight of another form of a word that stands in the collection: bring, brings, brought."""
ONLY_INFLECTED = 0.90
"""The same where the typed form stands nowhere: about as likely as a slip."""
FAMILY_WORDS = 24
MOST_HELD = 30_000
"""A beginning of words that more texts hold together stands for the most used of them."""
DOUBTED = 300
"""A word that more texts hold is never doubted; one that fewer hold is, …"""
DOUBTED_SHORT = 20
"""The same for words of three letters or fewer."""
MORE_USED = 5
"""… where so many times more texts hold a word a slip away."""
SLIPPED = 0.8
DOUBT = 0.5
KNOWN = 3
"""A word that so many texts hold is no slip."""


class Kind(IntEnum):
    """How a word of the collection came to stand for a typed one; nearest first."""

    EXACT = 0
    INFLECTED = 1
    PREFIX = 2
    SPELLING = 3


class Meaning(NamedTuple):
    """One word of the collection that a typed word may mean."""

    word: int
    weight: float
    """1 for the word itself, less the further it is from what was typed."""
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """Words of the collection that a typed word may mean, each once, in the order of numbers."""

    words: NDArray[np.uint32]
    weights: NDArray[np.float32]
    kinds: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[Meaning]:
        columns = (self.words.tolist(), self.weights.tolist(), self.kinds.tolist())
        return (
            Meaning(word, weight, Kind(kind)) for word, weight, kind in zip(*columns, strict=True)
        )


NO_MEANINGS = Meanings(np.empty(0, np.uint32), np.empty(0, np.float32), np.empty(0, np.uint8))


def join(few: Sequence[Meaning], many: Meanings = NO_MEANINGS) -> Meanings:
    """All of them together; of two meanings of one word the weightier."""
    best: dict[int, Meaning] = {}
    for meaning in few:
        known = best.get(meaning.word)
        if known is None or meaning.weight > known.weight:
            best[meaning.word] = meaning
    ordered = sorted(best.values())
    words = np.array([meaning.word for meaning in ordered], np.uint32)
    weights = np.array([meaning.weight for meaning in ordered], np.float32)
    kinds = np.array([meaning.kind for meaning in ordered], np.uint8)
    if not len(many):
        return Meanings(words, weights, kinds)
    words = np.concatenate((many.words, words))
    weights = np.concatenate((many.weights, weights))
    kinds = np.concatenate((many.kinds, kinds))
    order = np.lexsort((-weights, words))
    chosen = order[begins(words[order])]
    return Meanings(words[chosen], weights[chosen], kinds[chosen])


class Vocabulary:
    """An immutable snapshot: every word of an index with the number of texts that hold it."""

    def __init__(self, index: TextIndex, others: Sequence[TextIndex] = ()) -> None:
        """A word that `others` hold is no slip, though `index` has it not."""
        self.index = index
        self._others = others
        self.counts = index.counts()
        self.rarest = float(np.log1p(2 * max(1, len(index))))
        """The rarity of a word that no text holds."""
        self.rarities = np.log1p(len(index) / (self.counts + 0.5)).astype(np.float32)
        self._lengths = np.array([len(word) for word in index.words], np.float32)
        self._filler = [number for word in FILLER if (number := index.find(word)) is not None]
        families: dict[str, list[int]] = {}
        for number, of_word in enumerate(unhurried(families_of_each(index.words))):
            for family in of_word:
                families.setdefault(family, []).append(number)
        # Tuples of numbers are nothing to the garbage collector, lists are.
        self._families = {family: tuple(numbers) for family, numbers in families.items()}
        self._spelling = SpellingIndex(index.words, self.counts)
        # Of the spelling, which knows nothing of this: no cycle, so an old vocabulary goes at once.
        self._near_words = lru_cache(maxsize=4096)(self._spelling.near)
        self._beginnings = lru_cache(maxsize=1024)(self._spelling.near_beginning)

    def rarity(self, word: int | None) -> float:
        """Inverse document frequency of a word, above 0; an unknown word is the rarest."""
        return self.rarest if word is None else float(self.rarities[word])

    def exact(self, word: str) -> list[Meaning]:
        """The word itself, where the collection has it."""
        number = self.index.find(word)
        return [] if number is None else [Meaning(number, 1.0, Kind.EXACT)]

    def inflected(self, word: str) -> list[Meaning]:
        """The other forms of a word, the most used ones."""
        forms = {
            number
            for family in families_of(word)
            for number in self._families.get(family, ())
            if self.index.words[number] != word
        }
        weight = ONLY_INFLECTED if self.index.find(word) is None else INFLECTED
        return [
            Meaning(number, weight, Kind.INFLECTED)
            for number in self._most_used(forms, FAMILY_WORDS)
        ]

    def prefixed(self, word: str) -> Meanings:
        """The words that begin so, the word itself not among them."""
        found = self.index.prefixed(word)
        first = found.start + (found.start < found.stop and self.index.words[found.start] == word)
        words = np.arange(first, found.stop, dtype=np.uint32)
        if self.counts[words].sum() > MOST_HELD:
            words = self._telling(words)
        weights = 0.6 + 0.35 * len(word) / self._lengths[words]
        kinds = np.full(len(words), Kind.PREFIX, np.uint8)
        return Meanings(words, weights.astype(np.float32), kinds)

    def _telling(self, words: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """The most used of many words but for filler, no more than so many texts hold."""
        ordered = words[np.argsort(-self.counts[words], kind="stable")]
        ordered = ordered[~np.isin(ordered, self._filler)]
        before = np.cumsum(self.counts[ordered]) - self.counts[ordered]
        return np.sort(ordered[before < MOST_HELD])

    def corrected(self, word: str) -> list[Meaning]:
        """Words a slip of the finger away; none for three letters or fewer."""
        return [] if self._is_known(word) else self._corrections(word)

    def _is_known(self, word: str) -> bool:
        found = [(other, other.find(word)) for other in self._others]
        return any(n is not None and len(other.holding(n)) >= KNOWN for other, n in found)

    def corrected_beginning(self, word: str, *, doubt: float) -> list[Meaning]:
        """Words that begin like something a slip away from what was typed so far."""
        if self._is_known(word):
            return []
        return [
            Meaning(near.number, doubt * near.closeness, Kind.SPELLING)
            for near in self._beginnings(word)
        ]

    def doubted(self, word: str, *, alone: bool) -> list[Meaning]:
        """Far more used words that a rare one may be a slip for: stokes, strokes.

        A word of three letters or fewer that stands alone is taken at its letters.
        """
        number = self.index.find(word)
        used = int(self.counts[number]) if number is not None else 0
        least_used = DOUBTED if len(word) >= SHORTEST else DOUBTED_SHORT
        if used > least_used or self._is_known(word):
            return []
        likely = self._corrections(word) if alone else self._near(word)
        return [
            Meaning(meaning.word, DOUBT * meaning.weight, meaning.kind)
            for meaning in likely
            if self.counts[meaning.word] >= MORE_USED * used and meaning.weight >= SLIPPED
        ]

    def _near(self, word: str) -> list[Meaning]:
        short = [
            Meaning(near.number, near.closeness, Kind.SPELLING)
            for near in self._spelling.near_short(word)
        ]
        return short or self._corrections(word)

    def _corrections(self, word: str) -> list[Meaning]:
        return [
            Meaning(near.number, near.closeness, Kind.SPELLING) for near in self._near_words(word)
        ]

    def _most_used(self, numbers: Iterable[int], limit: int) -> list[int]:
        return sorted(numbers, key=lambda number: (-self.counts[number], number))[:limit]
