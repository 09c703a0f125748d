"""What is offered while typing: lately asked, narrowed, never late, never an error."""

import asyncio
import sqlite3
from contextlib import closing
from types import SimpleNamespace
from typing import cast

import discord
import pytest

from bot.model import Choice
from cogs.options import offered
from tests.cogs.conftest import ONE_SHARD

pytestmark = ONE_SHARD

TYPED = [
    ("note", "topic"),
    ("note", "channel"),
    ("quote", "text"),
    ("quote", "channel"),
    ("search", "channel"),
    ("random", "channel"),
    ("video", "video"),
    ("browse", "channel"),
]


def names(choices) -> list[str]:
    return [choice["name"] for choice in choices]


@pytest.mark.parametrize(("command", "option"), TYPED)
async def test_something_is_offered_before_anything_is_typed_in_servers_and_messages(
    alice, channel, command, option
):
    here = await alice.autocomplete(channel, command, option, "")
    dm = await alice.user.autocomplete(command, option, "")

    assert 0 < len(here) <= 25
    assert names(here) == names(dm)
    assert all(0 < len(choice["name"]) <= 100 for choice in here)
    assert all(0 < len(choice["value"]) <= 100 for choice in here)


@pytest.mark.parametrize(
    ("command", "option", "private"),
    [("note", "topic", "why meat rests"), ("quote", "text", "harrison clock")],
)
async def test_what_a_server_asked_for_lately_comes_first_and_never_what_was_private(
    simcord_env, alice, bob, channel, command, option, private
):
    other = simcord_env.create_guild("Other")
    before = names(await bob.autocomplete(channel, command, option, ""))
    for asked in ("knife", "sourdough"):
        await alice.slash(channel, command, **{option: asked})
    found = await alice.slash(channel, command, **{option: private}, private=True)

    lately = await bob.autocomplete(channel, command, option, "")
    dm = await alice.user.autocomplete(command, option, "")
    there = await other.add_member(alice.user).autocomplete(
        other.create_text_channel("general"), command, option, ""
    )

    assert "sourdough" in lately[0]["name"]
    assert "knife" in lately[1]["name"].casefold()
    assert names(dm) == names(there) == before
    key = found.response.embeds[0].footer.text.partition(" ")[0]
    place = [choice["value"] for choice in lately].index(key) if _has(lately, key) else None
    assert place is None or place > 1


def _has(choices, value: str) -> bool:
    return any(choice["value"] == value for choice in choices)


async def test_a_channel_narrows_what_was_asked_lately_too(alice, channel):
    await alice.slash(channel, "note", topic="sourdough")
    await alice.slash(channel, "quote", text="sourdough")

    notes = await alice.autocomplete(channel, "note", "topic", "", channel="longwayround")
    quotes = await alice.autocomplete(channel, "quote", "text", "", channel="longwayround")
    typed = await alice.autocomplete(channel, "quote", "text", "time", channel="longwayround")
    opened = [
        await alice.slash(channel, "quote", text=choice["value"]) for choice in (*quotes, *typed)
    ]

    assert notes
    assert all(name.endswith(" — The Long Way Round") for name in names(notes))
    assert opened
    assert all(
        each.response.embeds[0].author.name.startswith("The Long Way Round") for each in opened
    )


async def test_a_note_that_is_gone_is_not_offered_as_asked_lately(alice, owner, channel, vault):
    await alice.slash(channel, "note", topic="baking a sourdough loaf")
    (vault / "kitchenlab" / "baking_a_sourdough_loaf.md").unlink()
    await owner.slash(channel, "vault reload")

    offered = names(await alice.autocomplete(channel, "note", "topic", ""))

    assert offered
    assert not [name for name in offered if name.startswith("Baking")]


@pytest.mark.parametrize(("command", "option"), TYPED)
async def test_whatever_is_typed_is_no_error(alice, channel, command, option):
    for typed in ("(", '"', "-", "channel:", "*" * 100, "q:zzzz", "n:", "a" * 100, "🎲", "\u202e"):
        choices = await alice.autocomplete(channel, command, option, typed)
        assert len(choices) <= 25


@pytest.mark.parametrize(("command", "option"), [("note", "topic"), ("quote", "text")])
async def test_a_database_that_fails_offers_nothing_and_says_so_in_the_log(
    database, alice, channel, command, option, caplog
):
    with closing(sqlite3.connect(database)) as other:
        other.execute("DROP TABLE guild_settings")
        other.execute("DROP TABLE excerpts")

    choices = await alice.autocomplete(channel, command, option, "")

    assert choices == []
    assert "autocomplete failed" in caplog.text


async def test_what_comes_late_is_given_up_in_time():
    typing = cast("discord.Interaction", SimpleNamespace(extras={}))
    async with asyncio.timeout(1):
        assert await offered(typing, asyncio.sleep(60, [Choice("late", "n:0000000000")])) == []
    assert typing.extras == {"outcome": "given_up"}
