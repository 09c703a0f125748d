"""What comes late or twice: announced in time, seen by whom it is for, and quiet in the log."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from tests.e2e.actors import NoAnswerError
from tests.e2e.process import DATABASE, asleep, running, stopped, unreadable

UNTIL_ANNOUNCED = 1.5
ALREADY = {"code": 40060, "message": "Interaction has already been acknowledged."}


async def test_a_slow_answer_is_announced_and_seen_only_by_whom_it_is_for(discord, tmp_path):
    alice, bob = discord.user("alice"), discord.user("bob")
    room = discord.guild("Room", members=[alice, bob], administrators=[discord.owner])
    quiet = discord.guild("Quiet", members=[alice], administrators=[discord.owner])
    async with running(tmp_path, discord) as process:
        await discord.slash(discord.owner, quiet, "settings set", replies="private")
        found = await discord.slash(alice, room, "quote", text="sourdough")
        with unreadable(tmp_path / DATABASE):
            asked = [
                asyncio.create_task(each)
                for each in (
                    discord.slash(alice, room, "quote", text="deepseek"),
                    discord.slash(alice, room, "quote", text="deepseek", private=True),
                    discord.slash(alice, quiet, "quote", text="deepseek"),
                    discord.slash(alice, room, "note", topic="n:0000000000"),
                    discord.press(alice, found, "Next match (1 of 8)"),
                    discord.press(bob, found, "Later ▶"),
                    discord.autocomplete(alice, room, "quote", "text", "sourdough"),
                )
            ]
            await discord.wait_call("POST", "/callback$", count=9)
        public, private, by_setting, missing, turned, copy, choices = await asyncio.gather(*asked)
        by_setting = await discord.refreshed(by_setting, followups=1)
        missing = await discord.refreshed(missing, followups=1)
        code, log = await stopped(process)

    assert (public.type, public.ephemeral, public.followups) == (5, False, ())
    assert "DeepSeek" in public.embeds[0]["title"]
    assert (private.type, private.ephemeral, private.followups) == (5, True, ())
    assert private.embeds == public.embeds
    for hidden, words in ((by_setting, "DeepSeek"), (missing, "no longer in the vault")):
        assert (hidden.type, hidden.message) == (5, None)
        (alone,) = hidden.followups
        assert alone.ephemeral
        assert words in str(alone.payload)
    assert (turned.type, turned.message.id, turned.followups) == (6, found.message.id, ())
    assert "Next match (2 of 8)" in turned.buttons
    assert (copy.type, copy.ephemeral) == (5, True)
    assert copy.message.id != found.message.id
    assert choices == []
    slow = (public, private, by_setting, missing, turned, copy)
    assert all(UNTIL_ANNOUNCED <= answer.seconds < 3 for answer in slow)
    assert code == 0
    assert "Traceback" not in log


async def test_a_fault_after_the_announcement_is_told_privately_and_spoils_no_answer(
    discord, tmp_path
):
    alice, bob = discord.user("alice"), discord.user("bob")
    room = discord.guild("Room", members=[alice, bob])
    async with running(tmp_path, discord) as process:
        found = await discord.slash(alice, room, "quote", text="sourdough")
        with closing(sqlite3.connect(tmp_path / DATABASE)) as other:
            other.execute("ALTER TABLE excerpts RENAME TO elsewhere")
            with unreadable(tmp_path / DATABASE):
                asked = [
                    asyncio.create_task(each)
                    for each in (
                        discord.slash(alice, room, "quote", text="deepseek"),
                        discord.slash(alice, room, "quote", text="deepseek", private=True),
                        discord.press(alice, found, "Next match (1 of 8)", settle=False),
                        discord.press(bob, found, "Next match (1 of 8)"),
                    )
                ]
                await discord.wait_call("POST", "/callback$", count=5)
            public, private, turned, copy = await asyncio.gather(*asked)
            public = await discord.refreshed(public, followups=1)
            turned = await discord.refreshed(turned, followups=1)
            at_once = await discord.slash(alice, room, "quote", text="agi")
            other.execute("ALTER TABLE elsewhere RENAME TO excerpts")
        again = await discord.slash(alice, room, "quote", text="deepseek")
        code, log = await stopped(process)

    assert public.message is None
    assert turned.message is not None
    assert turned.embeds == found.embeds
    assert turned.buttons == found.buttons
    told = [public.followups[0], private.message, turned.followups[0], copy.message]
    for message in (*told, at_once.message):
        assert message is not None
        assert message.ephemeral
        assert "Something went wrong on our side" in message.content
        assert message.content.partition("error ")[2].rstrip(")") in log
    assert "DeepSeek" in again.embeds[0]["title"]
    assert code == 0


@pytest.mark.slow
async def test_what_discord_has_given_up_or_has_already_is_a_line_in_the_log(discord, tmp_path):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice])
    async with running(tmp_path, discord) as process:
        found = await discord.slash(alice, room, "quote", text="sourdough")
        with asleep(process):
            late = [
                asyncio.create_task(each)
                for each in (
                    discord.slash(alice, room, "quote", text="deepseek"),
                    discord.press(alice, found, "Cite"),
                    discord.autocomplete(alice, room, "note", "topic", "agi"),
                )
            ]
            given_up = await asyncio.gather(*late, return_exceptions=True)
        await discord.wait_call("POST", "/callback$", count=4)
        for _ in range(2):
            discord.fail_next("POST", "/callback$", 400, body=ALREADY)
        before = len(discord.requests)
        twice = [
            asyncio.create_task(each)
            for each in (
                discord.slash(alice, room, "quote", text="deepseek"),
                discord.press(alice, found, "Cite"),
            )
        ]
        await discord.wait_call("POST", "/callback$", count=6)
        after = await discord.slash(alice, room, "quote", text="deepseek")
        for task in twice:
            task.cancel()
        code, log = await stopped(process)

    assert all(isinstance(each, NoAnswerError) for each in given_up)
    assert len([each for each in discord.requests[before:] if each.method == "POST"]) == 3
    assert "DeepSeek" in after.embeds[0]["title"]
    warned = [line for line in log.splitlines() if "came too late or twice" in line]
    assert len(warned) == 5
    assert len([line for line in warned if "choices came" in line]) == 1
    assert len([line for line in warned if "/quote" in line]) == 2
    assert code == 0
    assert "Traceback" not in log
