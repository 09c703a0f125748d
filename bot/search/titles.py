"""Finding notes by title and alias: all titles in memory, so that each keystroke is cheap."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model import TitleEntry
from bot.search.fold import words
from bot.search.query import Query
from bot.search.rank import Scored, score_text
from bot.search.terms import interpret
from bot.search.vocabulary import Vocabulary

ALIAS = 0.98
"""What a match of an alias counts beside one of the title."""
ENOUGH = 0.6
"""The share of the query, weighed by rarity, that a title must cover."""


@dataclass(frozen=True, slots=True)
class RankedTitle:
    """A title with how well it answers."""

    entry: TitleEntry
    scored: Scored


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a note: its title or an alias."""

    entry: TitleEntry
    words: tuple[str, ...]
    weight: float


class TitleIndex:
    """An immutable snapshot of every note's names."""

    def __init__(self, entries: Iterable[TitleEntry]) -> None:
        self._names: list[_Name] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        for entry in entries:
            self._add(entry, entry.title, 1.0)
            for alias in entry.aliases:
                self._add(entry, alias, ALIAS)
        counts = Counter({word: len(names) for word, names in self._holding.items()})
        self.vocabulary = Vocabulary(counts, texts=len(self._names), prefix_words=len(counts))

    def _add(self, entry: TitleEntry, name: str, weight: float) -> None:
        folded = tuple(words(name))
        for word in set(folded):
            self._holding[word].append(len(self._names))
        self._names.append(_Name(entry, folded, weight))

    def find(self, query: Query, *, limit: int, channel: str = "") -> list[RankedTitle]:
        """The notes whose names answer `query`, best first, each once."""
        terms = interpret(query, self.vocabulary)
        coverage: dict[int, float] = defaultdict(float)
        wanted = sum(term.rarity for term in terms)
        for term in terms:
            best: dict[int, float] = {}
            for meaning in term.meanings:
                gain = meaning.weight * term.rarity
                for number in self._holding.get(meaning.word, ()):
                    best[number] = max(gain, best.get(number, 0.0))
            for number, gain in best.items():
                coverage[number] += gain
        found: dict[int, RankedTitle] = {}
        for number, covered in coverage.items():
            name = self._names[number]
            if covered < ENOUGH * wanted or (channel and name.entry.channel != channel):
                continue
            if not _allowed(query, name.words):
                continue
            scored = score_text(terms, name.words, telling=1)
            ranked = RankedTitle(name.entry, _weighed(scored, name.weight))
            known = found.get(name.entry.note_id)
            if known is None or ranked.scored.score > known.scored.score:
                found[name.entry.note_id] = ranked
        asked = list(query.words)
        return sorted(found.values(), key=lambda hit: _place(hit, asked))[:limit]


def _allowed(query: Query, name: Sequence[str]) -> bool:
    """Whether the name holds every quoted phrase and no excluded word."""
    if any(word in name for word in query.excluded):
        return False
    return all(
        any(
            tuple(name[start : start + len(phrase)]) == phrase
            for start in range(len(name) - len(phrase) + 1)
        )
        for phrase in query.phrases
    )


def _place(hit: RankedTitle, asked: Sequence[str]) -> tuple[bool, float, str, int]:
    """Where a hit stands: a note that says nothing is last, unless its very title was asked for."""
    entry = hit.entry
    is_last = entry.silent and words(entry.title) != asked
    return is_last, -hit.scored.score, entry.title, entry.note_id


def _weighed(scored: Scored, weight: float) -> Scored:
    if weight == 1.0:
        return scored
    return Scored(scored.score * weight, scored.coverage, ("alias", *scored.why), scored.words)
