"""How often one person may ask, and press."""

import asyncio

import pytest

from bot.client import PRESSES
from bot.tree import Cooldown
from tests.cogs.conftest import ONE_SHARD

pytestmark = ONE_SHARD
USES = 5


@pytest.fixture(autouse=True)
def hurried(simcord_bot) -> None:
    simcord_bot.tree.cooldown = Cooldown(USES, 10.0)
    simcord_bot.tree.press_cooldown = Cooldown(USES * PRESSES, 10.0)


async def test_the_sixth_command_in_ten_seconds_waits(alice, bob, channel):
    results = [await alice.slash(channel, "about") for _ in range(USES)]
    sixth = await alice.slash(channel, "note", topic="agi")
    other = await bob.slash(channel, "note", topic="agi")

    assert all("Vaultbot" in result.response.content for result in results)
    assert sixth.ephemeral
    assert "ask again in" in sixth.response.content
    assert not other.ephemeral


async def test_who_must_wait_with_commands_may_still_press_and_type(alice, channel):
    found, *_ = [await alice.slash(channel, "quote", text="sourdough") for _ in range(USES + 1)]

    following = await alice.click(found.response, label="Next match (1 of 8)")
    choices = await alice.autocomplete(channel, "note", "topic", "agi")

    assert following.response.id == found.response.id
    assert choices


async def test_too_many_presses_wait_privately_and_leave_the_answer_as_it_is(alice, bob, channel):
    found = await alice.slash(channel, "quote", text="sourdough")
    for _ in range(USES * PRESSES):
        await alice.click(found.response, label="Cite")
    before = found.response.message.content, found.response.components

    late = await alice.click(found.response, label="Later ▶")
    other = await bob.click(found.response, label="Cite")

    assert late.ephemeral
    assert "ask again in" in late.response.content
    assert (found.response.message.content, found.response.components) == before
    assert "Markdown" in other.response.content


async def test_after_the_wait_it_answers_again(simcord_bot, alice, channel):
    simcord_bot.tree.cooldown = Cooldown(1, 0.2)
    first = await alice.slash(channel, "note", topic="agi")
    second = await alice.slash(channel, "note", topic="agi")
    await asyncio.sleep(0.2)
    third = await alice.slash(channel, "note", topic="agi")

    assert [each.ephemeral for each in (first, second, third)] == [False, True, False]
