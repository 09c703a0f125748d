"""What search asks of the store, and what it finds."""

from dataclasses import dataclass

from bot.model.stored import StoredExcerpt, StoredNote


@dataclass(frozen=True, slots=True)
class Match:
    """What a stored text must hold to become a candidate; all words are folded."""

    groups: tuple[tuple[str, ...], ...]
    """Any one word of a group makes it match."""
    at_least: int = 0
    """How many groups must match; 0 for all of them."""
    phrases: tuple[tuple[str, ...], ...] = ()
    """Words that must stand side by side, each phrase somewhere."""
    excluded: tuple[str, ...] = ()
    channel: str = ""
    """A channel's key; empty for all."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An excerpt that satisfies a `Match`, before it is ranked."""

    excerpt_id: int
    note_id: int
    text: str
    spoken: bool
    rank: float
    """The store's own relevance (bm25, negative); lower is better."""


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A note that answers a query."""

    note: StoredNote
    score: float
    why: tuple[str, ...]
    """How it matched, strongest first: `exact`, `prefix`, `spelling: deepsek → deepseek`."""


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """An excerpt that answers a query."""

    excerpt: StoredExcerpt
    score: float
    why: tuple[str, ...]
    emphasis: tuple[tuple[int, int], ...] = ()
    """(start, end) offsets into the excerpt's text of the words that the query meant."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One autocomplete choice, within Discord's limits."""

    name: str
    value: str
