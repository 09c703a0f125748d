"""Which texts hold which words, and in which order: a few flat arrays, made once and never changed.

Texts are numbered as they were given; words in alphabetical order, so that all that begin alike
stand side by side. Postings and forward index both, of 6.6 million words, take 40 MB.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.courtesy import unhurried

Numbers = NDArray[np.uint32]
"""Of texts or words: whole numbers of 32 bits."""
Places = NDArray[np.int64]
"""Into an array."""

TEXTS_AT_ONCE = 50_000
"""While postings are made: more would need more memory for a moment, and be no quicker."""
WORDS_AT_ONCE = 1_000_000
"""The same while words are counted."""
_LAST = "\U0010ffff"


class TextIndex:
    """The words of many texts. Texts and words are numbers here."""

    words: list[str]
    """By number, in order."""
    tokens: NDArray[np.unsignedinteger]
    """The number of each word of each text, text after text; of 16 bits where these suffice."""
    starts: NDArray[np.int64]
    """Where in `tokens` each text begins, and at last where the last one ends."""

    def __init__(
        self, words: list[str], tokens: NDArray[np.unsignedinteger], lengths: NDArray[np.integer]
    ) -> None:
        """`words` in order; `tokens` are places in it; `lengths`: how many of them a text has."""
        self.words = words
        self.tokens = tokens
        self.starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        self._postings, self._ends = _invert(self.tokens, self.starts, len(words))

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.starts) - 1

    def find(self, word: str) -> int | None:
        """The number of a word."""
        place = bisect_left(self.words, word)
        return place if place < len(self.words) and self.words[place] == word else None

    def prefixed(self, prefix: str) -> range:
        """The numbers of all words that begin so."""
        first = bisect_left(self.words, prefix)
        return range(first, bisect_left(self.words, prefix + _LAST, lo=first))

    def holding(self, word: int) -> Numbers:
        """The texts that hold a word, in order."""
        return self._postings[self._ends[word] : self._ends[word + 1]]

    def holding_any(self, words: NDArray[np.integer]) -> Numbers:
        """The texts that hold any of these words, each once, in no order."""
        if len(words) == 1:
            return self.holding(int(words[0]))
        if len(words) == words[-1] - words[0] + 1:
            texts = self._postings[self._ends[words[0]] : self._ends[words[-1] + 1]]
        else:
            texts = np.concatenate([self.holding(word) for word in words.tolist()])
        return unique(texts, len(self))

    def counts(self) -> NDArray[np.int64]:
        """How many texts hold each word."""
        counts: Places = np.diff(self._ends)
        return counts

    def lengths(self, texts: NDArray[np.integer]) -> NDArray[np.int64]:
        """How many words each of these texts has."""
        lengths: Places = self.starts[texts + 1] - self.starts[texts]
        return lengths

    def words_of(self, text: int) -> NDArray[np.unsignedinteger]:
        """The words of a text, in its order."""
        return self.tokens[self.starts[text] : self.starts[text + 1]]

    def places(self, texts: NDArray[np.integer]) -> tuple[Places, Places]:
        """Where each word of each of `texts` stands in `tokens`, and which of `texts` it is of."""
        lengths = self.lengths(texts)
        owners = np.repeat(np.arange(len(texts)), lengths)
        within = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return self.starts[texts][owners] + within, owners


def unique(numbers: Numbers, below: int) -> Numbers:
    """Each once, in no order: in time that grows with them alone, which sorting does not."""
    places = np.arange(len(numbers), dtype=np.int32)
    last = np.empty(below, np.int32)
    last[numbers] = places
    kept: Numbers = numbers[last[numbers] == places]
    return kept


def begins(numbers: NDArray[np.integer]) -> Places:
    """Where each run of equal numbers begins."""
    new = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return np.flatnonzero(new)


def index_texts(texts: Iterable[Sequence[str]]) -> TextIndex:
    """An index of texts that are given as folded words."""
    numbers: dict[str, int] = {}
    tokens: list[int] = []
    lengths: list[int] = []
    for text in unhurried(texts):
        tokens += [numbers.setdefault(word, len(numbers)) for word in text]
        lengths.append(len(text))
    words, (numbered,) = put_in_order(list(numbers), np.array(tokens, np.uint32))
    return TextIndex(words, numbered, np.array(lengths, np.uint32))


def put_in_order(
    vocabulary: Sequence[str], *tokens: NDArray[np.integer]
) -> tuple[list[str], list[NDArray[np.unsignedinteger]]]:
    """The words that any of `tokens` names, in order, and `tokens` as places among them."""
    counts = np.zeros(len(vocabulary), np.int64)
    for each in tokens:
        for first in unhurried(range(0, len(each), WORDS_AT_ONCE)):
            part = each[first : first + WORDS_AT_ONCE]
            counts += np.bincount(part, minlength=len(vocabulary))
    # By first letters, for to sort all at once holds the interpreter from those who answer.
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for place in np.flatnonzero(counts).tolist():
        alike[vocabulary[place][:1]].append(place)
    ordered = [
        place
        for first in unhurried(sorted(alike))
        for place in sorted(alike[first], key=vocabulary.__getitem__)
    ]
    kind = np.uint16 if len(ordered) <= np.iinfo(np.uint16).max else np.uint32
    numbers = np.zeros(len(vocabulary), kind)
    numbers[ordered] = np.arange(len(ordered), dtype=kind)
    return [vocabulary[place] for place in ordered], [numbers[each] for each in tokens]


def _invert(
    tokens: NDArray[np.unsignedinteger], starts: NDArray[np.int64], words: int
) -> tuple[Numbers, NDArray[np.int64]]:
    """The texts of every word on end, and where those of each word begin."""
    parts = []
    counts = np.zeros(words, np.int64)
    for first in unhurried(range(0, len(starts) - 1, TEXTS_AT_ONCE)):
        part = starts[first : first + TEXTS_AT_ONCE + 1]
        texts = np.repeat(np.arange(first, first + len(part) - 1, dtype=np.uint32), np.diff(part))
        held, holders = _pairs(tokens[part[0] : part[-1]], texts)
        counts += np.bincount(held, minlength=words)
        parts.append((held, holders))
    ends = np.concatenate(([0], np.cumsum(counts)))
    postings = np.empty(int(ends[-1]), np.uint32)
    free = ends[:-1].copy()
    for _ in unhurried(range(len(parts))):
        held, holders = parts.pop(0)
        number = np.bincount(held, minlength=words)
        within = np.arange(len(held)) - np.repeat(np.cumsum(number) - number, number)
        postings[free[held] + within] = holders
        free += number
    return postings, ends


def _pairs(
    tokens: NDArray[np.unsignedinteger], texts: Numbers
) -> tuple[NDArray[np.unsignedinteger], Numbers]:
    """(word, text) of each word of each text, each pair once, ordered by word, then text."""
    order = np.argsort(tokens, kind="stable")
    held, holders = tokens[order], texts[order]
    new = np.ones(len(held), bool)
    new[1:] = (held[1:] != held[:-1]) | (holders[1:] != holders[:-1])
    return held[new], holders[new]
