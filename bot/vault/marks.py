"""Text with citation marks → the words a reader sees, as if no citation had stood there."""

import re

from bot.vault.citations import MARK

_MARKS = re.compile(f"({MARK}{MARK}*)")
_ENDING = ".!?,;:…。！？।؟۔、，"
_STOPS = (".", "!", "?", "…")
_PLAIN_ENDS = ("", ".", ". ")
"""What stands behind the citation of nearly every sentence."""
_CLOSING = "\"”’'»)]"
_TAIL = 1000
"""How much of what was joined may still change: more than anybody writes of commas and blanks."""


def strip_marks(text: str) -> str:
    """One line of words: no marks, none of the blanks and commas that set them off."""
    return _one_line(text) if text.isascii() else take_marks(text)[0]


def take_marks(text: str) -> tuple[str, str]:
    """The words of a text as `strip_marks` gives them, and its marks."""
    pieces = _MARKS.split(text)
    done: list[str] = []
    words = pieces[0]
    if len(pieces) == 3 and pieces[2] in _PLAIN_ENDS and (words := words.rstrip())[-1:].isalnum():
        return _one_line(words + pieces[2].rstrip()), pieces[1]  # as nearly all do
    for piece in pieces[2::2]:
        if len(words) > 2 * _TAIL:
            done.append(words[:-_TAIL])
            words = words[-_TAIL:]
        words = _join(words, piece)
    return _one_line("".join((*done, words))), "".join(pieces[1::2])


def _one_line(text: str) -> str:
    """The text with one blank between its words."""
    if text.isprintable() and "  " not in text:  # no other blanks are printable
        return text.strip()
    return " ".join(text.split())


def _join(before: str, after: str) -> str:
    """Close the gap that a citation leaves."""
    before, rest = before.rstrip(), after.lstrip()
    if not before:
        return rest.lstrip(".,;:–—-| ")
    if not rest:
        return before.rstrip(" ,–—-|")
    first = rest[0]
    if first == "." and rest[:2] != ".." and before.rstrip(_CLOSING)[-1:] in _STOPS:
        return before + rest[1:]
    if first in _ENDING:
        return before.rstrip(" ,;:") + rest
    if first == ")" and before[-1] == "(":
        return before[:-1].rstrip() + rest[1:]
    if first in _CLOSING and not after[0].isspace():
        return before + rest
    return f"{before} {rest}"
