"""Small collections of texts and notes, and queries in their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bot.model import StoredWords, TitleEntry
from bot.search.corpus import Corpus, build_corpus
from bot.search.fold import words
from bot.search.index import index_texts
from bot.search.query import parse_query
from bot.search.terms import Terms, interpret
from bot.search.vocabulary import Meaning, Vocabulary


def collection(*texts: str) -> Vocabulary:
    """The words of texts as they are written."""
    return Vocabulary(index_texts(map(words, texts)))


def counted(counts: Mapping[str, int], *, texts: int = 1000) -> Vocabulary:
    """Words that so many texts hold each."""
    holding = ([word for word, count in counts.items() if count > text] for text in range(texts))
    return Vocabulary(index_texts(holding))


def asked(
    vocabulary: Vocabulary, typed: str, *, unfinished: bool = False, daring: bool = False
) -> Terms:
    """What is typed in the words of a collection."""
    return interpret(parse_query(typed, unfinished=unfinished), vocabulary, daring=daring)


def spelt(vocabulary: Vocabulary, meanings: Iterable[Meaning]) -> list[str]:
    """The words of meanings, likeliest first, of equals the more used."""
    ordered = sorted(
        meanings, key=lambda meaning: (-meaning.weight, -vocabulary.counts[meaning.word])
    )
    return [vocabulary.index.words[meaning.word] for meaning in ordered]


@dataclass(frozen=True)
class Told:
    """A note, as far as search knows of it."""

    title: str
    texts: tuple[str, ...] = ()
    about: str = ""
    aliases: tuple[str, ...] = ()
    channel: str = ""
    channel_name: str = ""
    video_title: str = ""


def told(title: str, *texts: str, **fields: Any) -> Told:
    """A note with an excerpt a text."""
    return replace(Told(title, texts), **fields)


def entry_of(number: int, note: Told) -> TitleEntry:
    """The note of this number; its id is one more, its key a hundred times that."""
    return TitleEntry(
        number + 1,
        100 * (number + 1),
        note.title,
        note.channel,
        note.channel_name,
        note.aliases,
        video_title=note.video_title,
    )


def stored_words(*notes: Told) -> StoredWords:
    """What a store holds of notes; the key of an excerpt is that of its note and its place."""
    texts = [words(text) for note in notes for text in note.texts]
    abouts = [words(note.about) for note in notes]
    numbers: dict[str, int] = {}

    def numbered(many: list[list[str]]) -> bytes:
        each = [numbers.setdefault(word, len(numbers)) for text in many for word in text]
        return np.array(each, "<u4").tobytes()

    said, about = numbered(texts), numbered(abouts)
    keys = [
        100 * (number + 1) + place
        for number, note in enumerate(notes)
        for place in range(len(note.texts))
    ]
    return StoredWords(
        vocabulary=tuple(numbers),
        note_ids=tuple(number + 1 for number in range(len(notes))),
        excerpts=tuple(len(note.texts) for note in notes),
        words=said,
        lengths=np.array([len(text) for text in texts], "<u4").tobytes(),
        keys=np.array(keys, "<i8").tobytes(),
        about=about,
        about_lengths=tuple(map(len, abouts)),
    )


def corpus_of(*notes: Told) -> Corpus:
    """Notes as search keeps them, numbered as they are given."""
    return build_corpus(stored_words(*notes), [entry_of(*pair) for pair in enumerate(notes)])
