"""What short forms stand for, learnt from texts that say so: `Reinforcement Learning (RL)`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.search.fold import words
from bot.search.query import Query

MEANINGS = 3
"""A short form stands for at most so many things …"""
RARE = 20
"""… none of them so many times rarer than its usual meaning."""

_DEFINED = re.compile(r"\(([A-Z][A-Za-z0-9&]{1,7})\)")
_LONGEST = 8
"""Words of what a short form stands for."""
_BEFORE = 120
"""Characters before the parenthesis that are looked at."""
_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "per", "the", "to")
)
"""What a short form may pass over."""


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """(short form, the words that it stands for), both folded, for each that `text` defines."""
    for match in _DEFINED.finditer(text):
        short = match[1]
        if sum(map(str.isupper, short)) < 2:
            continue
        letters = short.removesuffix("s").replace("&", "").lower()
        before = words(text[max(0, match.start() - _BEFORE) : match.start()])
        if long := _expansion(letters, before):
            yield letters, " ".join(long)


def _expansion(letters: str, before: Sequence[str]) -> tuple[str, ...]:
    """The fewest words before a short form whose initials spell it; small words may be skipped."""
    for count in range(len(letters) - 1, _LONGEST + 1):
        long = before[len(before) - count :] if 0 < count <= len(before) else []
        if len(long) > 1 and long[0] not in _SMALL and spells(letters, long):
            return tuple(long)
    return ()


def spells(letters: str, long: Sequence[str]) -> bool:
    """Whether `letters` are the initials of the words, in order: of all but the small ones."""
    left = letters
    for word in long:
        if left and word[0] == left[0]:
            left = left[1:]
        elif word not in _SMALL:
            return False
    return not left


class Acronyms:
    """What the short forms of a collection stand for, likeliest first."""

    def __init__(self, counts: Iterable[tuple[str, str, int]]) -> None:
        """(short form, what it stands for, how often that is said), words folded."""
        found: dict[str, list[tuple[int, str]]] = {}
        for short, long, count in counts:
            found.setdefault(short, []).append((count, long))
        self._long = {short: _usual(meanings) for short, meanings in found.items()}

    def readings(self, query: Query) -> Iterator[tuple[Query, str]]:
        """The query with a short form spelt out, and why: `acronym: ai → artificial …`."""
        for place, word in enumerate(query.words):
            for long in self._long.get(word, ()):
                spelt = (*query.words[:place], *long.split(), *query.words[place + 1 :])
                unfinished = query.unfinished and place < len(query.words) - 1
                yield (
                    replace(query, words=spelt, unfinished=unfinished),
                    f"acronym: {word} → {long}",
                )


def _usual(meanings: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """The few most said, of those that begin alike (vehicle, vehicles) one."""
    kept: list[str] = []
    most = max(count for count, _ in meanings)
    for count, long in sorted(meanings, key=lambda meaning: (-meaning[0], meaning[1])):
        if count * RARE >= most and not any(long[:-1].startswith(known[:-2]) for known in kept):
            kept.append(long)
    return tuple(kept[:MEANINGS])
