"""Text as Discord takes it: nothing formats that its author didn't mean, nothing grows too long."""

import random
import re

import pytest

from bot.reply.text import (
    ELLIPSIS,
    clock,
    emphasise,
    escape,
    moment_link,
    shorten,
    thumbnail,
    typed,
    visible,
    watch_link,
)
from tests.reply.build import LINK, VIDEO, moment

PIECES = [
    *("a", "deep ", "seek. ", "1", "12. ", "é", "强化", "👩‍👩‍👧", " ", "  ", "\n", "…", "! ", "。"),
    *("*", "**", "_", "`", "```", "~~", "~", "|", "||", "\\", "[", "](", ")", "<", ">", "> ", "# "),
    *("- ", "+ ", "1) ", ":", ":a:", "://", "@everyone", "@", "<@1>", "<t:1:R>", "http://a.b/c"),
]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("[click](https://evil.example)", r"\[click\](https\://evil.example)"),
        ("see https://a.example/x_y", r"see https\://a.example/x\_y"),
        ("<https://a.example>", r"\<https\://a.example>"),
        ("@everyone and @here", r"\@everyone and \@here"),
        ("<@123> <@&1> <#5>", r"\<@123> \<@&1> \<#5>"),
        ("<t:1700000000:R>", r"\<t\:1700000000:R>"),
        (":smile:", r"\:smile:"),
        ("<:name:123>", r"\<\:name:123>"),
        ("*a* **b** __c__", r"\*a\* \*\*b\*\* \_\_c\_\_"),
        ("~~gone~~ ||hidden||", r"\~~gone\~~ \||hidden\||"),
        ("`code` ```block```", r"\`code\` \`\`\`block\`\`\`"),
        ("a\\b", r"a\\b"),
        ("# heading", r"\# heading"),
        ("### heading", r"\### heading"),
        ("-# small", r"\-# small"),
        ("> quote", r"\> quote"),
        (">>> quote", r"\>>> quote"),
        ("- item", r"\- item"),
        ("  - item", r"  \- item"),
        ("+ item", r"\+ item"),
        ("* item", r"\* item"),
        ("1. item", r"1\. item"),
        ("12) item", r"12\) item"),
        ("one\n# two\n3. four", "one\n\\# two\n3\\. four"),
    ],
)
def test_marks_are_shown_as_they_stand(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words, with a comma; and (brackets).",
        "At 12:34 it cost $5 — about 3.5% more!",
        "a - b + c # d > e",
        "me@example.com ~5 a|b",
        "C# and C++ in 2024. Then 2025",
        "Don't “quote” ‘me’: 强化学习",
    ],
)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert escape(text) == text


def test_what_discord_shows_of_escaped_text_is_the_text() -> None:
    for text in _random_texts(3000):
        assert _shown(escape(text)) == text


def test_no_mark_up_is_left_open_to_discord() -> None:
    live = re.compile(
        r"[*_`\[<]|~~|\|\||://|@everyone|@here|:\w+:|^\s*(?:#|>|-|\+|\d+[.)])", re.MULTILINE
    )
    for text in _random_texts(3000):
        inert = re.sub(r"\\.", "\ufffc", escape(text))
        assert not live.search(inert), ascii(text)


@pytest.mark.parametrize(
    ("text", "spans", "shown"),
    [
        ("deep seek", [(0, 4)], "**deep** seek"),
        ("deep seek", [(0, 4), (5, 9)], "**deep** **seek**"),
        ("on deep_seek*", [(3, 12)], r"on **deep\_seek**\*"),
        ("plain *", [], r"plain \*"),
        ("all", [(0, 3)], "**all**"),
    ],
)
def test_emphasis_is_bold_and_the_rest_escaped(
    text: str, spans: list[tuple[int, int]], shown: str
) -> None:
    assert emphasise(text, spans) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shortened"),
    [
        ("short", 5, "short"),
        ("", 5, ""),
        ("one two three", 12, "one two…"),
        ("one two three", 13, "one two three"),
        ("one, two, three", 10, "one, two…"),
        ("one two — three", 12, "one two…"),
        ("The first is over. The second goes on", 25, "The first is over.…"),
        ("He asked “why?” and so on", 18, "He asked “why?”…"),
        ("Hi. A much longer sentence follows here", 30, "Hi. A much longer sentence…"),
        ("uninterrupted", 5, "unin…"),
        ("a " + "b" * 50, 20, "a " + "b" * 17 + "…"),
        ("强化学习让模型自己试错", 6, "强化学习让…"),
        ("强化学习。让模型自己试错", 7, "强化学习。…"),
    ],
)
def test_long_text_ends_with_a_sentence_or_a_word(text: str, limit: int, shortened: str) -> None:
    assert shorten(text, limit) == shortened


@pytest.mark.parametrize("render", [str, escape])
def test_shortened_text_is_a_prefix_within_the_limit(render) -> None:
    draw = random.Random(7)
    for text in _random_texts(3000):
        limit = draw.randint(4, 60)
        short = shorten(text, limit, render=render)
        assert len(short) <= limit, ascii(text)
        if short != render(text):
            kept = _shown(short) if render is escape else short
            assert kept.endswith(ELLIPSIS), ascii(text)
            assert text.startswith(kept.removesuffix(ELLIPSIS)), ascii(text)
        else:
            assert len(render(text)) <= limit


def test_no_escape_is_cut_in_two() -> None:
    for text in _random_texts(1000):
        for limit in (5, 9, 17, 40):
            short = shorten(text, limit, render=escape)
            dangling = re.sub(r"\\[^a-zA-Z0-9\s]", "", short)
            assert "\\" not in dangling, ascii(text)


def test_shortened_text_keeps_most_of_what_fits() -> None:
    texts = ["OpenAI 说 " + "强化学习" * 900, "see " + "x" * 5000, "word " * 900, "One. " * 900]

    for text in texts:
        assert len(shorten(text, 200)) >= 100


def test_emphasis_survives_shortening() -> None:
    def bold(text: str) -> str:
        return emphasise(text, [span for span in [(4, 8), (50, 54)] if span[1] <= len(text)])

    short = shorten("the deep " + "words " * 20, 40, render=bold)

    assert short.startswith("the **deep** words")
    assert short.count("**") == 2
    assert len(short) <= 40


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00"),
        (9, "0:09"),
        (60, "1:00"),
        (1340, "22:20"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (3723, "1:02:03"),
        (36_000, "10:00:00"),
    ],
)
def test_clock(seconds: int, shown: str) -> None:
    assert clock(seconds) == shown


def test_a_watch_link_opens_at_a_second_where_one_is_given() -> None:
    assert watch_link(VIDEO) == LINK
    assert watch_link(VIDEO, 0) == f"{LINK}?t=0"
    assert watch_link(VIDEO, 1370) == f"{LINK}?t=1370"


@pytest.mark.parametrize(
    ("seconds", "lead_in", "link"),
    [
        (1370, 0, f"{LINK}?t=1370"),
        (1370, 3, f"{LINK}?t=1367"),
        (2, 3, f"{LINK}?t=0"),
        (0, 0, f"{LINK}?t=0"),
        (43_199, 0, f"{LINK}?t=43199"),
        (43_200, 0, LINK),
        (10**9, 5, LINK),
    ],
)
def test_a_moment_opens_a_little_before_it_and_never_at_an_impossible_time(
    seconds: int, lead_in: int, link: str
) -> None:
    assert moment_link(moment(seconds), lead_in=lead_in) == link


def test_a_thumbnail_is_the_videos() -> None:
    assert VIDEO in thumbnail(VIDEO)


def _random_texts(count: int) -> list[str]:
    draw = random.Random(2025)
    return ["".join(draw.choices(PIECES, k=draw.randint(0, 14))) for _ in range(count)]


def _shown(escaped: str) -> str:
    """What Discord shows: a backslash before a mark is dropped."""
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", escaped)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tea\nis\r\n old\x00\x1b[31m\u2028", "tea is old[31m"),
        ("\u202edrow\u202c \u2066\u2069\u200e", "drow"),
        ("a\u200b\u2060\ufeff\u00adb", "ab"),
        ("half \ud83d and \udcff", "half and"),
        ("\u200d a \u200c\u200d b\u200d", "a b"),
        ("می\u200cخواهم क्\u200dष 👩‍👩‍👧", "می\u200cخواهم क्\u200dष 👩‍👩‍👧"),
        ("a\u200d\u200d\u200db", "a\u200db"),
        ("☕\ufe0f", "☕\ufe0f"),
    ],
    ids=ascii,
)
def test_nothing_that_was_typed_hides_or_reorders_what_stands_beside_it(
    text: str, shown: str
) -> None:
    assert visible(text) == shown
    assert typed(text, 100) == escape(shown)


def test_what_was_typed_acts_nowhere_and_ends_within_its_room() -> None:
    assert typed("# *a*\n> <@1>", 100) == r"\# \*a\* > \<@1>"
    assert len(typed("*" * 6_000, 100)) <= 100
