"""Where a block of Markdown cites a second of the video, in every form that vaults hold.

A cluster is a run of citations with nothing but separators between. Each cluster is replaced by
one mark, a character of a private plane, so that the steps behind this one can move it around as
part of the text.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from bot.vault.clock import CLOCK, parse_clock
from bot.vault.videos import parse_link_id, parse_start

FIRST_MARK = "\U000f0000"
LAST_MARK = "\U000ffffd"
MARK = f"[{FIRST_MARK}-{LAST_MARK}]"
"""A mark, as a regular expression."""
MAX_CLUSTERS = ord(LAST_MARK) - ord(FIRST_MARK) + 1
"""Of one block; those beyond join the last."""

_TIME = r"(?:0?\d{1,3}:(?:\d{1,2}(?::\d{1,3}){1,6}|\d{2})|\d{1,2}h\d{1,2}m(?:\d{1,2}s)?)"
_TIMES = rf"{_TIME}(?:\s{{0,3}}(?:[,;|/&~→–—-]|\.{{2,3}}|…|and|to|\s)\s{{0,3}}{_TIME})*+"
_LOOSE = r"[\d:]{0,12}|N/A|[Tt]imestamp|HH:MM:SS"
_CITATION = re.compile(
    rf"""[<\[(] (?:
      (?<=<) a[ ]class="yt-timestamp"[ ]data-t="(?P<clean>[\d:]+)">\[(?P<text>[\d:]*)\]</a>
    | (?<=<) (?P<tag> \s?[aA](?![A-Za-z]) [^<>]{{0,160}}+
        (?: > (?:[^<>\[\]\n]{{0,60}}">)?+ | (?=</[aA]) ) )
      (?: \s?\[{{0,3}}\s?(?P<shown>{_TIMES}|{_LOOSE})[:\s]?\]{{0,3}}
          (?: </[aA]\s*>? | > | (?<=\]) | (?<=:\d\d) ) )?+
    | (?<=<) (?P<open> [aA](?![A-Za-z]) [^<>\n]{{0,60}}?{CLOCK} ["'\]]*+ )
    | (?<=\[) (?P<double> \[ (?: [^\[\]|\n]{{1,150}}+ \| )? )?
      \s?(?P<bracket>{_TIMES})\s? (?: \](?(double)\]?) | (?=\() )
      (?: \((?P<address>[^()\s<>]{{0,200}}+)\) )?+
    | (?<=\() \s?(?P<paren>{_TIMES})\s?\)
    | (?<=\() (?P<target>[^()\s<>]{{0,200}}[?&\#]t=\d[\dhms:]{{0,12}}[^()\s<>]{{0,100}})\)
    )""",
    re.VERBOSE,
)
_CLEAN_HEAD = '<a class="yt-timestamp" data-t="'
_CLEAN = re.compile(_CLEAN_HEAD + r'(\d\d?:\d\d(?::\d\d)?)">\[\1\]</a>')
"""How nearly every citation is written."""
_UNCLEAN = re.compile(
    rf"""[<\[()\]] (?:
      (?<=<) \s?[aA](?![A-Za-z])
    | (?<=[\[(]) \s?\d
    | (?<=\[) \[[^\[\]|\n]*+\|\s?\d{{1,4}}[:h]
    | (?<={MARK}[)\]])
    )""",
    re.VERBOSE,
)
"""What any other citation starts with, and what may end the wrapper of a marked one."""
_LEADING = re.compile(
    rf"^(\*\*)?(?P<time>{_TIME})(?!\s?[aApP]\.?[mM]\b)(?(1)\*\*):?(?=\s)(?:\s[–—|-](?=\s))?",
    re.MULTILINE,
)
"""A time that opens a line, bare: `12:34 – text`."""
_EVIDENCE = re.compile(rf"yt|{CLOCK}")
_SHOWN_TIME = re.compile(_TIME)
_HREF = re.compile(r"""href=["']?([^"'>\s]*[?&#]t=[^"'>\s]*)""")
_DATA_T = re.compile(r"""data-t=["']?([^">]*)""")
_VALUE = re.compile(rf"{CLOCK}|\d{{1,2}}h\d{{1,2}}m(?:\d{{1,2}}s)?")
_PLAIN_SECONDS = re.compile(r"\d{3,5}|\d{1,6}s")
_GLUE = re.compile(r"[\s,;&|/~→()\[\]–—-]*(?:(?:and|to)[\s\[(]*)?")
_MAX_GLUE = 12


class Citation(NamedTuple):
    """One second of one video, as a citation gives it."""

    raw: str
    """The time as written, or what stands in its place."""
    seconds: int
    """-1 where it is no time."""
    video_id: str = ""
    """Of the address that the citation links to; empty where it links to none."""
    address: str = ""
    """That address, where its site is not known: the settings may know it."""


class Marked(NamedTuple):
    """A text whose citations are replaced by marks."""

    text: str
    clusters: tuple[tuple[Citation, ...], ...] = ()
    """What the marks stand for: the first mark for the first, and so on."""


def find_cited(marks: str, clusters: tuple[tuple[Citation, ...], ...]) -> tuple[Citation, ...]:
    """All that some marks stand for, in order."""
    if len(marks) == 1:
        return clusters[ord(marks) - ord(FIRST_MARK)]
    return tuple(citation for mark in marks for citation in clusters[ord(mark) - ord(FIRST_MARK)])


def holds_citation(text: str) -> bool:
    """Whether anything in a text reads as a citation."""
    return bool(mark_citations(text).clusters)


def mark_citations(text: str) -> Marked:
    """Replace every cluster of citations in a block by a mark."""
    if text[:3].lstrip("*")[:1].isdigit() or "\n" in text:
        text = _LEADING.sub(r"[\g<time>]", text)
    if "<" not in text and "[" not in text and "(" not in text:
        return Marked(text)
    clean = _mark_clean(text) if _CLEAN_HEAD in text else None
    return clean or _mark_any(text)


def _mark_clean(text: str) -> Marked | None:
    """Mark a text that holds no citation but clean ones; None if it may hold others."""
    pieces = _CLEAN.split(text)
    if len(pieces) > MAX_CLUSTERS:
        return None
    clusters: list[list[Citation]] = []
    for position in range(1, len(pieces), 2):
        citation = _clean_citation(pieces[position])
        between = pieces[position - 1]
        if clusters and len(between) <= _MAX_GLUE and _is_glue(between):
            clusters[-1].append(citation)
            pieces[position - 1] = pieces[position] = ""
        else:
            pieces[position] = chr(ord(FIRST_MARK) + len(clusters))
            clusters.append([citation])
    text = "".join(pieces)
    if "t=" in text or (_holds_bracket(text) and _UNCLEAN.search(text)):
        return None
    return Marked(text, tuple(map(tuple, clusters)))


def _holds_bracket(text: str) -> bool:
    """Whether a search for what starts with a bracket can find anything: most texts have none."""
    return "(" in text or "[" in text or "<" in text or ")" in text or "]" in text


@lru_cache(maxsize=65_536)
def _clean_citation(raw: str) -> Citation:
    """Of what `_CLEAN` found, which is always a time."""
    return Citation(raw, parse_clock(raw) or 0)


def _mark_any(text: str) -> Marked:
    runs = _find_runs(text)
    if not runs:
        return Marked(text)
    pieces: list[str] = []
    clusters: list[list[Citation]] = []
    position = 0
    for start, end, citations in runs:
        pieces.append(text[position:start])
        if len(clusters) < MAX_CLUSTERS:
            pieces.append(chr(ord(FIRST_MARK) + len(clusters)))
            clusters.append(citations)
        else:
            clusters[-1] += citations
        position = end
    pieces.append(text[position:])
    return Marked("".join(pieces), tuple(map(tuple, clusters)))


def _find_runs(text: str) -> list[tuple[int, int, list[Citation]]]:
    """Find the clusters: where each starts and ends, wrappers included, and what it cites."""
    runs: list[tuple[int, int, list[Citation]]] = []
    start = end = -1
    citations: list[Citation] = []
    for match in _CITATION.finditer(text):
        found = _read(match)
        if found is None:
            continue
        if end >= 0 and _is_glue(text[end : match.start()]):
            citations += found
        else:
            if end >= 0:
                runs.append((*_unwrap(text, start, end), citations))
            start, citations = match.start(), found
        end = match.end()
    if end >= 0:
        runs.append((*_unwrap(text, start, end), citations))
    return runs


def _is_glue(between: str) -> bool:
    if len(between) > _MAX_GLUE or between in ("]", "]("):  # a link, whose label may hold words
        return False
    return between in ("", " ", ", ") or _GLUE.fullmatch(between) is not None


def _unwrap(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a cluster by the brackets that hold nothing but it."""
    if text[end : end + 1] not in (")", "]"):
        return start, end
    inside = text[start:end]
    for opener, closer in ("()", "[]"):
        unclosed = inside.count(opener) - inside.count(closer)
        while unclosed > 0 and text.startswith(closer, end):
            end += 1
            unclosed -= 1
    while start and text[start - 1] + text[end : end + 1] in ("[]", "()"):
        start -= 1
        end += 1
    return start, end


def _read(match: re.Match[str]) -> list[Citation] | None:
    """What one citation cites; None where the match is ordinary HTML."""
    if clean := match["clean"]:
        shown = match["text"]
        seconds = parse_clock(clean) if shown == clean else None
        return _read_values(clean, shown) if seconds is None else [Citation(clean, seconds)]
    if tag := match["tag"] or match["open"]:
        return _read_tag(tag, match["shown"] or "")
    if address := match["address"] or match["target"]:
        return _read_address(match["bracket"] or "", address) or [Citation(address, -1)]
    return _cite(_VALUE.findall(match["bracket"] or match["paren"]))


def _read_tag(tag: str, shown: str) -> list[Citation] | None:
    data = _DATA_T.search(tag)
    if not data and (href := _HREF.search(tag)) and (found := _read_address(shown, href[1])):
        return found
    if _EVIDENCE.search(tag) or _SHOWN_TIME.search(shown):
        return _read_values(data[1] if data else "", shown, tag)
    return None


def _read_values(data: str, shown: str, tag: str = "") -> list[Citation]:
    """Choose between the times of a tag: its `data-t`, its text, any other in it."""
    for source in (data, shown, tag):
        values = _VALUE.findall(source) or _PLAIN_SECONDS.findall(source if source != tag else "")
        citations = _cite(values)
        if any(citation.seconds >= 0 for citation in citations):
            break
    else:
        return [Citation(data or shown, -1)]
    if source is data and len(citations) == 1 and shown != data:
        times = _cite([shown])
        if times[0].seconds > 0 and citations[0].seconds == 60 * times[0].seconds:
            return times
    return citations


def _read_address(shown: str, address: str) -> list[Citation]:
    """The time of an address, unless it names no video and the text has a time of its own."""
    start, video_id = parse_start(address), parse_link_id(address)
    values = _VALUE.findall(shown)
    cited = _cite([start] if start and (video_id or not values) else values, video_id)
    if video_id:
        return cited
    return [citation._replace(address=address) for citation in cited]


def _cite(values: list[str], video_id: str = "") -> list[Citation]:
    times = ((value, parse_clock(value)) for value in values)
    return [Citation(raw, -1 if time is None else time, video_id) for raw, time in times]
