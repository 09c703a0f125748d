"""Where sentences end, in any script.

The texts are plain words with citation marks in them. A mark behind the full stop belongs to the
sentence before it.
"""

import re
from collections.abc import Iterator

from bot.vault.citations import MARK

_END = re.compile(
    rf"""(?P<stop> [.!?…。！？।؟۔]+ ) ["'”’»)\]』」）]*+
    (?: (?P<marks> (?:\s*{MARK})++ ) | (?=\s|\Z) | (?<=[。！？।؟۔"”』」）]) )
    \s*+""",
    re.VERBOSE,
)
_WIDE_STOPS = "。！？।؟۔"
"""Stops of scripts that set no blank behind a sentence."""
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*\Z")
_ABBREVIATIONS = frozenset(
    ["mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "gen", "sen", "rep", "gov", "lt", "col", "sgt", "capt", "rev", "hon", "mt", "fig", "figs", "no", "nos", "vol", "ch", "ed", "eds", "pp", "approx", "inc", "ltd", "co", "corp", "dept", "est", "al", "cf", "ca", "viz", "e.g", "i.e", "eg", "ie", "u.s", "u.k", "u.n", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "bzw", "z.b", "d.h", "u.a", "usw", "sog", "ggf", "nr", "bspw", "m.e", "sra", "srta", "ud", "uds", "mme", "mlle", "т.е", "т.д", "т.п", "др", "г", "им"]
)
_LOOKBACK = 24
_LIST_NUMBER = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z])\.\Z")


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence, citations behind its stop included."""
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if end < len(text) and _goes_on(text, start, match):
            continue
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether what looks like the end of a sentence is none."""
    stop = match["stop"]
    if match["marks"]:
        return False
    if not text[match.end() - 1].isspace() and stop[-1] not in _WIDE_STOPS:
        return True
    if text[match.end()].islower():
        return True
    if stop != ".":
        return False
    if _LIST_NUMBER.match(text, start, match.start() + 1):
        return True
    word = _WORD.search(text, max(start, match.start() - _LOOKBACK), match.start())
    if not word:
        return False
    if len(word[0]) == 1 and word[0].isupper() and word[0] != "I":
        return True
    return word[0].lower() in _ABBREVIATIONS
