"""Autocomplete choices, within Discord's limits."""

import pytest

from bot.keys import parse_key
from bot.model import Choice, TitleEntry
from bot.reply.choices import channel_choices, note_choices, quote_choices
from bot.reply.text import CHOICE_LIMIT
from tests.reply.build import quote

CHANNELS = [("lexfridman", "Lex Fridman"), ("kitchenlab", "The Kitchen Lab"), ("alex", "Alex")]


def entry(title: str, channel: str = "Lex Fridman", key: int = 7) -> TitleEntry:
    return TitleEntry(1, key, title, "lex", channel)


def test_a_note_is_offered_by_title_and_channel_and_found_by_key() -> None:
    (choice,) = note_choices([entry("DeepSeek *R1*")])

    assert choice.name == "DeepSeek *R1* — Lex Fridman"
    assert parse_key(choice.value, prefix="n:") == 7


def test_a_note_without_a_channel_is_offered_by_title() -> None:
    assert [choice.name for choice in note_choices([entry("DeepSeek", "")])] == ["DeepSeek"]


@pytest.mark.parametrize("title", ["word " * 80, "x" * 300, "强" * 300, "a" * 83])
def test_a_long_title_is_shortened_and_its_channel_kept_whole(title: str) -> None:
    (choice,) = note_choices([entry(title)])

    assert choice.name.endswith("… — Lex Fridman") or choice.name == f"{title} — Lex Fridman"
    assert len(choice.name) <= CHOICE_LIMIT


def test_two_long_names_share_the_room() -> None:
    (choice,) = note_choices([entry("word " * 80, "channel " * 80)])
    title, _, channel = choice.name.partition(" — ")

    assert len(choice.name) <= CHOICE_LIMIT
    assert title.startswith("word word")
    assert channel.startswith("channel channel")


def test_a_quote_is_offered_by_its_beginning_and_found_by_key() -> None:
    (choice,) = quote_choices([quote("The words of *it*. " * 20)])

    assert choice.name.startswith("The words of *it*.")
    assert len(choice.name) <= CHOICE_LIMIT
    assert parse_key(choice.value, prefix="q:") == 202


def test_no_more_are_offered_than_discord_takes() -> None:
    assert len(note_choices(entry("Title", key=number) for number in range(100))) == 25
    assert len(quote_choices([quote("Words.")] * 100)) == 25
    assert len(channel_choices([(str(number), "x") for number in range(100)])) == 25


def test_a_channel_is_offered_by_its_name() -> None:
    assert channel_choices([("kitchenlab", "The Kitchen Lab")]) == [
        Choice("The Kitchen Lab", "kitchenlab")
    ]
    (long,) = channel_choices([("key", "name " * 50)])
    assert len(long.name) <= CHOICE_LIMIT
    (deep,) = channel_choices([("k" * 150, "A name")])
    assert deep.value == "A name"
