"""What a person typed, parsed: words, "quoted phrases", -excluded words, channel:name."""

import re
from dataclasses import dataclass

from bot.search.fold import words

_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')
_CHANNEL = re.compile(r'(?<!\S)channel:(?:"([^"]*)"?|(\S*))', re.IGNORECASE)
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
    channel: str = ""
    """The channel that was typed as `channel:name`, as typed."""
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
    curled = text.translate(_CURLY)
    named = _CHANNEL.search(curled)
    wanted: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[str] = []
    for part in _PART.finditer(_CHANNEL.sub(" ", curled)):
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
        channel=(named[1] or named[2] or "").strip() if named else "",
        unfinished=unfinished and bool(text) and not text[-1].isspace(),
    )
