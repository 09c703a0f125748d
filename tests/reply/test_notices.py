"""Short answers in words: private, within the limit, and formatting nothing of what was typed."""

import re

import pytest

from bot.model import Action, Miss, Verb
from bot.reply import daily, notices, reports
from bot.reply.embeds import Look
from bot.reply.hits import search_reply
from bot.reply.message import Reply
from bot.reply.shown import shared
from bot.reply.text import CONTENT_LIMIT, LABEL_LIMIT
from tests.reply.build import buttons_of, live

EVIL = "*@everyone* [x](https://evil.example) <@1> "


def near(*names: str) -> list[tuple[str, Action]]:
    return [(name, Action(Verb.NOTE, number)) for number, name in enumerate(names, start=1)]


@pytest.mark.parametrize(
    "reply",
    [
        notices.nothing_found(
            EVIL * 200, kind="note", nearest=near(*[EVIL * 60] * 5), channel=EVIL * 60
        ),
        notices.nothing_found(
            "x" * 6000, kind="quote", nearest=near(*["y" * 6000] * 5), channel="z" * 900
        ),
        notices.nothing_found("x", kind="note", nearest=near(*[EVIL * 60] * 5)),
        notices.nothing_found("x", kind="note", nearest=near(*["word " * 90] * 5)),
        notices.gone("quote", near(*[EVIL * 60] * 5)),
        notices.unknown_channel(EVIL * 200),
    ],
)
def test_a_notice_is_private_inert_and_within_the_limit(reply: Reply) -> None:
    shown = live(reply.content)

    assert reply.ephemeral
    assert reply.notice
    assert 0 < len(reply.content) <= CONTENT_LIMIT
    assert not re.search(r"@everyone|\]\(|<@|\\", shown)
    assert shown.count("**") % 2 == 0
    assert all(0 < len(button.label) <= LABEL_LIMIT for button in buttons_of(reply))


def test_what_was_asked_is_named_and_the_nearest_there_is_offered() -> None:
    reply = notices.nothing_found("xyzzy_", kind="quote", nearest=near("DeepSeek", "*AGI*"))

    assert reply.content == "No quote found for “xyzzy\\_”.\nDid you mean one of these?"
    # What stands on a button is no mark-up.
    assert [button.label for button in buttons_of(reply)] == ["DeepSeek", "*AGI*"]
    assert [button.action.key for button in buttons_of(reply)] == [1, 2]


def test_a_search_finds_nothing_rather_than_no_search() -> None:
    assert notices.nothing_found("x", kind="search").content == "Nothing found for “x”."


def test_a_row_of_what_is_nearest_is_offered_each_once() -> None:
    names = [*near("A", "B"), ("A again", Action(Verb.NOTE, 1)), *near(*"12345678")[2:]]
    reply = notices.gone("note", names)

    assert reply.content == "That note is no longer in the vault.\nThe nearest there is:"
    assert [button.label for button in buttons_of(reply)] == ["A", "B", "3", "4", "5"]


def test_what_is_gone_without_anything_near_says_only_that() -> None:
    reply = notices.gone("quote")

    assert reply.content == "That quote is no longer in the vault."
    assert reply.rows == ()


@pytest.mark.parametrize("name", ["", " ", "\n"])
def test_what_has_no_name_is_offered_all_the_same(name: str) -> None:
    assert [button.label for button in buttons_of(notices.gone("note", near(name)))] == ["…"]


def test_a_channel_is_named_and_may_be_left_out() -> None:
    reply = notices.nothing_found("xyzzy", kind="note", nearest=[], channel="Lex Fridman")

    assert "in Lex Fridman." in reply.content
    assert "without the channel" in reply.content
    alone = notices.nothing_found("xyzzy", kind="note", nearest=[])
    assert "channel" not in alone.content


def test_an_unknown_channel_is_named() -> None:
    assert "“nobody”" in notices.unknown_channel("nobody").content


HIDING = "tea\u202e\u2066\n\x1b[2J\u200b\ud800"


@pytest.mark.parametrize(
    "text",
    [
        notices.nothing_found(HIDING, kind="note", channel=HIDING).content,
        notices.unknown_channel(HIDING, [HIDING]).content,
        daily.bad_time(HIDING).content,
        daily.bad_zone(HIDING, []).content,
        search_reply(
            HIDING, [], Look(), turn=Action(Verb.SEARCH), page=0, pages=1, private=True
        ).embeds[0].title,
        shared(Reply(), by=HIDING).content,
        reports.misses([Miss("note", HIDING, 1, 0)], kept=True).content,
    ],
)  # fmt: skip
def test_wherever_typed_text_is_echoed_nothing_of_it_hides_or_reorders(text: str) -> None:
    assert "tea" in text
    assert not re.search("[\u202e\u2066\x1b\u200b\ud800]|tea\n", text)
