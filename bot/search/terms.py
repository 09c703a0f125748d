"""What the words of a query may mean in a collection, likeliest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.search.query import Query
from bot.search.vocabulary import Meaning, Vocabulary


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query and what it may mean, likeliest first."""

    word: str
    rarity: float
    meanings: tuple[Meaning, ...]


def interpret(query: Query, vocabulary: Vocabulary) -> tuple[Term, ...]:
    """What each word of the query may mean in this collection; repeated words count once."""
    last = len(query.words) - 1
    seen: dict[str, Term] = {}
    for position, word in enumerate(query.words):
        unfinished = query.unfinished and position == last
        if word not in seen:
            meanings = _meanings(word, vocabulary, unfinished=unfinished)
            seen[word] = Term(word, _rarity(word, meanings, vocabulary), meanings)
    return tuple(seen.values())


def _meanings(word: str, vocabulary: Vocabulary, *, unfinished: bool) -> tuple[Meaning, ...]:
    exact, inflected = vocabulary.exact(word), vocabulary.inflected(word)
    if unfinished:
        return exact + vocabulary.prefixed(word) or vocabulary.corrected(word)
    if exact:
        return exact + inflected
    # The stemmer takes some slips for endings (reinforcment), so both readings stand.
    return inflected + vocabulary.corrected(word) or vocabulary.prefixed(word)


def _rarity(word: str, meanings: Sequence[Meaning], vocabulary: Vocabulary) -> float:
    """An unknown word weighs as much as the likeliest word that it may stand for."""
    return vocabulary.rarity(meanings[0].word if meanings else word)
