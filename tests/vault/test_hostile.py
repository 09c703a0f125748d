"""No text makes the reader raise, or take more than a moment."""

import gc
import random
import re
import time
from collections.abc import Callable
from math import isqrt

import pytest

from bot.model import Note
from bot.vault import parse_text
from bot.vault.citations import MARK, mark_citations
from bot.vault.inline import parse_plain, protect
from tests.vault.invariants import check_reading
from tests.vault.pieces import HEAD, PIECES, repeat

MEGABYTE = 1_000_000
PART = MEGABYTE // 8
SMALL = 25_000
SLACK = 4
"""How far eight times the text may take more than eight times as long: caches, other processes.
What is quadratic takes 64 times as long: twice what this allows."""
ROUNDS = 10
"""A busy machine slows a long measurement for seconds, and lets a short one through."""
MOMENT = 0.1
"""Seconds that no ratio is taken of, for a megabyte; less for less."""
LEAST_MOMENT = 0.01
FUSE = 10.0
"""Four times the slowest megabyte on a busy machine; what is quadratic takes minutes."""

FRAMES = {
    "bare": ("", ""),
    "body": (HEAD, ""),
    "open": ("---\n", ""),
    "yaml": ("---\ntitle: ", "\n---\nA [0:01].\n"),
}

ENDS = [
    "]", ")", "]]", "](", "](a)", "|a]]", "\\)", "\\]", "$$", "`", "```\n", "**", "_", ">", "-->",
    "</a>", "a", "a [0:01]", "[0:01]", "0:01", "\n[0:01]", "\n---\n", "\n|-|\n", '"', "”", "?",
    ". A", "\\", "\0",
]  # fmt: skip


def measure(text: str) -> float:
    """Seconds of processor time: not those of other processes, nor of what other tests left to be
    collected."""
    gc.disable()
    try:
        started = time.thread_time()
        parse_text("a/b.md", text)
        return time.thread_time() - started
    finally:
        gc.enable()


def assert_linear(whole: str, part: str) -> None:
    """Eight times the text takes about eight times as long: minima, as noise only ever adds."""
    slow = fast = float("inf")
    moment = max(LEAST_MOMENT, MOMENT * len(whole) / MEGABYTE)
    for _ in range(ROUNDS):
        slow = min(slow, measure(whole))
        if slow <= moment:
            return
        fast = min(fast, measure(part))
        if slow <= SLACK * 8 * fast and slow <= FUSE:
            return
    pytest.fail(f"{slow:.2f} s for {len(whole)} characters, {fast:.2f} s for {len(part)}")


@pytest.mark.parametrize("frame", ["body", "open", "yaml"])
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_again_and_again(piece: str, frame: str) -> None:
    before, after = FRAMES[frame]
    check_reading(before + repeat(piece, 2_000) + after)
    assert measure(before + repeat(piece, SMALL) + after) < FUSE / 8


@pytest.mark.slow
@pytest.mark.parametrize(
    ("frame", "size"), [("bare", MEGABYTE // 4), ("body", MEGABYTE), ("yaml", MEGABYTE // 4)]
)
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_eight_times_as_much_takes_eight_times_as_long(piece: str, frame: str, size: int) -> None:
    before, after = FRAMES[frame]
    whole, part = (before + repeat(piece, of) + after for of in (size, size // 8))
    assert_linear(whole, part)


@pytest.mark.slow
@pytest.mark.parametrize("first", PIECES, ids=ascii)
def test_two_pieces_in_turn_or_one_behind_the_other(first: str) -> None:
    for second in random.Random(ascii(first)).sample(PIECES, 4):
        for join in (in_turn, behind):
            whole, part = (HEAD + join(first, second, size) for size in (PART // 2, PART // 16))
            assert_linear(whole, part)


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_what_closes_or_breaks_all_that_was_opened(piece: str) -> None:
    for end in random.Random(ascii(piece)).sample(ENDS, len(ENDS) // 2):
        whole, part = (HEAD + repeat(piece, size) + end for size in (PART // 4, PART // 32))
        assert_linear(whole, part)


def in_turn(first: str, second: str, size: int) -> str:
    return repeat(first + second, size)


def behind(first: str, second: str, size: int) -> str:
    return repeat(first, size // 2) + repeat(second, size // 2)


LONG: dict[str, Callable[[int], str]] = {
    "one word": lambda n: "x" * n,
    "a table as wide as it is long": lambda n: (
        "| a " * (n // 40) + "|\n" + "|-" * (n // 40) + "|\n" + "| b [0:01] |\n" * (n // 15)
    ),
    "a long heading over much": lambda n: (
        f"# {'tea ' * (n // 9)}\n" + "".join(f"- {i} [0:01]\n" for i in range(n // 30))
    ),
    "sentences": lambda n: "Tea is older than coffee. " * (n // 26),
    "cited sentences": lambda n: "Tea is old [0:01]. Coffee is not. " * (n // 34),
    "other sentences each time": lambda n: "".join(f"Tea {i} [0:01]. " for i in range(n // 18)),
    "a sentence cited everywhere": lambda n: "tea [0:01], " * (n // 12),
    "a sentence cited at every second": lambda n: "".join(
        f"tea {clock(i)} " for i in range(n // 15)
    ),
    "stops before a word": lambda n: "?!" * (n // 2) + "a [0:01]",
    "tildes before a backtick": lambda n: "~" * n + "`",
    "quotes, deeper each line": lambda n: deeper(n, "> ", "a\n"),
    "quotes as deep as the line": lambda n: "> " * (n // 2) + "a [0:01]",
    "lists, deeper each line": lambda n: deeper(n, " ", "- a [0:01]\n"),
    "lists with tabs, deeper each line": lambda n: deeper(n, "\t", "- **a**: b\n"),
    "lists that cite, of any depth": lambda n: deeper(n, "- ", "a [0:01]\n"),
    "brackets that close": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "parentheses that close": lambda n: "[a]" + "(" * (n // 2) + ")" * (n // 2),
    "stars that close": lambda n: "*" * (n // 2) + "a" + "*" * (n // 2),
    "backticks, one more each time": lambda n: deeper(n, "`", " "),
    "fences, one longer each time": lambda n: deeper(n, "`", "\n[0:01]\n"),
    "formulas with one end": lambda n: "\\(a <a 0:00>" * (n // 12) + "\\)",
    "one table row": lambda n: "|" + " a [0:01] |" * (n // 11),
    "one table row of blanks": lambda n: "|" + " |" * (n // 2),
    "headings of every level": lambda n: "".join(
        "#" * (i % 6 + 1) + f" {i}\n" for i in range(n // 10)
    ),
    "YAML, deeper each line": lambda n: deeper(n, " ", "a:\n"),
    "YAML, other keys each line": lambda n: "".join(f"k{i}: v\n" for i in range(n // 10)),
}


def clock(second: int) -> str:
    return f"[{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}]"


def deeper(size: int, indent: str, line: str) -> str:
    """Lines that are indented one step more each, for about `size` characters."""
    return "".join(indent * step + line for step in range(isqrt(2 * size // len(indent))))


@pytest.mark.parametrize("frame", ["body", "open", "yaml"])
@pytest.mark.parametrize("make", LONG.values(), ids=LONG)
def test_one_long_thing(make: Callable[[int], str], frame: str) -> None:
    before, after = FRAMES[frame]
    check_reading(before + make(2_000) + after)
    assert measure(before + make(SMALL) + after) < FUSE / 8


@pytest.mark.slow
@pytest.mark.parametrize("frame", ["bare", "body", "yaml"])
@pytest.mark.parametrize("make", LONG.values(), ids=LONG)
def test_a_megabyte_of_one_thing(make: Callable[[int], str], frame: str) -> None:
    before, after = FRAMES[frame]
    assert_linear(before + make(MEGABYTE) + after, before + make(PART) + after)


def test_a_sentence_that_cites_a_different_second_each_time() -> None:
    cited = "".join(f"Tea {clock(second)}. " for second in range(17_000))
    content, _ = check_reading(HEAD + cited)
    assert isinstance(content, Note)
    assert len(content.excerpts[0].moments) == 17_000


@pytest.mark.parametrize("seed", range(200))
def test_mixed_at_random(seed: int) -> None:
    choose = random.Random(seed)
    text = "".join(choose.choices([*PIECES, "word", "Word. ", ": "], k=400))
    for before in ("", HEAD, "---\n"):
        check_reading(before + text)


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
        check_reading(text[:end])
