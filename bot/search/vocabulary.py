"""The words that a collection of texts holds, and which of them a typed word may mean."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from Stemmer import Stemmer

from bot.search.spelling import SpellingIndex

INFLECTED = 0.90
"""The weight of another form of the same word: bring, brings, bringing."""
PREFIX_WORDS = 40
"""A prefix stands for at most this many words, the most used ones."""


FAMILY_WORDS = 12

# Snowball's English rules leave words of other scripts alone.
_STEMMER = Stemmer("english")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One word of the collection that a typed word may mean."""

    word: str
    weight: float
    """1 for the word itself, less the further it is from what was typed."""
    why: str
    """`exact`, `inflected`, `prefix`, `spelling: typed → word`, `similar: typed → word`."""


class Vocabulary:
    """An immutable snapshot: every word with the number of texts that hold it."""

    def __init__(
        self, counts: Mapping[str, int], *, texts: int, prefix_words: int = PREFIX_WORDS
    ) -> None:
        self._prefix_words = prefix_words
        self._counts = dict(counts)
        self._texts = max(1, texts)
        self._sorted = sorted(self._counts)
        self._stems, self._families = _stemmed(self._sorted)
        self._spelling = SpellingIndex(self._counts)
        self._corrections = lru_cache(maxsize=4096)(self._find_corrections)

    def __len__(self) -> int:
        return len(self._sorted)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a word, above 0; an unknown word is the rarest."""
        return log(1 + self._texts / (self._counts.get(word, 0) + 0.5))

    def exact(self, word: str) -> tuple[Meaning, ...]:
        """The word itself, where the collection has it."""
        return (Meaning(word, 1.0, "exact"),) if word in self._counts else ()

    def inflected(self, word: str) -> tuple[Meaning, ...]:
        """The other words with the same English stem, the most used ones."""
        stem = self._stems.get(word) or _STEMMER.stemWord(word)
        family = [other for other in self._families.get(stem, ()) if other != word]
        return tuple(
            Meaning(other, INFLECTED, "inflected")
            for other in self._most_used(family)[:FAMILY_WORDS]
        )

    def prefixed(self, word: str) -> tuple[Meaning, ...]:
        """The most used words that begin so, the word itself not among them."""
        start = bisect_left(self._sorted, word)
        end = bisect_left(self._sorted, word + "\U0010ffff", lo=start)
        longer = [found for found in self._sorted[start:end] if found != word]
        if len(longer) > self._prefix_words:
            longer = self._most_used(longer)[: self._prefix_words]
        return tuple(
            Meaning(found, 0.6 + 0.35 * len(word) / len(found), "prefix") for found in longer
        )

    def corrected(self, word: str) -> tuple[Meaning, ...]:
        """Words a slip of the finger away; none for three letters or fewer."""
        return self._corrections(word)

    def _find_corrections(self, word: str) -> tuple[Meaning, ...]:
        return tuple(
            Meaning(near.word, near.closeness, f"{near.kind}: {word} → {near.word}")
            for near in self._spelling.near(word)
        )

    def _most_used(self, words: Iterable[str]) -> list[str]:
        return sorted(words, key=lambda word: (-self._counts[word], word))


def _stemmed(words: Sequence[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Each word's stem, and the words of each stem."""
    stems = dict(zip(words, _STEMMER.stemWords(words), strict=True))
    families: dict[str, list[str]] = defaultdict(list)
    for word, stem in stems.items():
        families[stem].append(word)
    return stems, dict(families)
