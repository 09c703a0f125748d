"""Small collections of texts, and queries in their words."""

from collections.abc import Iterable, Mapping

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
