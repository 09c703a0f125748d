"""Every text of a vault, numbered: excerpts, and what stands above each note's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.courtesy import unhurried
from bot.model import StoredWords, TitleEntry
from bot.search.fold import words
from bot.search.index import Numbers, TextIndex, put_in_order
from bot.search.vocabulary import Vocabulary

FIELDS = 3
"""Texts a note in `Corpus.fields`: its title and aliases; headings, tags, lead; video, channel."""


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """An immutable snapshot of all words that search looks through.

    Notes are numbered as `entries`, excerpts note by note, fields three a note.
    """

    entries: Sequence[TitleEntry]
    vocabulary: Vocabulary
    """Of the excerpts and fields together; rarity is that among excerpts."""
    excerpts: TextIndex
    fields: TextIndex
    """Text n is field n % 3 of note n // 3; the words have the numbers that excerpts' have."""
    keys: NDArray[np.int64]
    """The key of each excerpt."""
    note_of: Numbers
    """The note of each excerpt."""
    spans: NDArray[np.int64]
    """Where each note's excerpts begin, and at last where the last one's end."""
    channel_of: NDArray[np.str_]
    """The channel of each note."""
    lengths: NDArray[np.float32]
    """How long each note's excerpts are together beside those of a usual note: 1 is as long."""

    def in_channel(self, channel: str) -> NDArray[np.bool_]:
        """Whether each note is of a channel."""
        mine: NDArray[np.bool_] = self.channel_of == channel
        return mine


def build_corpus(stored: StoredWords, entries: Sequence[TitleEntry]) -> Corpus:
    """Index what a store holds; `entries` in any order, of any notes."""
    by_id = {entry.note_id: entry for entry in entries}
    # A load of another process may have come between the two; no key leads to such a note.
    known = [by_id.get(id_) or _NOBODY for id_ in stored.note_ids]
    numbers = {word: number for number, word in enumerate(stored.vocabulary)}
    tokens, lengths = _fields(stored, known, numbers)
    ordered, (excerpt_tokens, field_tokens) = put_in_order(
        list(numbers), np.frombuffer(stored.words, "<u4"), tokens
    )
    excerpts = TextIndex(ordered, excerpt_tokens, np.frombuffer(stored.lengths, "<u4"))
    fields = TextIndex(ordered, field_tokens, lengths)
    counts = np.array(stored.excerpts, np.int64)
    spans = np.concatenate(([0], np.cumsum(counts)))
    sizes = np.diff(excerpts.starts[spans]).astype(np.float32)
    return Corpus(
        entries=known,
        vocabulary=Vocabulary(excerpts, (fields,)),
        excerpts=excerpts,
        fields=fields,
        keys=np.frombuffer(stored.keys, "<i8"),
        note_of=np.repeat(np.arange(len(known), dtype=np.uint32), counts),
        spans=spans,
        lengths=sizes / max(1.0, float(sizes.mean())) if len(sizes) else sizes,
        channel_of=np.array([entry.channel for entry in known], np.str_),
    )


_NOBODY = TitleEntry(0, 0, "", "", "")


def _fields(
    stored: StoredWords, entries: Sequence[TitleEntry], numbers: dict[str, int]
) -> tuple[Numbers, Numbers]:
    """The words of the fields of all notes, and how many each field has; new words get numbers."""
    about = np.frombuffer(stored.about, "<u4")
    ends = np.cumsum(stored.about_lengths, dtype=np.int64)
    of_video: dict[tuple[str, str], list[int]] = {}
    tokens: list[Sequence[int] | Numbers] = []
    for entry, end, length in unhurried(zip(entries, ends, stored.about_lengths, strict=True)):
        video = (entry.video_title, entry.channel_name)
        if video not in of_video:
            of_video[video] = _numbered(" ".join(video), numbers)
        title = _numbered(" ".join((entry.title, *entry.aliases)), numbers)
        tokens += (title, about[end - length : end], of_video[video])
    lengths = np.array([len(each) for each in tokens], np.uint32)
    joined = np.concatenate([np.asarray(each, np.uint32) for each in unhurried(tokens)] or [about])
    return joined, lengths


def _numbered(text: str, numbers: dict[str, int]) -> list[int]:
    return [numbers.setdefault(word, len(numbers)) for word in words(text)]
