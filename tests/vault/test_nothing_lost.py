"""Every word of a note is quoted, shown beside a quote, kept as uncited, or reported."""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings

from bot.model import ExcerptKind, Note, Problem
from bot.vault import parse_text
from tests.vault.invariants import check_reading, find_leftovers, read_aloud
from tests.vault.made_notes import MadeNote, made_notes

FEW = settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
"""The same on every machine, on every run."""
MANY = settings(FEW, max_examples=4_000, derandomize=False, print_blob=True)

LITERAL = ("`", "\\", "$$", "\n-timestamp")
"""What keeps a citation as it is written, and what tears one apart that stands in a quote."""
TITLED = (ExcerptKind.CALLOUT, ExcerptKind.TABLE_ROW)
"""A title that only the line below it cites is an excerpt of that line."""
_OPENING = re.compile(r"[\s>]*(`{3,}|~{3,})")
_FENCE = re.compile(_OPENING.pattern + r"\s*")


def no_word_is_lost(made: MadeNote) -> None:
    note, problems = check_reading(made.text)
    assume(isinstance(note, Note))  # an index page gives nothing but the videos that it lists
    known = show_all(note) + show_reported(made.text, problems)
    assert [word for word in made.words if word not in known] == []


def an_excerpt_starts_in_its_line(made: MadeNote) -> None:
    note, _ = check_reading(made.text)
    assume(isinstance(note, Note))
    lines = split_lines(made.text)
    # Of a callout in a list too, where what stands below it is an item.
    titles = "\n".join(line for line in lines if "[!" in line)
    for excerpt in note.excerpts:
        words = [word for word in made.words if word in excerpt.text]
        if words and excerpt.kind not in TITLED:
            first = min(words, key=excerpt.text.index)
            is_title = excerpt.kind is ExcerptKind.ITEM and first in titles
            assert is_title or first in "\n".join(lines[excerpt.line - 1 :])


def no_excerpt_shows_a_citation(made: MadeNote) -> None:
    assume(not any(literal in made.text for literal in LITERAL))
    note, _ = check_reading(made.text)
    assert not isinstance(note, Note) or find_leftovers(note) == []


def reading_depends_on_nothing_but_the_text(made: MadeNote) -> None:
    content, problems = parse_text("channel/a_note.md", made.text)
    assert parse_text("channel/a_note.md", made.text) == (content, problems)
    again, _ = parse_text("channel/a_note.md", made.text + "\n")
    assert isinstance(again, type(content))
    if isinstance(again, Note):
        assert again.excerpts == content.excerpts


CHECKS = (
    no_word_is_lost,
    an_excerpt_starts_in_its_line,
    no_excerpt_shows_a_citation,
    reading_depends_on_nothing_but_the_text,
)


@pytest.mark.parametrize("check", CHECKS)
def test_made_notes(check: Callable[[MadeNote], None]) -> None:
    FEW(given(made_notes())(check))()


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS)
def test_thousands_of_made_notes(check: Callable[[MadeNote], None]) -> None:
    MANY(given(made_notes())(check))()


def show_all(note: Note) -> str:
    shown = (note.title, note.channel_label, note.lead, *note.headings, *note.uncited)
    return "\n".join((*shown, *read_aloud(note.excerpts)))


def show_reported(text: str, problems: tuple[Problem, ...]) -> str:
    """The lines that problems name; one about a fence names the lines of its code as well."""
    lines = split_lines(text)
    reported: list[str] = []
    for problem in problems:
        if not problem.line:
            continue
        reported.append(lines[problem.line - 1])
        if opened := _OPENING.match(reported[-1]):
            for line in lines[problem.line :]:
                if (closed := _FENCE.fullmatch(line)) and closed[1].startswith(opened[1]):
                    break
                reported.append(line)
    return "\n".join(reported)


def split_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")
