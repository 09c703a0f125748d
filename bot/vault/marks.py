"""Text with citation marks → the words a reader sees, as if no citation had stood there."""

import re

from bot.vault.citations import MARK

_MARKS = re.compile(f"{MARK}+")
_ENDING = ".!?,;:…。！？।؟۔、，"
_STOPS = (".", "!", "?", "…")
_CLOSING = "\"”’'»)]"


def strip_marks(text: str) -> str:
    """One line of words: no marks, none of the blanks and commas that set them off."""
    pieces = [text] if text.isascii() else _MARKS.split(text)
    words = pieces[0]
    for piece in pieces[1:]:
        words = _join(words, piece)
    return " ".join(words.split())


def _join(before: str, after: str) -> str:
    """Close the gap that a citation leaves."""
    before, rest = before.rstrip(), after.lstrip()
    first = rest[:1]
    if not before:
        return rest.lstrip(".,;:–—-| ")
    if not first:
        return before.rstrip(" ,–—-|")
    if first == "." and rest[:2] != ".." and before.rstrip(_CLOSING)[-1:] in _STOPS:
        return before + rest[1:]
    if first in _ENDING:
        return before.rstrip(" ,;:") + rest
    if first == ")" and before[-1] == "(":
        return before[:-1].rstrip() + rest[1:]
    if first in _CLOSING and not after[0].isspace():
        return before + rest
    return f"{before} {rest}"
