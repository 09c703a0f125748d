"""What a person typed, parsed: words, "quoted phrases", -excluded words."""

import re
from dataclasses import dataclass

from bot.search.fold import words

_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')
_CURLY = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; every word is folded."""

    text: str
    """As typed, outer blanks removed."""
    words: tuple[str, ...]
    """All wanted words in order, those of phrases too."""
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    unfinished: bool = False
    """Whether the last word may still be being typed (autocomplete)."""

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words)


def parse_query(text: str, *, unfinished: bool = False) -> Query:
    """Parse anything a person can type; never raises.

    >>> parse_query('deep "reinforcement learning" -games').phrases
    (('reinforcement', 'learning'),)
    """
    wanted: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[str] = []
    for part in _PART.finditer(text.translate(_CURLY)):
        phrase = part["phrase"]
        found = words(phrase if phrase is not None else part["plain"])
        if part["minus"]:
            excluded.extend(found)
            continue
        wanted.extend(found)
        if phrase is not None and len(found) > 1:
            phrases.append(tuple(found))
    return Query(
        text=text.strip(),
        words=tuple(wanted),
        phrases=tuple(phrases),
        excluded=tuple(word for word in excluded if word not in wanted),
        unfinished=unfinished and bool(text) and not text[-1].isspace(),
    )
