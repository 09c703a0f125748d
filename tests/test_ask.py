"""A slash command read from one line of text."""

import pytest

from bot.answers import ANYBODY, Answers, Desk
from bot.ask import Asked, ask, parse_asked
from bot.errors import ConfigError
from bot.library import Library
from bot.reply.embeds import Look
from bot.store.sqlite.store import SqliteStore


@pytest.mark.parametrize(
    ("typed", "main", "options"),
    [
        ("deepseek", "deepseek", {}),
        ("  deep   seek ", "deep seek", {}),
        ("text:deepseek", "deepseek", {}),
        ('text:"deep seek" channel:lex', "deep seek", {"channel": "lex"}),
        ("text:deep seek channel:lex", "deep seek", {"channel": "lex"}),
        ('channel:"Lex Fridman" deep seek', "deep seek", {"channel": "Lex Fridman"}),
        ("deep channel:lex seek private:true", "deep seek", {"channel": "lex", "private": "true"}),
        ('"deep seek" -games', '"deep seek" -games', {}),
        ("re: markets", "re: markets", {}),
        ("https://a.example/x:y", "https://a.example/x:y", {}),
        ("pre-channel:lex", "pre-channel:lex", {}),
        ('"channel:lex"', '"channel:lex"', {}),
        ("n:4tq9x0c2mz", "n:4tq9x0c2mz", {}),
        ("channel:a channel:b x", "channel:b x", {"channel": "a"}),
        ('text:"deep seek', "deep seek", {}),
        ("channel: deepseek", "deepseek", {"channel": ""}),
        ("", "", {}),
        ("channel:lex", "", {"channel": "lex"}),
        ("强化学习 channel:强", "强化学习", {"channel": "强"}),
    ],
)
def test_the_main_option_stands_bare_or_by_name_and_the_others_by_name(
    typed: str, main: str, options: dict[str, str]
) -> None:
    assert parse_asked(typed, main="text") == Asked(main, options)


def test_the_main_option_has_its_commands_name() -> None:
    assert parse_asked("topic:deep", main="topic").main == "deep"
    assert parse_asked("topic:deep", main="text").main == "topic:deep"


@pytest.mark.parametrize(
    ("typed", "private"),
    [
        ("true", True),
        ("Yes", True),
        ("1", True),
        ("false", False),
        ("no", False),
        ("", None),
        ("maybe", None),
    ],
)
def test_private_is_asked_for_in_words(typed: str, private: bool | None) -> None:
    assert parse_asked(f"x private:{typed}", main="text").asker.private is private


def test_what_was_not_asked_for_is_empty() -> None:
    asked = parse_asked("x", main="text")

    assert (asked.channel, asked.where, asked.asker) == ("", "both", ANYBODY)


@pytest.fixture
def answers(sample: Library, store: SqliteStore) -> Answers:
    return Answers(Desk(sample, store, Look()))


@pytest.mark.parametrize(
    "line", ["/quote deepseek", "quote deepseek", '  /quote text:"deepseek"  ']
)
async def test_a_line_is_answered_as_its_command(answers: Answers, line: str) -> None:
    reply = await ask(answers, line)

    assert "**DeepSeek" in (reply.embeds[0].description or "")
    assert not reply.ephemeral


async def test_a_note_is_answered_privately_within_a_channel(answers: Answers) -> None:
    reply = await ask(answers, '/note sourdough channel:"The Kitchen Lab" private:yes')

    assert "sourdough" in (reply.embeds[0].title or "")
    assert reply.ephemeral


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("/qoute deepseek", "no command /qoute"),
        ("", "no command /"),
        ("/", "no command /"),
        ("/quote", "/quote needs its text"),
        ("/quote   ", "/quote needs its text"),
        ("/note channel:kitchenlab", "/note needs its topic"),
    ],
)
async def test_what_cannot_be_asked_names_what_can(answers: Answers, line: str, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        await ask(answers, line)
