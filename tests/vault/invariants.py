"""What holds of every text that the reader is given, made up or hostile."""

import re

from bot.model import Excerpt, IndexPage, Note, Problem
from bot.vault import parse_text

PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_LEFTOVER = re.compile(r"yt-timestamp|data-t=|\[\d{1,2}:\d\d(?::\d\d)?\]|\[\s*\]\(|\(\s*\)")


def check_reading(text: str) -> tuple[Note | IndexPage, tuple[Problem, ...]]:
    """Parse a text and assert what must hold of any; returns what was read."""
    content, problems = parse_text("channel/a_note.md", text)
    last_line = count_lines(text)
    assert all(0 <= problem.line <= last_line for problem in problems)
    if isinstance(content, Note):
        check_note(content, last_line)
    return content, problems


def check_note(note: Note, last_line: int) -> None:
    texts = [excerpt.text for excerpt in note.excerpts]
    assert len(set(texts)) == len(texts)
    for excerpt in note.excerpts:
        assert 1 <= excerpt.line <= last_line
        assert all(moment.seconds >= 0 and moment.video_id for moment in excerpt.moments)
        assert excerpt.text
    for words in (note.title, note.lead, *note.headings, *note.uncited, *read_aloud(note.excerpts)):
        assert "\n" not in words
        assert words == words.strip()
        assert not PRIVATE.search(words)


def read_aloud(excerpts: tuple[Excerpt, ...]) -> list[str]:
    """All that the excerpts of a note show."""
    return [
        words
        for excerpt in excerpts
        for words in (excerpt.text, excerpt.context, excerpt.label, *excerpt.headings)
    ]


def count_lines(text: str) -> int:
    return text.replace("\r\n", "\n").count("\n") + 1


def find_leftovers(note: Note) -> list[str]:
    """Excerpts that still show a citation."""
    return [excerpt.text for excerpt in note.excerpts if _LEFTOVER.search(excerpt.text)]
