"""Discord's mark-up read back from what is sent: its links, its words, and what is alive in it.

Written apart from `bot.reply`, from Discord's documentation: what says whether text is escaped
must not be what escapes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tests.e2e.actors import Payload

_LINK = re.compile(r"\[(video|\d+(?::\d\d){1,2})\]\(<?(https?://[^\s()<>]+)>?\)")
_ADDRESS = re.compile(r"https://youtu\.be/([\w-]{11})(?:\?t=(\d+))?")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# What a line of ours begins with, and what stands around names in it.
_BEGINNING = re.compile(r"^(?:> |-# |▶ )")
_AROUND_NAMES = re.compile(r"^\*\*([^*]+)\*\*(?= — note|$)| — \*([^*]+)\*$|^\*(?!\*)([^*]+)\*$")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_ALIVE = re.compile(
    r"[*_`<\[\]\\]|~~|\|\||://|:(?!\d\d:)\w+:|@everyone|@here|^\s*(?:#|>|[-+]\s|\d+[.)]\s)"
)
# What all of that begins with: most lines have none of it, and are done with soon.
_MAY_BE_ALIVE = re.compile(r"[*_`<\[\]\\~|:@]")
_MAY_BEGIN_ALIVE = re.compile(r"\s*[#>+\d-]")
_MARKS = re.compile(_ESCAPE.pattern + r"|\*\*")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a video, as a reader's client understands it."""

    label: str
    video_id: str
    second: int | None
    """None where it opens the video at no second."""


class Sent:
    """A message as it is sent, and the lines of it that are mark-up."""

    def __init__(self, data: Payload) -> None:
        self.data = data
        self.embeds: list[Payload] = data.get("embeds") or []
        self.lines = [line for text in _texts(data) for line in text.split("\n")]
        """Authors and footers of embeds are not among them."""

    @property
    def parts(self) -> Iterator[Payload]:
        """Its buttons and menus."""
        return (part for row in self.data.get("components") or () for part in row["components"])

    @property
    def options(self) -> Iterator[Payload]:
        """What its menus offer."""
        return (option for part in self.parts for option in part.get("options") or ())


def _texts(data: Payload) -> Iterator[str]:
    if content := data.get("content"):
        yield content
    for embed in data.get("embeds") or ():
        if title := embed.get("title"):
            # As bold as in a message without embeds, where it is marked so.
            yield f"**{title}**"
        if description := embed.get("description"):
            yield description
        for field in embed.get("fields") or ():
            yield f"**{field['name']}**"
            yield field["value"]


def links_in(line: str) -> Iterator[Link]:
    """The masked links of a line, in order."""
    if "](" in line:
        for label, address in _LINK.findall(line):
            yield link_to(address, label)


def link_to(address: str, label: str = "") -> Link:
    """What an address opens; ValueError where it is no link to a video as ours are."""
    match = _ADDRESS.fullmatch(address)
    if not match:
        raise ValueError(f"no link to a video: {address!r}")
    return Link(label, match[1], int(match[2]) if match[2] else None)


def read_clock(label: str) -> int:
    """`1:02:03` → 3723."""
    seconds = 0
    for part in label.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


@lru_cache(maxsize=1_000)
def alive(line: str, *, emphasised: bool = False) -> str:
    """What of a line acts as mark-up although it is none of ours; empty where nothing does.

    Only in a line that may be `emphasised` is bold type inside it ours.
    """
    beginning = _BEGINNING.match(line)
    rest = line[beginning.end() :] if beginning else line
    if not (_MAY_BE_ALIVE.search(rest) or _MAY_BEGIN_ALIVE.match(rest)):
        return ""
    rest = _LINK.sub("", rest) if "](" in rest else rest
    rest = _ESCAPE.sub("¤", rest) if "\\" in rest else rest
    if not beginning or beginning[0] == "▶ ":
        rest = _AROUND_NAMES.sub(r"¤\1\2\3", rest)
    if emphasised:
        rest = _BOLD.sub(r"¤\1", rest)
    found = _ALIVE.search(rest)
    return rest[found.start() : found.start() + 20] if found else ""


def words_of(markup: str) -> str:
    """The words that mark-up shows: its escapes and bold type taken away."""
    return _MARKS.sub(r"\1", markup)
