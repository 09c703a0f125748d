"""Which known words an unknown one may be a slip for. RapidFuzz compares; this decides.

Comparing with all of 60,000 words takes 3 ms. Two words that are a slip apart differ in at most two
letters and six pairs of them; those that differ in more are left out first, by the bits of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Three letters or fewer are never corrected: `agi` is not a slip for `api`."""
LONGER = 8
"""From this length on two slips are forgiven, below one."""
LONGEST = 32
"""Letters; what is longer is no word that people mistype."""
FEW_ENOUGH = 8
BEGINNINGS = 30


@dataclass(frozen=True, slots=True)
class Near:
    """A known word close to the one that was typed."""

    number: int
    closeness: float
    """Below 1; higher is likelier."""


class SpellingIndex:
    """Known words with what tells at a glance that two can't be near."""

    def __init__(self, words: Sequence[str], counts: NDArray[np.integer]) -> None:
        """`counts` is how often each word is used."""
        lengths = np.array([min(len(word), LONGEST + 1) for word in words], np.int16)
        # By length, so that only those of about the same are gone through.
        self._numbers = np.argsort(lengths, kind="stable")
        self._ends = np.searchsorted(lengths[self._numbers], np.arange(LONGEST + 2))
        self._words = np.array(words, dtype=object)
        self._used = np.log1p(counts)
        letters, pairs = _bits(words)
        self._letters, self._pairs = letters[self._numbers], pairs[self._numbers]

    def near(self, word: str) -> list[Near]:
        """The best few corrections of `word`, likeliest first; empty where nothing is near."""
        if len(word) < SHORTEST or word.isdigit():
            return []
        slips = 1 if len(word) < LONGER else 2
        found = self._within(word, slips)
        if not found and slips == 1 and len(word) > SHORTEST:
            found = self._within(word, 2)
        return found

    def near_short(self, word: str) -> list[Near]:
        """Well used words that two or three letters may be a slip for: od, of."""
        if not 1 < len(word) < SHORTEST or word.isdigit():
            return []
        return [near for near in self._within(word, 1) if len(self._words[near.number]) > 1]

    def near_beginning(self, word: str) -> list[Near]:
        """Words that begin with something a slip away from `word`: elarni, learning."""
        if len(word) < SHORTEST or word.isdigit():
            return []
        slips = 1 if len(word) < LONGER else 2
        span = self._of_length(len(word) - slips, LONGEST)
        ((letters,), _) = _bits([word])
        missing = np.bitwise_count(letters & ~self._letters[span])
        numbers = self._numbers[span][missing <= slips]
        words = self._words[numbers].tolist()
        found: dict[int, Near] = {}
        for length in range(len(word) - slips, len(word) + slips + 1):
            for _, distance, place in process.extract(
                word,
                [known[:length] for known in words],
                scorer=OSA.distance,
                score_cutoff=slips,
                limit=None,
            ):
                number = int(numbers[place])
                near = Near(number, self._closeness(word, number, max(1.0, distance)))
                if number not in found or found[number].closeness < near.closeness:
                    found[number] = near
        return sorted(found.values(), key=self._place)[:BEGINNINGS]

    def _of_length(self, least: int, most: int) -> slice:
        """Where words of such lengths stand."""
        least, most = (min(max(0, length), LONGEST) for length in (least, most))
        return slice(int(self._ends[least]), int(self._ends[most + 1]))

    def _like(self, word: str, length: int, letters: int, pairs: int = 64) -> NDArray[np.intp]:
        """The words that differ in no more letters, pairs of letters, and length."""
        span = self._of_length(len(word) - length, len(word) + length)
        (letters_of,), (pairs_of,) = _bits([word])
        near = np.bitwise_count(self._letters[span] ^ letters_of) <= letters
        near &= np.bitwise_count(self._pairs[span] ^ pairs_of) <= pairs
        alike: NDArray[np.intp] = self._numbers[span][near]
        return alike

    def _within(self, word: str, slips: int) -> list[Near]:
        # A slip changes two letters at most, and six pairs: where two letters are changed over.
        numbers = self._like(word, slips, 2 * slips, 6 * slips)
        found = []
        for other, distance, place in process.extract(
            word,
            self._words[numbers].tolist(),
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=None,
        ):
            if other != word and not other.isdigit():
                number = int(numbers[place])
                found.append(Near(number, self._closeness(word, number, distance)))
        return sorted(found, key=self._place)[:FEW_ENOUGH]

    def _closeness(self, word: str, number: int, distance: float) -> float:
        """Fewer slips first; then a kept first letter, then the more used word."""
        closeness = 0.9 - 0.2 * (distance - 1)
        if word[0] != self._words[number][0]:
            closeness -= 0.1
        return closeness + 0.008 * min(10.0, float(self._used[number]))

    def _place(self, near: Near) -> tuple[float, str]:
        return -near.closeness, self._words[near.number]


def _bits(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Of each word a bit for each letter that it holds, and one for each two side by side; some
    share one. No word is empty.
    """
    if not words:
        return np.empty(0, np.uint64), np.empty(0, np.uint64)
    codes = np.frombuffer("".join(words).encode("utf-32-le"), "<u4").astype(np.uint64)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    starts = np.cumsum(lengths) - lengths
    one, all_bits = np.uint64(1), np.uint64(63)
    letters = one << (codes & all_bits)
    pairs = np.zeros_like(codes)
    pairs[:-1] = one << (np.uint64(31) * codes[:-1] + codes[1:] & all_bits)
    # The last letter of a word stands beside the first of the next in the array alone.
    pairs[starts + lengths - 1] = 0
    return np.bitwise_or.reduceat(letters, starts), np.bitwise_or.reduceat(pairs, starts)
