"""Which of excerpts that answer alike comes first: what reads and links better."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from bot.model import Excerpt, StoredExcerpt
from bot.search.quotes import RankedExcerpt

ALIKE = 0.03
"""Scores that differ by no more are near enough for what follows to count beside them: …"""
SPOKEN = 0.02
"""… whether they are somebody's own words, …"""
COMPLETE = 0.02
"""… a whole sentence, …"""
DOUBTFUL = 0.03
"""… or can't open the right second."""
_OPENING = "\"'“„«‘([ *_"
_CLOSING = "\"'”“»’)] *_"


def quality(excerpt: Excerpt) -> float:
    """What makes one of two excerpts that answer alike the better: never worth a word."""
    worth = SPOKEN if excerpt.spoken else 0.0
    opening = excerpt.text.lstrip(_OPENING)[:1]
    if excerpt.text.rstrip(_CLOSING)[-1:] in ".!?…。！？।؟" and not opening.islower():
        worth += COMPLETE
    if not excerpt.moments or excerpt.moments[0].doubtful:
        worth -= DOUBTFUL
    return worth


def settle_ties(
    ranked: Iterable[RankedExcerpt], excerpts: Mapping[int, StoredExcerpt]
) -> list[RankedExcerpt]:
    """Of neighbours that answer alike, the better first; all others stay where they are.

    Those that `excerpts` does not have are left out.
    """

    def settle(tied: list[RankedExcerpt]) -> list[RankedExcerpt]:
        better = sorted(tied, key=lambda hit: -hit.score - quality(excerpts[hit.key].excerpt))
        scores = sorted((hit.score for hit in tied), reverse=True)
        return [replace(hit, score=score) for hit, score in zip(better, scores, strict=True)]

    settled: list[RankedExcerpt] = []
    for tied in _ties(hit for hit in ranked if hit.key in excerpts):
        settled += settle(tied)
    # Those of notes that had their turn may score more than what they stand below.
    lowest = accumulate((hit.score for hit in settled), min)
    return [replace(hit, score=score) for hit, score in zip(settled, lowest, strict=True)]


def tied_with(ranked: Sequence[RankedExcerpt], place: int) -> tuple[Sequence[RankedExcerpt], int]:
    """The neighbours among which it is settled what stands at `place`, and its place among them.

    Empty past the end.
    """
    first = 0
    for tied in _ties(ranked):
        if place < first + len(tied):
            return tied, place - first
        first += len(tied)
    return (), 0


def _ties(ranked: Iterable[RankedExcerpt]) -> Iterator[list[RankedExcerpt]]:
    """Neighbours that answer alike, all of them in order."""
    tied: list[RankedExcerpt] = []
    for hit in ranked:
        if tied and abs(tied[0].score - hit.score) > ALIKE:
            yield tied
            tied = []
        tied.append(hit)
    if tied:
        yield tied
