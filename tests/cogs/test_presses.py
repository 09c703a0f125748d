"""Buttons as such: whose answer a press changes, what stays private, what outlives a restart."""

import discord
import pytest
from discord import ui

from tests.cogs.acting import buttons, is_disabled, menus, options, pick, seen
from tests.cogs.conftest import ONE_SHARD, with_permissions

pytestmark = ONE_SHARD

NEXT = "Next match (1 of 8)"
TURNING = [
    ("quote", {"text": "sourdough"}, NEXT),
    ("quote", {"text": "sourdough"}, "◀ Earlier"),
    ("quote", {"text": "sourdough"}, "Later ▶"),
    ("random", {}, "🎲 Another"),
    ("note", {"topic": "agi"}, "▶"),
    ("search", {"query": "sourdough", "private": False}, "▶"),
    ("video", {"video": "https://youtu.be/iGa-6tpLBXA?t=1340"}, "▶"),
]
OPENING = [
    ("quote", {"text": "sourdough"}, "Note"),
    ("quote", {"text": "sourdough"}, "Cite"),
    ("note", {"topic": "agi"}, "Quotes"),
]
CHOOSING = [
    ("note", {"topic": "agi"}, "Related"),
    ("search", {"query": "sourdough", "private": False}, "Open one in full"),
    ("video", {"video": "sourdough"}, "Open a note"),
    ("video", {"video": "https://youtu.be/iGa-6tpLBXA?t=1340"}, "Open a quote"),
]


def as_it_stands(message):
    return seen(message), message.components, message.ephemeral


@pytest.mark.parametrize(("command", "asked", "label"), TURNING)
async def test_the_asker_turns_the_answer_itself(alice, channel, command, asked, label):
    found = await alice.slash(channel, command, **asked)
    # What is by chance may be the first or the last of its video, or the same again.
    before = as_it_stands(found.response)

    pressed = await alice.click(found.response, label=label)

    assert pressed.response.id == found.response.id
    assert not pressed.followups
    assert not pressed.response.ephemeral
    assert command == "random" or as_it_stands(found.response) != before


@pytest.mark.parametrize(("command", "asked", "label"), TURNING)
async def test_anyone_else_gets_a_private_copy_turned_and_the_answer_stays(
    alice, bob, channel, command, asked, label
):
    found = await alice.slash(channel, command, **asked)
    before = as_it_stands(found.response)

    copy = await bob.click(found.response, label=label)

    assert copy.response.id != found.response.id
    assert copy.ephemeral
    assert buttons(copy.response)[-1] == "Share"
    assert as_it_stands(found.response) == before


async def test_a_private_copy_is_turned_in_place_from_then_on(alice, bob, channel):
    found = await alice.slash(channel, "quote", text="sourdough")
    copy = await bob.click(found.response, label=NEXT)

    turned = await bob.click(copy.response, label="Next match (2 of 8)")

    assert turned.response.id == copy.response.id
    assert turned.response.ephemeral
    assert "Next match (3 of 8)" in buttons(turned.response)


@pytest.mark.parametrize(("command", "asked", "label"), OPENING)
@pytest.mark.parametrize("by", ["alice", "bob"])
async def test_what_opens_something_else_opens_it_privately_for_anyone(
    alice, bob, channel, command, asked, label, by
):
    found = await alice.slash(channel, command, **asked)
    before = as_it_stands(found.response)

    opened = await {"alice": alice, "bob": bob}[by].click(found.response, label=label)

    assert opened.ephemeral
    assert opened.response.id != found.response.id
    assert as_it_stands(found.response) == before


@pytest.mark.parametrize(("command", "asked", "menu"), CHOOSING)
@pytest.mark.parametrize("by", ["alice", "bob"])
async def test_what_is_picked_opens_privately_for_anyone(
    alice, bob, channel, command, asked, menu, by
):
    found = await alice.slash(channel, command, **asked)
    before = as_it_stands(found.response)
    label = options(found.response, menu)[-1]

    opened = await pick({"alice": alice, "bob": bob}[by], found.response, menu, label)

    assert opened.ephemeral
    assert label.rstrip("…")[:40] in seen(opened.response).replace("*", "")
    assert as_it_stands(found.response) == before


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("quote", {"text": "sourdough", "private": True}),
        ("note", {"topic": "agi", "private": True}),
        ("search", {"query": "sourdough"}),
        ("random", {"private": True}),
        ("video", {"video": "sourdough", "private": True}),
    ],
)
async def test_a_private_answer_is_shared_once_and_can_then_be_deleted(
    alice, bob, channel, command, asked
):
    mine = await alice.slash(channel, command, **asked)
    before = seen(mine.response)

    shared = await alice.click(mine.response, label="Share")

    (public,) = shared.followups
    assert not public.ephemeral
    assert "-# shared by alice" in public.content
    assert seen(public).removeprefix(public.content).strip() == before
    assert buttons(public) == [*buttons(mine.response)[:-1], "Delete"]
    assert menus(public) == menus(mine.response)
    assert mine.response.ephemeral
    assert buttons(mine.response)[-1] == "Shared"
    assert is_disabled(mine.response, "Shared")

    deleted = await alice.click(public, label="Delete")
    assert public.id not in [message.id for message in channel.history(viewer=bob)]
    assert not deleted.followups


async def test_who_may_only_read_presses_and_shares_nothing(simcord_env, alice):
    silent = discord.PermissionOverwrite(send_messages=False)
    hall = simcord_env.guild.create_text_channel(
        "hall", overwrites={simcord_env.guild.default_role: silent}
    )
    mine = await alice.slash(hall, "quote", text="sourdough", private=True)

    refused = await alice.click(mine.response, label="Share")

    assert "may not write here" in refused.response.content
    assert refused.ephemeral
    assert buttons(mine.response)[-1] == "Share"


async def test_what_could_not_be_posted_can_be_shared_again(simcord_env, alice, channel):
    mine = await alice.slash(channel, "quote", text="sourdough", private=True)
    simcord_env.inject_error("POST", "/webhooks/*", status=400, times=1)

    failed = await alice.click(mine.response, label="Share")
    again = await alice.click(mine.response, label="Share")

    assert not failed.followups or failed.followups[0].ephemeral
    assert not again.followups[0].ephemeral
    simcord_env.errors.clear()


async def test_what_was_shared_keeps_who_shared_it_while_they_turn_it(alice, channel):
    mine = await alice.slash(channel, "quote", text="sourdough", private=True)
    (public,) = (await alice.click(mine.response, label="Share")).followups

    turned = await alice.click(public, label=NEXT)

    assert turned.response.id == public.id
    assert turned.response.content == "-# shared by alice"
    assert buttons(turned.response)[-1] == "Delete"


async def test_an_answer_that_was_turned_after_it_was_shared_can_be_shared_again(alice, channel):
    mine = await alice.slash(channel, "quote", text="sourdough", private=True)
    await alice.click(mine.response, label="Share")

    turned = await alice.click(mine.response, label=NEXT)

    assert buttons(turned.response)[-1] == "Share"
    assert not is_disabled(turned.response, "Share")


async def test_the_asker_deletes_the_answer(alice, channel):
    found = await alice.slash(channel, "quote", text="sourdough")

    result = await alice.click(found.response, label="Delete")

    assert found.response is None
    assert not result.followups


async def test_a_moderator_deletes_the_answer(simcord_env, alice, channel):
    mo = with_permissions(simcord_env.guild, simcord_env.create_user("mo"), manage_messages=True)
    found = await alice.slash(channel, "quote", text="sourdough")

    await mo.click(found.response, label="Delete")

    assert found.response is None


async def test_a_stranger_can_not_delete_the_answer(alice, bob, channel):
    found = await alice.slash(channel, "quote", text="sourdough")

    result = await bob.click(found.response, label="Delete")

    assert result.ephemeral
    assert "Only whoever asked" in result.response.content
    assert found.response is not None


async def test_in_a_direct_message_it_is_all_the_same(simcord_env):
    dora = simcord_env.create_user("dora")
    found = await dora.slash("quote", text="sourdough")

    turned = await dora.click(found.response, label=NEXT)
    note = await dora.click(found.response, label="Note")
    await dora.click(found.response, label="Delete")

    assert turned.response is None
    assert "Baking" in seen(note.response) or "sourdough" in seen(note.response)
    assert found.response is None


EVERYTHING = [(command, asked, label) for command, asked, label in (*TURNING, *OPENING)]


@pytest.mark.parametrize("how", ["restart", "reload"])
async def test_buttons_work_on_a_message_from_before(
    simcord_env, make_bot, alice, bob, owner, channel, how
):
    asked = [
        (await alice.slash(channel, command, **options), label)
        for command, options, label in EVERYTHING
    ]
    mine = await alice.slash(channel, "quote", text="sourdough", private=True)
    browsed = await alice.slash(channel, "browse")
    if how == "restart":
        await simcord_env.restart_bot(await make_bot())
    else:
        await owner.slash(channel, "vault reload", full=True)

    for found, label in asked:
        copy = await bob.click(found.response, label=label)
        pressed = await alice.click(found.response, label=label)
        assert "no longer in the vault" not in seen(copy.response) + seen(pressed.response)
        assert copy.ephemeral
    (public,) = (await alice.click(mine.response, label="Share")).followups
    videos = await pick(alice, browsed.response, "Pick a channel", "The Kitchen Lab")
    await alice.click(public, label="Delete")
    await alice.click(asked[0][0].response, label="Delete")
    assert "What Heat Does to Food" in options(videos.response, "Pick a video")
    assert asked[0][0].response is None


async def test_ids_that_are_none_of_ours_are_answered_privately(simcord_bot, alice, channel):
    forged = ui.View()
    ids = ("vb:zz", "vb:q:zzzz", "vb:q:!", "vb:", "vb:x:::::", "foo", "vm:99", "vb:n:0000000000")
    for custom_id in ids:
        forged.add_item(ui.Button(label=custom_id, custom_id=custom_id))
    forged.add_item(
        ui.Select(custom_id="vm:1", options=[discord.SelectOption(label="x", value="vb:zz")])
    )
    message = await simcord_bot.get_channel(channel.id).send("By another version", view=forged)

    results = [await alice.click(message, label=custom_id) for custom_id in ids]
    results.append(await alice.select(message, ["vb:zz"], custom_id="vm:1"))

    for result in results:
        assert result.ephemeral
        assert "another time" in result.response.content or "no longer" in result.response.content
