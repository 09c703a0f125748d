"""Is any citation lost? Both sides of one claim, counted over a whole vault.

    python benchmarks/citations.py --vault DIR [--show N]

The claim: every citation tag and every bracketed clock in the files is a moment of an excerpt, or a
line of the problem report; and every moment stands in its file. The files are searched here by
simple means of their own, none of them the reader's, so that both can be wrong only apart.

- A citation is covered as a moment if an excerpt of the note has its second. It is *near* if such
  an excerpt starts in the same block of lines (a line of only citations is part of the block
  before), *said twice* if the words of one stand there too: a note that says the same twice has one
  excerpt. Anything else is *far*: another citation of that second may have covered for it.
- It is covered as a problem by a `citation-…` line of its own, one each, or by one that concerns
  the whole note: `video-missing`.
- Code may hold clocks that cite nothing: what stands in a fence of a language, or between
  backticks, is counted apart if the reader left it alone.
- A clock among other words in brackets, `[5 May, 18:00]`, is prose.

Exit code 1 where anything is uncovered, 2 where there is no vault.
"""

import argparse
import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.model import Note
from bot.vault import parse_text, scan

CLOCK = r"\d{1,3}:\d{2}(?::\d{1,3})*"
_CLOCKS = re.compile(rf"(?<![\d:]){CLOCK}")
_TAG_CLOCKS = re.compile(r"(?<![\d:])\d{1,3}(?::\d{1,3})+")
_LIST = re.compile(rf"[\s\[(]*{CLOCK}(?:(?:[\s,;|/&~–—-]|and|to)+{CLOCK})*[\s:\])]*")
_OCCURRENCE = re.compile(
    rf"""
      (?P<tag> <\s?[aA](?![A-Za-z]) (?P<inside> [^<>]{{0,200}}> | [^<>\n\]]{{0,80}} )
        (?P<text> [^<\n]{{0,160}}(?=</[aA]) )? )
    | (?:\[(?P<label>[^\[\]\n]*))? \]\(
        (?P<link> [^()\s<>]*[?&#]t=(?P<start>[\dhms:]+)[^()\s<>]* ) \)
    | \[ (?P<bracket> [^\[\]\n]*\d:\d\d[^\[\]\n]* ) \]
    | \( (?P<paren> [^()\n]{{0,200}} ) \)
    | ^ [^\S\n]* (?:>[^\S\n]*)* (?:(?:[-*+•]|\d+[.)])[^\S\n]+)? (?:\*\*)?
      (?P<opening> {CLOCK} ) (?:\*\*)? (?=:?\s+\S) (?!\s?[aApP]\.?[mM]\b)
    """,
    re.VERBOSE | re.MULTILINE,
)
_CLEAN = re.compile(r' class="yt-timestamp" data-t="[\d:]+">')
_DATA_T = re.compile(r"data-t=[\"']?([^\"'>]*)")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*([\w-]*)")
_TEXT_FENCES = ("", "markdown", "md", "callout")
_INLINE_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)[^`\n]+\1(?!`)")
_FRONTMATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
FORMS = ("clean tag", "broken tag", "bracketed", "paren", "link", "line start")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One citation as it stands in a file."""

    form: str
    line: int
    text: str
    values: tuple[str, ...]
    """The times that it may mean: `data-t` and the text of a tag may differ. Empty: none."""
    in_code: bool


@dataclass(slots=True)
class Count:
    """What a vault comes to."""

    files: int = 0
    moments: int = 0
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By form and outcome."""
    uncovered: list[str] = field(default_factory=list)
    far: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    """Moments that stand nowhere in their file."""


def main() -> int:
    """Count; exit code 1 where the claim doesn't hold."""
    parser = argparse.ArgumentParser(description="Citations in the files, beside those read.")
    parser.add_argument("--vault", type=Path, required=True)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="examples of each fault")
    options = parser.parse_args()
    if not options.vault.is_dir():
        print(f"skipped: no vault in {options.vault}", file=sys.stderr)
        return 2
    count = Count()
    for path in scan(options.vault).stamps:
        text = (options.vault / path).read_bytes().decode("utf-8-sig", errors="replace")
        count_file(path, text, count)
    print_table(count)
    for name in ("uncovered", "invented", "far"):
        for example in getattr(count, name)[: options.show]:
            print(f"{name}: {example}")
    return 1 if count.uncovered or count.invented else 0


def count_file(path: str, text: str, count: Count) -> None:
    """Find the citations of one file, and what the reader made of each."""
    source = text.replace("\r\n", "\n").replace("\r", " ")
    content, problems = parse_text(path, text)
    lines = "".join(blank_fences(source)).split("\n")
    lost_video = any(problem.code == "video-missing" for problem in problems)
    budget = Counter(problem.line for problem in problems if problem.code.startswith("citation-"))
    excerpts = content.excerpts if isinstance(content, Note) else ()
    is_repaired = any(moment.repaired for excerpt in excerpts for moment in excerpt.moments)
    quoted: dict[str, list[tuple[int, str]]] = {}
    for excerpt in excerpts:
        for moment in excerpt.moments:
            count.moments += 1
            place = (excerpt.line, excerpt.text)
            quoted.setdefault(f"{read_seconds(moment.raw)}", []).append(place)
            if is_repaired:
                quoted.setdefault(f"repaired {moment.seconds}", []).append(place)
            if moment.raw.removesuffix("s") not in source:
                count.invented.append(f"{path}:{excerpt.line} {moment.raw}")
    count.files += 1
    for found in find_occurrences(source):
        keys = [key for value in found.values for key in read_keys(value)]
        known = [place for key in keys for place in quoted.get(key, ())]
        if known:
            outcome = locate(lines, found.line, known)
            if outcome == "far":
                count.far.append(f"{path}:{found.line} {found.form} {found.text!r}")
        elif budget[found.line] or lost_video:
            budget[found.line] -= 1
            outcome = "problem"
        elif found.in_code:
            outcome = "code"
        else:
            outcome = "NOT"
            count.uncovered.append(f"{path}:{found.line} {found.form} {found.text!r}")
        count.cells[found.form, outcome] += 1


def find_occurrences(source: str) -> Iterator[Occurrence]:
    """Every citation in a file, in order; the frontmatter is none of the text."""
    head = _FRONTMATTER.match(source)
    position = head.end() if head else 0
    newlines = [at for at, char in enumerate(source) if char == "\n"]
    code = [*find_fences(source), *(span.span() for span in _INLINE_CODE.finditer(source))]
    while match := _OCCURRENCE.search(source, position):
        position = max(match.end(), match.start() + 1)
        found = list(read_match(match))
        if not found:
            position = match.start() + 1
        line = bisect_right(newlines, match.start() - 1) + 1
        in_code = any(start <= match.start() < end for start, end in code)
        for form, values in found:
            yield Occurrence(form, line, match[0].strip()[:120], values, in_code)


def read_match(match: re.Match[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The form and the possible times of each citation in a match; nothing in ordinary text."""
    if match["tag"]:
        inside, text = match["inside"], match["text"] or ""
        shown = _TAG_CLOCKS.findall(text)
        if not ("yt" in inside or _TAG_CLOCKS.search(inside)):
            return
        data = _DATA_T.search(inside + text)
        values = _TAG_CLOCKS.findall(data[1]) if data else []
        clean = _CLEAN.fullmatch(inside) and shown == values and len(values) == 1
        for value in values or [""]:
            other = shown or ([] if value else _TAG_CLOCKS.findall(inside))
            yield "clean tag" if clean else "broken tag", tuple(filter(None, (value, *other)))
    elif match["link"]:
        start = match["start"]
        shown = _CLOCKS.findall(match["label"] or "")
        yield "link", (f"{start}s" if start.isdigit() else start, *shown)
    elif match["opening"]:
        yield "line start", (match["opening"],)
    else:
        form = "bracketed" if match["bracket"] else "paren"
        inside = match["bracket"] or match["paren"] or ""
        parts = inside.split("|")
        for part in parts:
            if _LIST.fullmatch(part.strip()):
                yield from ((form, (value,)) for value in _CLOCKS.findall(part))


def find_fences(source: str) -> Iterator[tuple[int, int]]:
    """Where the fences stand that name a language of code; one may stand in one of text."""
    opened: list[tuple[str, int]] = []
    at = 0
    for line in source.splitlines(keepends=True):
        fence = _FENCE.match(line)
        if fence and opened and not fence[2] and fence[1].startswith(opened[-1][0]):
            _, start = opened.pop()
            if start >= 0:
                yield start, at
        elif fence and not (opened and opened[-1][1] >= 0):
            language = fence[2].lower()
            is_text = language in _TEXT_FENCES or language.startswith("ad-")
            opened.append((fence[1], -1 if is_text else at))
        at += len(line)
    if opened and opened[-1][1] >= 0:
        yield opened[-1][1], len(source)


def blank_fences(source: str) -> Iterator[str]:
    """The file with empty lines in place of code, so that a citation below code is near."""
    position = 0
    for start, end in find_fences(source):
        yield source[position:start]
        yield "\n" * source.count("\n", start, end)
        position = end
    yield source[position:]


def locate(lines: list[str], line: int, quoted: list[tuple[int, str]]) -> str:
    """Where the excerpts that may hold a citation stand, seen from its line."""
    first = line
    while first > 1 and (lines[first - 2].strip(" >\t") or only_cites(lines[first - 1])):
        first -= 1
    if any(first <= start <= line for start, _ in quoted):
        return "near"
    block = fold(" ".join(lines[first - 1 : line]))
    return "twice" if any(fold(text)[:40] in block for _, text in quoted) else "far"


def fold(text: str) -> str:
    """Letters and digits, without markup, so that a file and an excerpt compare."""
    text = re.sub(r"<[^<>]*>(?:\[[\d:]*\]</a>)?|\[\[[^\[\]|]*\||\[[\d:,| -]*\]", "", text)
    return re.sub(r"[\W_]+", "", text).lower()


def only_cites(text: str) -> bool:
    """Whether a line holds no words beside its citations."""
    return not re.search(r"[^\W\d_]", re.sub(r"<[^<>]*>?|^[`~]{3}.*", "", text))


def read_seconds(raw: str) -> int:
    """The literal reading of a clock, of `754s` and of `1h2m3s`; -1 for anything else."""
    if raw[-1:] in "hms" and raw:
        units = {"h": 3600, "m": 60, "s": 1}
        return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)([hms])", raw))
    if raw.isdigit():
        return int(raw)
    parts = [int(part) for part in raw.split(":")[:3] if part.isdigit()]
    if len(parts) < 2:
        return -1
    if len(parts) == 2 or len(raw.split(":")[2]) == 3:
        return parts[0] * 60 + parts[1]
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def read_keys(value: str) -> tuple[str, ...]:
    """What a time may be found under: its literal seconds, or those of `mm:ss:xx` corrected.

    Two times of one sentence that a correction brings to the same second are one moment.
    """
    literal = read_seconds(value)
    keys = (f"{literal}", f"repaired {literal}")
    parts = value.split(":")
    if len(parts) < 3 or not all(map(str.isdigit, parts)):
        return keys
    first, second, third = map(int, parts[:3])
    return (*keys, f"repaired {first * 60 + second if first or second else third}")


def print_table(count: Count) -> None:
    """What was found, by form and outcome."""
    print(f"{count.files:,} files, {count.moments:,} moments, {len(count.invented)} invented\n")
    print("| form | in the files | near | said twice | far | problem | code | NOT covered |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    outcomes = ("near", "twice", "far", "problem", "code", "NOT")
    for form in (*FORMS, "all"):
        forms = FORMS if form == "all" else (form,)
        cells = [sum(count.cells[each, outcome] for each in forms) for outcome in outcomes]
        print("| " + " | ".join([form, *(f"{number:,}" for number in (sum(cells), *cells))]) + " |")


if __name__ == "__main__":
    sys.exit(main())
