"""Why a text is a hit, in words that a person understands."""

from dataclasses import dataclass

from bot.search.filler import is_telling
from bot.search.fold import spans
from bot.search.index import TextIndex
from bot.search.terms import Term, Terms
from bot.search.vocabulary import Kind, Meaning

_NAMES = {Kind.EXACT: "exact", Kind.INFLECTED: "inflected", Kind.PREFIX: "prefix"}


@dataclass(frozen=True, slots=True)
class Why:
    """How a text matched."""

    reasons: tuple[str, ...]
    """Strongest first: `phrase`, `exact`, `inflected`, `prefix`, `spelling: deepsek → deepseek`,
    and `some words` where not all were found.
    """
    words: frozenset[str]
    """The words of the text that matched."""


def explain(index: TextIndex, text: int, terms: Terms, *, phrase: bool) -> Why:
    """How `text` matches; `phrase` is whether the whole query stands in it."""
    held = frozenset(index.words_of(text).tolist())
    best = [_best(term, held) for term in terms.each]
    kinds = {meaning.kind for meaning in best if meaning}
    reasons = ["phrase"] if phrase and kinds == {Kind.EXACT} else []
    reasons += [name for kind, name in _NAMES.items() if kind in kinds]
    reasons += sorted(
        f"spelling: {term.word} → {index.words[meaning.word]}"
        for term, meaning in zip(terms.each, best, strict=True)
        if meaning and meaning.kind is Kind.SPELLING
    )
    if None in best:
        reasons.append("some words")
    matched = frozenset(index.words[meaning.word] for meaning in best if meaning)
    return Why(tuple(reasons), matched)


def _best(term: Term, held: frozenset[int]) -> Meaning | None:
    found = [place for place, word in enumerate(term.words.tolist()) if word in held]
    if not found:
        return None
    best = max(found, key=term.weights.__getitem__)
    kind = Kind(term.meanings.kinds[best])
    return Meaning(int(term.words[best]), float(term.weights[best]), kind)


def emphasis(text: str, matched: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Where the matched words stand in `text`, as (start, end) that neither touch nor overlap.

    Neighbours are one span, and a span of nothing but filler is none.
    """
    found: list[tuple[int, int, bool]] = []
    for start, end, word in spans(text):
        if word not in matched:
            continue
        tells = is_telling(word)
        if found and not text[found[-1][1] : start].strip(" -"):
            begun, _, told = found.pop()
            start, tells = begun, tells or told
        found.append((start, end, tells))
    telling = [(start, end) for start, end, tells in found if tells]
    return tuple(telling or [(start, end) for start, end, _ in found])
