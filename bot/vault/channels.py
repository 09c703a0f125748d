"""Which channel a note belongs to, by its folder and by its own `From:` line."""

import re
import unicodedata

from bot.vault.citations import holds_citation
from bot.vault.inline import parse_plain

_FROM = re.compile(
    r"\s*(?:[*_>]{1,3}[ ]?)?From:?(?:\*\*)?:?[ \t]*"
    r"(\[\[[^\[\]\n]*\]\]|[^\n<]{0,200})(?:[*_]{1,3})?[ \t]*(?:<br[ ]?/?>[ \t]*)?(?:\n|\Z)?",
    re.IGNORECASE,
)
_HEAD = re.compile(r"\s{0,20}(?:[*_>]{1,3}[ ]?)?from\b:?(?:\*\*)?:", re.IGNORECASE)


def channel_key(path: str) -> str:
    """The top folder of a vault-relative path, invisible characters removed; may be empty."""
    folder, slash, _ = path.partition("/")
    if not slash:
        return ""
    return folder if folder.isascii() and folder.isprintable() else remove_invisible(folder)


def remove_invisible(text: str) -> str:
    """Remove format and control characters: bidi isolates, zero-width blanks."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc"))


def take_from_line(body: str) -> tuple[str, str]:
    """The channel's label in the `From:` line that a body opens with, and the body without it.

    The number of lines stays: the line is blanked. A bare `[[key]]` is no label, and a line that
    cites is prose.
    """
    if not _HEAD.match(body) or not (match := _FROM.match(body)) or holds_citation(match[0]):
        return "", body
    rest = "\n" * match[0].count("\n") + body[match.end() :]
    source = match[1].strip()
    if source.startswith("[[") and "|" not in source:
        return "", rest
    return remove_invisible(" ".join(parse_plain(source).split())), rest
