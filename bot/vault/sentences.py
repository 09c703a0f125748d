"""Where sentences end, in any script.

The texts are plain words with citation marks in them. A mark behind the full stop belongs to the
sentence before it.
"""

import re

from bot.vault.citations import FIRST_MARK, LAST_MARK, MARK

_STOP = "[.!?…。！？।؟۔]"
_END = re.compile(
    rf"""(?P<stop> {_STOP} (?<!{_STOP}{{2}}) {_STOP}* ) ["'”’»)\]』」）]*+
    (?: (?P<marks> (?:\s*{MARK})++ ) | (?=\s|\Z) | (?<=[。！？।؟۔]) )
    \s*+""",
    re.VERBOSE,
)
_WIDE_STOPS = "。！？।؟۔"
"""Stops of scripts that set no blank behind a sentence."""

_ENGLISH = """
    mr mrs ms dr prof st sr jr vs rs gen sen rep gov lt col sgt capt rev hon mt fig figs no nos vol
    ch ed eds pp approx inc ltd co corp dept est al cf ca viz e.g i.e eg ie u.s u.k u.n
    jan feb mar apr jun jul aug sep sept oct nov dec
"""
_OTHERS = """
    bzw z.b d.h u.a usw sog ggf nr bspw m.e sra srta ud uds mme mlle т.е т.д т.п др г им
"""
_ABBREVIATIONS = frozenset(f"{_ENGLISH} {_OTHERS}".split())
_CONTINUATIONS = ",;:)]}=+/"
"""No sentence starts with these, whatever stands before them."""
_REACH = 300
"""How far a quotation or bracket may run on behind a stop."""
_NEXT_BRACKET = re.compile(rf"[()]|{MARK}")
_NEXT_QUOTE = re.compile(rf"[\"“”]|{MARK}")
_LONGEST = 24
"""No abbreviation is longer: how far to look back for one."""
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*\Z")
_INITIALS = re.compile(r"[A-Z](?:\.[A-Z]){1,3}")
_LIST_NUMBER = re.compile(r"\s*\(?\d{1,3}\.\Z")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, citations behind its stop included."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if end == len(text):
            break
        if text[end] in _CONTINUATIONS:
            continue
        if match.lastgroup == "marks" or _ends(text, start, match):
            found.append((start, end))
            start = end
    if start < len(text):
        found.append((start, len(text)))
    return found


def cut_long(text: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
    """Start and end of the pieces, of at most `most` characters, of what nobody reads in one.

    Cut at a blank, if there is one in the latter half of a piece.
    """
    pieces = []
    while end - start > most:
        blanks = (text.rfind(blank, start + most // 2, start + most) for blank in " \n")
        place = max(blanks) + 1 or start + most
        pieces.append((start, place))
        start = place
    return [*pieces, (start, end)]


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a stop with more text behind it ends the sentence that starts at `start`."""
    position, end = match.span()
    is_set_off = text[end - 1].isspace()
    if is_set_off and FIRST_MARK <= text[position - 1] <= LAST_MARK:
        return True
    stop = match["stop"]
    if not is_set_off and stop[-1] not in _WIDE_STOPS:
        return False
    if FIRST_MARK <= text[position - 1] <= LAST_MARK:
        return True
    if text[end].islower() or _is_inside(text, max(start, position - _REACH), end):
        return False
    return stop != "." or not _abbreviates(text, start, position)


def _is_inside(text: str, start: int, end: int) -> bool:
    """Whether a bracket or quotation that opened before `end` closes soon, uncited till then."""
    if text.count("(", start, end) > text.count(")", start, end):
        found = _NEXT_BRACKET.search(text, end, end + _REACH)
        if found and found[0] == ")":
            return True
    if text.count('"', start, end) % 2 or text.count("“", start, end) > text.count("”", start, end):
        found = _NEXT_QUOTE.search(text, end, end + _REACH)
        if found and found[0] in '"”':
            return not text[found.start() - 1].isspace()
    return False


def _abbreviates(text: str, start: int, dot: int) -> bool:
    """Whether the dot belongs to an abbreviation, an initial or a list number."""
    if _LIST_NUMBER.match(text, start, dot + 1):
        return True
    word = _WORD.search(text, max(start, dot - _LONGEST), dot)
    if not word:
        return False
    if len(word[0]) == 1:
        return word[0].isalpha() and word[0] != "I"
    if _INITIALS.fullmatch(word[0]) and word[0] != "D.C":
        return True
    return word[0].lower() in _ABBREVIATIONS
