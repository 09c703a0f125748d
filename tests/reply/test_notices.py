"""Short answers in words: private, within the limit, and formatting nothing of what was typed."""

import re

import pytest

from bot.model import LoadReport, Problem, VaultStatus
from bot.reply import notices
from bot.reply.message import Reply
from bot.reply.text import CONTENT_LIMIT

EVIL = "*@everyone* [x](https://evil.example) <@1> "
STATUS = VaultStatus(
    notes=1234,
    excerpts=56789,
    videos=12,
    channels=3,
    problems=2,
    repaired_notes=3,
    repaired=7,
    loaded_at=1_700_000_000,
    database_bytes=12_345_678,
)
REPORT = LoadReport(
    notes=1234,
    excerpts=56789,
    added=1,
    changed=2,
    removed=3,
    unchanged=1231,
    problems=0,
    repaired_notes=3,
    repaired=7,
    seconds=1.26,
)


def problems(count: int, message: str = "unknown key") -> list[Problem]:
    return [Problem(f"lex/{number}.md", number, "code", message) for number in range(count)]


@pytest.mark.parametrize(
    "reply",
    [
        notices.nothing_found(EVIL * 200, kind="note", nearest=[EVIL * 60] * 5, channel=EVIL * 60),
        notices.nothing_found(
            "x" * 6000, kind="quote", nearest=["y" * 6000] * 5, channel="z" * 900
        ),
        notices.nothing_found("x", kind="note", nearest=[EVIL * 60] * 5),
        notices.nothing_found("x", kind="note", nearest=["word " * 90] * 5),
        notices.unknown_channel(EVIL * 200),
        notices.load_failed(OSError(EVIL * 200)),
        notices.load_failed(OSError("x" * 6000)),
        notices.vault_status(STATUS, problems(50, EVIL * 200)),
        notices.vault_status(STATUS, problems(50, "x" * 6000)),
    ],
)
def test_a_notice_is_private_inert_and_within_the_limit(reply: Reply) -> None:
    live = re.sub(r"\\.", "", reply.content)

    assert reply.ephemeral
    assert 0 < len(reply.content) <= CONTENT_LIMIT
    assert not re.search(r"@everyone|\]\(|<@|\\", live)
    assert live.count("**") % 2 == 0


def test_what_was_asked_is_named_with_the_nearest_there_is() -> None:
    reply = notices.nothing_found("xyzzy_", kind="quote", nearest=["DeepSeek", "AGI"])

    assert reply.content == "No quote found for “xyzzy\\_”.\nNearest: **DeepSeek** · **AGI**"


def test_a_channel_is_named_and_may_be_left_out() -> None:
    reply = notices.nothing_found("xyzzy", kind="note", nearest=[], channel="Lex Fridman")

    assert "in Lex Fridman." in reply.content
    assert "without the channel" in reply.content
    alone = notices.nothing_found("xyzzy", kind="note", nearest=[])
    assert "channel" not in alone.content


def test_an_unknown_channel_is_named() -> None:
    assert "“nobody”" in notices.unknown_channel("nobody").content


def test_a_reload_says_what_changed() -> None:
    content = notices.load_report(REPORT).content

    for part in ("+1 ~2 −3", "1,231 unchanged", "1,234 notes", "56,789 quotes", "1.3 s"):
        assert part in content
    assert "problem" not in content


def test_a_failed_reload_says_why() -> None:
    assert "vault is gone" in notices.load_failed(OSError("vault is gone")).content


def test_status_counts_and_shows_the_first_problems() -> None:
    reply = notices.vault_status(STATUS, problems(2))

    for part in ("**1,234** notes", "**56,789** quotes", "<t:1700000000:R>", "12.3 MB"):
        assert part in reply.content
    assert "- lex/1.md:1 code unknown key" in reply.content
    assert reply.attachment is None


def test_status_attaches_all_problems_where_they_are_many() -> None:
    reply = notices.vault_status(STATUS, problems(40, "m" * 5000))

    assert reply.attachment
    name, text = reply.attachment
    assert name == "problems.txt"
    assert text.splitlines() == [
        f"lex/{number}.md:{number} code {'m' * 5000}" for number in range(40)
    ]
    assert reply.content.count("\n- ") == 10


def test_status_before_the_first_load_says_never() -> None:
    empty = VaultStatus(0, 0, 0, 0, 0, 0, 0, None, 0)

    content = notices.vault_status(empty, []).content
    assert "Loaded never" in content
    assert "No problems." in content


def test_a_problem_line_is_one_line_and_acts_on_no_terminal() -> None:
    line = notices.problem_line(Problem("a\n::error::b.md", 1, "code", "\x1b[31mred\x07"))

    assert line == "a\\x0a::error::b.md:1 code \\x1b[31mred\\x07"
