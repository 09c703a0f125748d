"""The words of excerpts as numbers, in arrays: to columns when a load writes, and back."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import numpy as np

from bot.model import StoredWords
from bot.store.prepared import PreparedFile, Row

AT_ONCE = 1_000
"""Notes that are read in one go."""
_KEY = 2
"""Where the key stands in a row of `excerpts`."""


class WordIds(dict[str, int]):
    """The id of every word that is stored; a new word gets the next."""

    def __init__(self, stored: Iterable[tuple[str, int]] = ()) -> None:
        super().__init__(stored)
        self._new: list[Row] = []

    def __missing__(self, word: str) -> int:
        self[word] = new = len(self)
        self._new.append((new, word))
        return new

    def take_new(self) -> list[Row]:
        """Columns of `words` for the words that are new since this was last asked."""
        new, self._new = self._new, []
        return new


def word_rows(files: Sequence[PreparedFile], ids: WordIds) -> list[Row]:
    """Columns of `note_words` for every note; new words get their ids."""
    return [
        (
            file.note[0],
            _numbered(" ".join(file.words), ids),
            np.array([len(text.split()) for text in file.words], "<u4").tobytes(),
            np.array([excerpt[_KEY] for excerpt in file.excerpts], "<i8").tobytes(),
            _numbered(file.about, ids),
        )
        for file in files
        if file.note
    ]


def _numbered(text: str, ids: WordIds) -> bytes:
    words = text.split()
    return np.fromiter(map(ids.__getitem__, words), "<u4", len(words)).tobytes()


async def read_words(fetch: Callable[[str, Sequence[Any]], Awaitable[list[Any]]]) -> StoredWords:
    """All that `word_rows` made; `fetch` returns the rows of a statement."""
    note_ids: list[int] = []
    parts: list[tuple[bytes, ...]] = []
    excerpts: list[int] = []
    about_lengths: list[int] = []
    # A part at a time: small blobs by the thousand would leave their memory in pieces.
    last = 0
    while rows := await fetch(
        "SELECT note_id, words, lengths, keys, about FROM note_words WHERE note_id > ? "
        "ORDER BY note_id LIMIT ?",
        (last, AT_ONCE),
    ):
        ids, words, lengths, keys, about = zip(*rows, strict=True)
        note_ids += ids
        excerpts += [len(column) // 4 for column in lengths]
        about_lengths += [len(column) // 4 for column in about]
        parts.append(tuple(map(b"".join, (words, lengths, keys, about))))
        last = ids[-1]
    rows = await fetch("SELECT word FROM words ORDER BY id", ())
    vocabulary = await asyncio.to_thread(lambda: tuple([word for (word,) in rows]))
    joined = [b"".join(column) for column in zip(*parts, strict=True)] or [b""] * 4
    return StoredWords(
        vocabulary=vocabulary,
        note_ids=tuple(note_ids),
        excerpts=tuple(excerpts),
        words=joined[0],
        lengths=joined[1],
        keys=joined[2],
        about=joined[3],
        about_lengths=tuple(about_lengths),
    )
