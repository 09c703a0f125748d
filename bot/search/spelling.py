"""Which known words an unknown one may be a slip for. RapidFuzz compares; this decides."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

SHORTEST = 4
"""Three letters or fewer are never corrected: `agi` is not a slip for `api`."""
LONGER = 8
"""From this length on two slips are forgiven, below one."""
FEW_ENOUGH = 8
LOOSE_CUTOFF = 0.88


@dataclass(frozen=True, slots=True)
class Near:
    """A known word close to the one that was typed."""

    word: str
    closeness: float
    """Below 1; higher is likelier."""
    kind: str
    """`spelling` for a slip or two, `similar` for a loose likeness."""


class SpellingIndex:
    """Known words by length, so that only those within reach are compared."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= SHORTEST - 1 and not word.isdigit():
                by_length[len(word)].append(word)
        self._by_length = dict(by_length)

    def near(self, word: str) -> list[Near]:
        """The best few corrections of `word`, likeliest first; empty where nothing is near."""
        if len(word) < SHORTEST or word.isdigit():
            return []
        slips = 1 if len(word) < LONGER else 2
        found = self._within(word, slips)
        if not found and slips == 1 and len(word) > SHORTEST:
            found = self._within(word, 2)
        return found or self._alike(word)

    def _within(self, word: str, slips: int) -> list[Near]:
        found = []
        for length in range(len(word) - slips, len(word) + slips + 1):
            known = self._by_length.get(length, [])
            for other, distance, _ in process.extract(
                word, known, scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                if other != word:
                    found.append(Near(other, self._closeness(word, other, distance), "spelling"))
        found.sort(key=lambda near: (-near.closeness, near.word))
        return found[:FEW_ENOUGH]

    def _closeness(self, word: str, other: str, distance: float) -> float:
        """Fewer slips first; then a kept first letter, then the more used word."""
        closeness = 0.9 - 0.2 * (distance - 1)
        if word[0] != other[0]:
            closeness -= 0.1
        return closeness + 0.008 * min(10.0, log(1 + self._counts[other]))

    def _alike(self, word: str) -> list[Near]:
        found = []
        for length in range(max(SHORTEST, len(word) - 3), len(word) + 4):
            for other, likeness, _ in process.extract(
                word,
                self._by_length.get(length, []),
                scorer=JaroWinkler.similarity,
                score_cutoff=LOOSE_CUTOFF,
                limit=3,
            ):
                found.append(Near(other, 0.6 * likeness, "similar"))
        found.sort(key=lambda near: (-near.closeness, near.word))
        return found[:3]
