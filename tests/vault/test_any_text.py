"""No text makes the reader raise, or take more than a moment."""

import random
import re
import time

import pytest

from bot.model import Note
from bot.vault import parse_text
from bot.vault.citations import MARK, mark_citations
from bot.vault.inline import parse_plain, protect

HEAD = "---\nvideoId: abcdefghijk\n---\n"
SIZE = 100_000
SECONDS = 2.0
"""Several times what the slowest takes; a quadratic pattern takes minutes."""

PIECES = [
    " ", "-", "[", "]", "(", ">", "*", "_", "`", "|", "#", "~", "\\", "&", "<", "$$", "{{", "=",
    "\t", "\u00a0", "\n", "\r", " \t", "> ", ">\n> ", "- ", "- a\n", "1. ", "***a", "**a**: ",
    "<a", "<a\n", "< a 0:00", "<a yt>", "<!--", "</a>", "<b", "[[", "[[a|", "![[", "](", "[a](",
    "[a](b(", "[^", "\\(", "\\[", "`a``b```", "```\n", "```js\n", "~~~\n", "|a", "|-|\n",
    "a|b\n-|-\n", "[!", "> [!note] a\n", "[0:00", "[0:00]", "[0:00] ", "- [0:00]\n", "[0:00, 0:01",
    "[x](0:00)", "(?t=1", "A [0:01].\n", "A [0:01]. ", "12:34 ", "12:34\n", ". ", "A. ", "。", '"',
    "&#xF0000;", "\U000f0000", "\ufeff", "🙂", "é", "---\n", "a: [", "a: {", "- - ", "&a *a ",
    "From: [[", '<a class="yt-timestamp" data-t="00:00:01">',
]  # fmt: skip


@pytest.mark.parametrize("before", ["", HEAD, "---\n"], ids=["bare", "body", "frontmatter"])
@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_repeated_without_end(before: str, piece: str) -> None:
    text = before + piece * (SIZE // len(piece))
    started = time.perf_counter()
    parse_text("a/b.md", text)
    assert time.perf_counter() - started < SECONDS


def test_a_sentence_that_cites_a_different_second_each_time() -> None:
    cited = "".join(f"Tea [{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}]. " for n in range(17_000))
    started = time.perf_counter()
    content, _ = parse_text("a/b.md", HEAD + cited)
    assert time.perf_counter() - started < SECONDS
    assert isinstance(content, Note)
    assert len(content.excerpts[0].moments) == 17_000


def test_a_run_of_stops_that_ends_no_sentence() -> None:
    started = time.perf_counter()
    parse_text("a/b.md", HEAD + "Tea [0:01] " + "." * SIZE + "x")
    assert time.perf_counter() - started < SECONDS


def test_escaped_brackets_that_end_at_the_same_place() -> None:
    opened = "\\(a <a 0:00>" * (SIZE // 12)
    started = time.perf_counter()
    parse_text("a/b.md", f"{HEAD}{opened}\\)")
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("seed", range(200))
def test_mixed_at_random(seed: int) -> None:
    choose = random.Random(seed)
    text = "".join(choose.choices([*PIECES, "word", "Word. ", ": "], k=400))
    for before in ("", HEAD, "---\n"):
        content, problems = parse_text("a/b.md", before + text)
        assert all(problem.line >= 0 for problem in problems)
        if isinstance(content, Note):
            assert all(excerpt.text.strip() == excerpt.text for excerpt in content.excerpts)
            assert all("\n" not in excerpt.text for excerpt in content.excerpts)


@pytest.mark.parametrize("seed", range(100))
def test_no_markup_takes_a_citation_with_it(seed: int) -> None:
    choose = random.Random(seed)
    marked = mark_citations(protect("".join(choose.choices([*PIECES, "word", "[0:01]"], k=200))))
    marks = re.findall(MARK, parse_plain(marked.text))
    assert sorted(marks) == sorted(re.findall(MARK, marked.text))


def test_a_file_may_end_anywhere() -> None:
    text = (
        HEAD + '# H\n**a** [[b|c]] <a class="yt-timestamp" data-t="00:00:01">[00:00:01]</a>.\n'
        '> [!QUOTE] T\n> "x" [0:02]\n\n| a | b |\n|---|---|\n| c | d [0:03] |\n```md\n`e` \\(f\\)'
    )
    for end in range(len(text)):
        parse_text("a/b.md", text[:end])
