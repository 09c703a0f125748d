"""Finding notes by what they are called: title or alias, each keystroke anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.model import TitleEntry
from bot.search.acronyms import Acronyms
from bot.search.find import NO_ACRONYMS, Hit, Manner, find_texts
from bot.search.fold import words
from bot.search.index import TextIndex, index_texts
from bot.search.limits import allowed
from bot.search.query import Query
from bot.search.rank import Weights
from bot.search.vocabulary import Vocabulary

ALIAS = 0.98
"""What a match of an alias counts beside one of the title."""
_MANNER = Manner(
    Weights(
        held=1.0,
        adjacent=0.15,
        near=0.10,
        turned=0.08,
        phrase=0.10,
        whole=0.60,
        longer=-0.10,
        telling_words=1,
        telling=0.0,
    ),
    enough=0.6,
    enough_of_all=0.45,
    floors=(0.8, 0.6),
)


@dataclass(frozen=True, slots=True)
class RankedTitle:
    """A note with how well its name answers."""

    entry: TitleEntry
    score: float
    held: float
    """The share of the query's words that it holds, in whatever meaning."""
    explain: Callable[[], tuple[str, ...]]
    """Why it is a hit: found out when asked, for a list of choices never asks."""


class TitleIndex:
    """An immutable snapshot of every note's names."""

    def __init__(
        self,
        entries: Sequence[TitleEntry],
        acronyms: Acronyms = NO_ACRONYMS,
        others: Sequence[TextIndex] = (),
    ) -> None:
        """A word that `others` hold is no slip, though no title has it."""
        names = [(number, entry.title) for number, entry in enumerate(entries)]
        self._titles = len(names)
        names += [
            (number, alias) for number, entry in enumerate(entries) for alias in entry.aliases
        ]
        self._entries = entries
        self._entry_of = np.array([number for number, _ in names], np.uint32)
        self._acronyms = acronyms
        self.vocabulary = Vocabulary(index_texts(words(name) for _, name in names), others)
        self._channels = {entry.channel: number for number, entry in enumerate(entries)}
        self._channel_of = np.array(
            [self._channels[entry.channel] for entry in entries], np.uint32
        )[self._entry_of]

    def find(self, query: Query, *, limit: int, channel: str = "") -> list[RankedTitle]:
        """The notes whose names answer `query`, best first, each once."""
        mine = self._channel_of == self._channels.get(channel, -1) if channel else None
        within = allowed(self.vocabulary.index, query, mine)
        hits = find_texts(
            self.vocabulary,
            query,
            _MANNER,
            limit=2 * limit,  # of a note with aliases, and past those that are put last
            within=within,
            acronyms=self._acronyms,
        )
        found: dict[int, RankedTitle] = {}
        for hit in hits:
            ranked = self._ranked(hit)
            known = found.get(ranked.entry.note_id)
            if known is None or ranked.score > known.score:
                found[ranked.entry.note_id] = ranked
        asked = list(query.words)
        return sorted(found.values(), key=lambda title: _place(title, asked))[:limit]

    def _ranked(self, hit: Hit) -> RankedTitle:
        is_alias = hit.text >= self._titles

        def explain() -> tuple[str, ...]:
            reasons = hit.why(self.vocabulary).reasons
            return ("alias", *reasons) if is_alias else reasons

        worth = ALIAS if is_alias else 1.0
        entry = self._entries[self._entry_of[hit.text]]
        return RankedTitle(entry, hit.score * worth, hit.held, explain)


def _place(title: RankedTitle, asked: Sequence[str]) -> tuple[bool, float, str, int]:
    """Where a hit stands: a note that says nothing is last, unless its very title was asked for."""
    entry = title.entry
    is_last = entry.silent and words(entry.title) != asked
    return is_last, -title.score, entry.title, entry.note_id
