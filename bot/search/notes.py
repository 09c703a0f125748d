"""Finding notes: by title first, then by what they say as a whole.

What a note says is its title, headings, the names of its video and all excerpts together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log1p

import numpy as np

from bot.search.corpus import FIELDS, Corpus
from bot.search.limits import Mask, holding_phrase
from bot.search.query import Query
from bot.search.rank import Floats
from bot.search.relevance import LEAST, Relevance, weigh
from bot.search.terms import interpret
from bot.search.titles import TitleIndex
from bot.search.why import explain

ONE_EXCERPT = 0.9
"""What the best single excerpt counts beside the note as a whole: a half-remembered point is one
sentence.
"""
ENOUGH = 3.58
"""The evidence that the best note must give, or it is none. See `_answers`."""
ALL = 0.9
"""Where so much of a query stands in one excerpt, or above them, no more evidence is asked for."""
NEARLY = 0.7
"""A title that holds so much of a query is offered where nothing better is known."""
BESIDE = 0.4
"""Notes that score so much less than the best are not offered beside it."""


@dataclass(frozen=True, slots=True)
class RankedNote:
    """A note with how well what it says answers."""

    key: int
    score: float
    why: tuple[str, ...]


class NoteIndex:
    """An immutable snapshot of what each note says."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._speaking = np.flatnonzero(np.diff(corpus.spans))
        """Notes with excerpts."""

    def find(self, query: Query, *, limit: int, channel: str = "") -> list[RankedNote]:
        """The notes that say most of what `query` asks for, best first; none where none does."""
        if not query or not len(self._corpus.entries):
            return []
        terms = interpret(query, self._corpus.vocabulary)
        relevance = weigh(self._corpus, terms)
        together = self._together(relevance.excerpts)
        scores = relevance.notes + ONE_EXCERPT * together
        scores *= self._allowed(query, channel)
        found = np.flatnonzero(scores > 0)
        best = found[np.argsort(-scores[found], kind="stable")[:limit]].tolist()
        if not best or not self._answers(best[0], relevance, scores, together):
            return []
        return [
            self._ranked(number, relevance, scores)
            for number in best
            if scores[number] >= BESIDE * scores[best[0]]
        ]

    def holding(self, phrases: Sequence[Sequence[str]]) -> set[int]:
        """The keys of the notes that hold any of these words or phrases anywhere."""
        mask = np.any([self._holding(phrase) for phrase in phrases], axis=0)
        return {self._corpus.entries[number].key for number in np.flatnonzero(mask).tolist()}

    def _allowed(self, query: Query, channel: str) -> Mask:
        """Which notes the query allows: phrases and excluded words may stand anywhere in a note."""
        corpus = self._corpus
        mask = np.ones(len(corpus.entries), bool)
        if channel:
            mask &= corpus.in_channel(channel)
        for phrase in query.phrases:
            mask &= self._holding(phrase)
        for phrase in query.excluded:
            mask &= ~self._holding(phrase)
        return mask

    def _holding(self, phrase: Sequence[str]) -> Mask:
        """Which notes hold these words side by side."""
        corpus = self._corpus
        mask = np.zeros(len(corpus.entries), bool)
        mask[corpus.note_of[holding_phrase(corpus.excerpts, phrase)]] = True
        mask[holding_phrase(corpus.fields, phrase) // FIELDS] = True
        return mask

    def _together(self, excerpts: Floats) -> Floats:
        """How much the best single excerpt of each note holds."""
        together = np.zeros(len(self._corpus.entries), np.float32)
        if len(self._speaking):
            firsts = self._corpus.spans[self._speaking]
            together[self._speaking] = np.maximum.reduceat(excerpts, firsts)
        return together

    def _answers(self, number: int, relevance: Relevance, scores: Floats, together: Floats) -> bool:
        topped = relevance.topped[number] / relevance.note_total
        if max(topped, together[number] / max(relevance.query.total, LEAST)) >= ALL:
            return True
        # Fitted to what people asked and to what no note answers: docs/search.md.
        evidence = (
            0.33 * scores[number] / relevance.note_rarest
            + relevance.held[number] / relevance.note_total
            + 1.1 * topped
            + 1.1 * log1p(relevance.asked)
        )
        return bool(evidence >= ENOUGH)

    def _ranked(self, number: int, relevance: Relevance, scores: Floats) -> RankedNote:
        entry = self._corpus.entries[number]
        first, end = self._corpus.spans[number : number + 2]
        reasons: tuple[str, ...] = ("text",)
        if relevance.excerpts[first:end].any():
            excerpt = int(first + np.argmax(relevance.excerpts[first:end]))
            why = explain(self._corpus.excerpts, excerpt, relevance.query, phrase=False)
            reasons += why.reasons
        score = float(scores[number]) / relevance.note_total
        return RankedNote(entry.key, score, reasons)


def find_notes(
    titles: TitleIndex, notes: NoteIndex, query: Query, *, limit: int, channel: str = ""
) -> list[RankedNote]:
    """Notes whose title holds all of `query`, then those that say most of it, each once."""
    # A topic is often half a word: whoever presses Enter early means its beginning.
    begun = replace(query, unfinished=True)
    named = titles.find(begun, limit=limit, channel=channel)
    if query.excluded:
        barred = notes.holding(query.excluded)
        named = [title for title in named if title.entry.key not in barred]
    found = {
        title.entry.key: RankedNote(title.entry.key, title.score, title.explain())
        for title in named
        if title.held == 1.0
    }
    least = min((note.score for note in found.values()), default=1.0)
    for note in notes.find(query, limit=limit, channel=channel):
        # Scores of two kinds: those of what notes say are put below those of their names.
        below = least * note.score / (1 + note.score)
        found.setdefault(note.key, replace(note, score=below))
    if not found:
        found = {
            title.entry.key: RankedNote(title.entry.key, title.score, title.explain())
            for title in named
            if title.held >= NEARLY
        }
    return list(found.values())[:limit]
