"""Actions as the ids of buttons: `vb:x:4tq9x0c2mz:0::no human in loop`, at most 100 characters.

All that a press needs stands in its id (a long query in all ids of its message: `carried.py`), so a
button works after a restart, after a reload and on a message that is years old. Anybody can send
any id: one that is not ours parses as None.
"""

import re

from bot.keys import format_key, parse_key
from bot.model import Action, Verb

LIMIT = 100
PREFIX = "vb:"
_VERBS = {verb.value: verb for verb in Verb}
_PAGE = re.compile(r"-?[0-9]{1,4}")
_HALVES = re.compile("[\ud800-\udfff]")
TEXT_ROOM = 64
"""What is left for `text` beside the longest of everything else."""


def format_id(action: Action) -> str:
    """The id of a button that does this; `text` is cut to what fits, at a word where there is one.

    Ids are counted in UTF-16, as Discord does.
    """
    key = format_key(action.key) if action.key else ""
    channel = format_key(action.channel) if action.channel else ""
    page = str(action.page) if action.page else ""
    text = clip(action.text, TEXT_ROOM) if action.text else ""
    start = f"{PREFIX}{action.verb}:{key}:{page}:{channel}"
    return f"{start}:{text}" if text else start.rstrip(":")


def parse_id(text: str) -> Action | None:
    """The action of an id that `format_id` made; None for any other."""
    if not text.startswith(PREFIX) or len(text) > LIMIT:
        return None
    verb, key, page, channel, rest = [*text.removeprefix(PREFIX).split(":", 4), "", "", "", ""][:5]
    keys = [parse_key(part, prefix="") if part else 0 for part in (key, channel)]
    if verb not in _VERBS or None in keys or (page and not _PAGE.fullmatch(page)):
        return None
    return Action(_VERBS[verb], keys[0] or 0, int(page or 0), keys[1] or 0, rest)


def clip(text: str, room: int) -> str:
    """One line of at most `room` UTF-16 units: a prefix of `text` that ends with a word."""
    text = in_a_line(text)
    if _units(text) <= room:
        return text
    end = room
    while _units(text[:end]) > room:
        end -= 1
    cut = text[:end]
    whole, blank, _ = cut.rpartition(" ")
    return whole if blank and not text[end].isspace() else cut.rstrip()


def in_a_line(text: str) -> str:
    """One line, without halves of characters, which Discord takes in no id."""
    return " ".join(_HALVES.sub("", text).split())


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)
