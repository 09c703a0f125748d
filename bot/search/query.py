"""What a person typed, parsed: words, "quoted phrases", -excluded words, channel:name."""

import re
from dataclasses import dataclass

from bot.search.fold import words

_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')
_CHANNEL = re.compile(r'(?<!\S)channel:(?:"([^"]*)"?|(\S*))', re.IGNORECASE)
_NO_WORDS = re.compile(r"<[@#:/at][^>\s]*>|https?://\S+")
"""What stands in a chat message and says nothing: mentions, emoji, times, addresses."""
_OPERATOR = re.compile(r'"|(?<!\S)(?:-+(?=\S)|channel:)', re.IGNORECASE)
_CURLY = str.maketrans("“”„«»", '"""""')

MOST_WORDS = 32
"""What is typed beyond is not looked for: each word takes its time."""
MOST_LIMITS = 5
"""The same for phrases, and for what is excluded."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; every word is folded."""

    words: tuple[str, ...]
    """All wanted words in order, those of phrases too."""
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    """Words, and phrases of several, that must not stand in it."""
    channel: str = ""
    """The channel that was typed as `channel:name`, as typed."""
    unfinished: bool = False
    """Whether the last word may still be being typed (autocomplete)."""

    @property
    def is_limited(self) -> bool:
        """Whether there is anything that every hit must hold or lack."""
        return bool(self.phrases or self.excluded)

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words)


def plain_words(message: str) -> str:
    """What somebody said in a chat as a query: nothing in it limits, whatever it looks like.

    >>> plain_words('-1 "never" trust channel:gossip <@12>, see https://example.org')
    '1 never trust gossip , see'
    """
    said = _NO_WORDS.sub(" ", message).translate(_CURLY)
    return " ".join(_OPERATOR.sub(" ", said).split())


def parse_query(text: str, *, unfinished: bool = False) -> Query:
    """Parse anything a person can type; never raises.

    >>> parse_query('deep "reinforcement learning" -games').phrases
    (('reinforcement', 'learning'),)
    """
    curled = text.translate(_CURLY)
    named = _CHANNEL.search(curled)
    wanted: list[str] = []
    phrases: dict[tuple[str, ...], None] = {}
    excluded: dict[tuple[str, ...], None] = {}
    is_wanted = False
    for part in _PART.finditer(_CHANNEL.sub(" ", curled)):
        phrase = part["phrase"]
        found = tuple(words(phrase if phrase is not None else part["plain"]))
        is_wanted = not part["minus"]
        if part["minus"]:
            excluded.setdefault(found)
            continue
        wanted.extend(found)
        if phrase is not None and len(found) > 1:
            phrases.setdefault(found)
    wanted = wanted[:MOST_WORDS]
    return Query(
        words=tuple(wanted),
        phrases=tuple(phrases)[:MOST_LIMITS],
        excluded=tuple(
            phrase
            for phrase in excluded
            if phrase and not (len(phrase) == 1 and phrase[0] in wanted)
        )[:MOST_LIMITS],
        channel=(named[1] or named[2] or "").strip() if named else "",
        unfinished=unfinished and is_wanted and not text[-1].isspace(),
    )
