"""Every rule of reading, taken out: what to put in the place of its code, by the rule's number.

A mutation replaces one name of one module, wherever in the room that name was imported to.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any

import yaml

from bot.model import note as model_note
from bot.vault import (
    blocks,
    channels,
    citations,
    clock,
    excerpts,
    fences,
    frontmatter,
    inline,
    links,
    marks,
    normalize,
    note,
    passages,
    sentences,
    times,
    videos,
)
from bot.vault.frontmatter import Frontmatter

NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Mutation:
    """What stands for a part of a rule's code when it is taken out."""

    without: str
    module: ModuleType | type
    name: str
    value: Any


def gives(value: Any) -> Callable[..., Any]:
    """A function that does nothing but give the same every time."""
    return lambda *_, **__: value


def same(value: Any, *_: object, **__: object) -> Any:
    return value


def without_groups(pattern: re.Pattern[str], *names: str) -> re.Pattern[str]:
    """The pattern with those of its alternatives that hold these groups never matching."""
    source = pattern.pattern
    for name in names:
        source = source.replace(f"(?P<{name}>", f"(?P<{name}>(?!)")
    return re.compile(source, pattern.flags)


def only_data(data: str, shown: str, tag: str = "") -> list[citations.Citation]:
    seconds = clock.parse_clock(data)
    return [citations.Citation(data, -1 if seconds is None else seconds)]


def only_long_clocks(raw: str) -> int | None:
    match = re.fullmatch(r"(\d\d):(\d\d):(\d\d)", raw)
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3]) if match else None


def at_every_stop(text: str) -> list[tuple[int, int]]:
    ends = [0, *(stop.end() for stop in re.finditer(r"[.!?](?: |(?=\S))", text)), len(text)]
    return [(start, end) for start, end in pairwise(ends) if start < end]


def literally(clocks: Any, *_: object) -> list[int | None]:
    return [clock_.literal if clock_ else None for clock_ in clocks]


def alone(notes: Any) -> dict[str, Any]:
    return {note_.path: times.TimeReading(note_.minutes) for note_ in notes}


def unheaded(blocks_: Any, title: str) -> Any:
    return (passage._replace(headings=()) for passage in READ_PASSAGES(blocks_, title))


def untitled(blocks_: Any, title: str) -> Any:
    return READ_PASSAGES(blocks_, "")


def last_video(values: Any, sites: Any) -> tuple[str, str]:
    return values.get("videoid", ""), ""


def unreported(draft: Any) -> Any:
    return draft._replace(reading=excerpts.read_excerpts(draft.passages, draft.video_id))


class Careless(frontmatter.StringHandler):
    """Takes whatever stands between two rules for frontmatter."""

    def load(self, fm: str, **kwargs: object) -> dict[str, Any]:
        return super().load(fm, **kwargs) or {"title": ""}


READ_PASSAGES = passages.read_passages
_CITATION = citations._CITATION
ANYTHING = re.compile("")

MUTATIONS: dict[int, tuple[Mutation, ...]] = {
    1: (Mutation("CR and LF", note, "normalize", lambda text: text.replace("\r", "\n\n")),),
    2: (Mutation("short runs", normalize, "_LONG_RUN", NEVER),),
    3: (
        Mutation("strings only", frontmatter, "_LOADER", yaml.SafeLoader),
        Mutation("key: value lines", frontmatter, "_parse_pairs", gives({})),
        Mutation("an open end", frontmatter, "_parse_open", lambda text: Frontmatter(body=text)),
        Mutation("a rule that opens none", frontmatter, "_HANDLER", Careless()),
    ),
    4: (
        Mutation("addresses", videos, "_ADDRESS", NEVER),
        Mutation("ids that are none", note, "find_video_id", last_video),
        Mutation("index pages", note, "find_videos", gives(())),
    ),
    5: (
        Mutation("titles from headings", note, "read_words", gives("")),
        Mutation("titles from names", note, "_stem", gives("")),
    ),
    6: (Mutation("the From line", note, "take_from_line", lambda body: ("", body)),
        Mutation("prose that begins with From", channels, "_HEAD", re.compile(r"(?i)\s*from")),
        Mutation("lines that cite", channels, "holds_citation", gives(False))),
    7: (
        Mutation("tags", citations, "_CITATION", without_groups(_CITATION, "clean", "tag", "open")),
        Mutation("any citation", citations, "mark_citations", citations.Marked),
        Mutation("evidence in the tag", citations, "_EVIDENCE", ANYTHING),
    ),
    8: (Mutation("any time but data-t", citations, "_read_values", only_data),),
    9: (Mutation("times that are none", citations, "_read_values", gives(None)),
        Mutation("other forms than hh:mm:ss", citations, "parse_clock", only_long_clocks),),
    10: (
        Mutation("bare times", citations, "_CITATION",
                 without_groups(_CITATION, "bracket", "paren", "target")),
        Mutation("times that open lines", citations, "_LEADING", NEVER),
        Mutation("code", inline, "_PROTECTING", NEVER),
    ),
    11: (
        Mutation("wrappers", citations, "_unwrap", lambda text, start, end: (start, end)),
        Mutation("links with labels", citations, "_is_glue", lambda between: len(between) < 12),
    ),
    12: (
        Mutation("correction", times, "_read", literally),
        Mutation("notes beside", times, "choose_readings", alone),
        Mutation("three times at least", times, "ENOUGH_CLOCKS", 1),
        Mutation("hours that are hours", times, "TOO_MANY_HOURS", 1),
        Mutation("slips", times, "IMPOSSIBLE_SHARE", 0),
    ),
    13: (Mutation("plausibility", model_note.Moment, "plausible", True),),
    14: (Mutation("clusters", citations, "_is_glue", gives(False)),),
    15: (
        Mutation("citations with nothing to stand for", excerpts, "_MARK", NEVER),
        Mutation("lines of citations", note, "join_citation_lines", same),
        Mutation("opening citations", excerpts, "_find_openings", gives([])),
        Mutation("citations behind stops", sentences, "_END",
                 without_groups(sentences._END, "marks")),
    ),
    16: (
        Mutation("closed gaps", marks, "_join", lambda before, after: before + after),
        Mutation("the same text once", excerpts._Collector, "_merge", gives(None)),
        Mutation("headings", blocks, "_HEADING", NEVER),
        Mutation("header rows", blocks._Builder, "take_header",
                 lambda self: self.blocks.pop()),
        Mutation("sentences", excerpts, "split_sentences", lambda text: [(0, len(text))]),
        Mutation("whole items", excerpts, "_ends_cited", gives(False)),
        Mutation("table rows", blocks, "_TABLE_RULE", NEVER),
    ),
    17: (
        Mutation("items", blocks, "_ITEM", NEVER),
        Mutation("heading paths", note, "read_passages", unheaded),
        Mutation("the title left out", note, "read_passages", untitled),
        Mutation("labels", passages, "_enter", gives("")),
        Mutation("paragraphs behind items", blocks, "_starts_anew", gives(False)),
    ),
    18: (Mutation("all but stops", excerpts, "split_sentences", at_every_stop),),
    19: (Mutation("quotation marks", excerpts, "_QUOTED", NEVER),),
    20: (
        Mutation("links", inline, "_LINK", NEVER),
        Mutation("footnotes", inline, "_REFERENCE", NEVER),
        Mutation("citations in what is not shown", inline, "_marks", gives("")),
        Mutation("labels of citations", inline, "_CITED_LABEL", re.compile("((?!))")),
        Mutation("labels", inline, "_show_wikilink", lambda match: match[0]),
        Mutation("matrices", inline, "_NUMBERS", NEVER),
    ),
    21: (
        Mutation("all names but paths", links.LinkIndex, "_by_name", gives([])),
        Mutation("all paths", links, "_tails", gives(())),
    ),
    22: (
        Mutation("callouts", blocks, "_CALLOUT", NEVER),
        Mutation("those of other tools", blocks, "_CONTAINER", NEVER),
    ),
    23: (
        Mutation("fences", note, "open_fences", lambda body: (body.split("\n"), ())),
        Mutation("what is no fence", fences, "_FENCE", re.compile(r"[ \t]*(`{3,}|~{3,})(.*)")),
    ),
    24: (
        Mutation("emphasis", inline, "_EMPHASIS", NEVER),
        Mutation("formulas", inline, "_PROTECTING", NEVER),
        Mutation("tags", inline, "_TAG", NEVER),
        Mutation("entities", inline, "_ENTITY", NEVER),
        Mutation("block ids", inline, "_BLOCK_ID", NEVER),
    ),
    25: (
        Mutation("notes that say nothing", note, "is_silent", gives(False)),
        Mutation("notes without citations", note, "READING", tuple(
            unreported if step.__name__ == "_read_excerpts" else step for step in note.READING)),
    ),
}  # fmt: skip
