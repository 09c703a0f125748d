"""Every command where it is offered and where it is not: in a server, and in a direct message."""

import pytest
import simcord

from bot.tree import Refused
from tests.cogs.acting import Actor, buttons, menus, seen
from tests.cogs.conftest import ONE_SHARD, with_permissions
from tests.cogs.rows import ROWS, Row, Who

pytestmark = ONE_SHARD

FOR_ALL = [row for row in ROWS if row.who is Who.EVERYONE]
FOR_SOME = [row for row in ROWS if row.who is not Who.EVERYONE]
REFUSALS = {
    Who.MANAGERS: "permission Manage Server may use /settings",
    Who.OPERATORS: "Only the people who run this bot",
}


@pytest.fixture
def entitled(simcord_env, channel, owner) -> dict[Who, simcord.MemberActor]:
    manager = simcord_env.create_user("mia")
    return {
        Who.EVERYONE: simcord_env.guild.add_member(simcord_env.create_user("alice")),
        Who.MANAGERS: with_permissions(simcord_env.guild, manager, manage_guild=True),
        Who.OPERATORS: owner,
    }


async def use(actor: Actor, channel, row: Row) -> simcord.InteractionResult:
    where = () if isinstance(actor, simcord.UserHandle) else (channel,)
    return await actor.slash(*where, row.command, **row.options)


def answers_as_the_row_says(result: simcord.InteractionResult, row: Row) -> None:
    assert result.ephemeral is row.private
    for words in row.says:
        assert words in seen(result.response)
    # What opens the video of a quote by chance says another second each time.
    given = buttons(result.response)
    assert tuple(given[-len(row.buttons) :] if row.buttons else given) == row.buttons
    assert tuple(menus(result.response)) == row.menus


@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_in_a_server_it_answers_whoever_may(entitled, channel, row):
    answers_as_the_row_says(await use(entitled[row.who], channel, row), row)


@pytest.mark.parametrize("row", FOR_SOME, ids=str)
async def test_in_a_server_others_are_not_shown_it(alice, channel, row):
    assert row.command not in alice.available_commands(channel)


@pytest.mark.parametrize("row", FOR_SOME, ids=str)
async def test_where_a_server_opened_it_to_all_they_are_refused(
    simcord_env, simcord_bot, alice, channel, row
):
    registered = {command.name: command for command in await simcord_bot.tree.fetch_commands()}
    everyone = {simcord_env.guild.default_role: True}
    simcord_env.guild.set_command_permissions(registered[row.command.split()[0]], everyone)

    result = await use(alice, channel, row)

    assert result.ephemeral
    assert REFUSALS[row.who] in result.response.content
    assert [type(error) for error in simcord_env.errors] == [Refused]


@pytest.mark.parametrize("row", [row for row in ROWS if row.in_dm], ids=str)
async def test_in_a_direct_message_it_answers_whoever_may(simcord_env, row):
    answers_as_the_row_says(await use(simcord_env.create_user("dora"), None, row), row)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.in_dm], ids=str)
async def test_what_is_about_a_server_is_not_offered_in_a_direct_message(owner, row):
    assert row.command not in owner.user.available_commands()


async def test_the_menu_of_a_message_finds_a_quote_for_the_asker_alone(alice, bob, channel):
    message = await bob.send(channel, "the model checks its own homework")

    result = await alice.context_menu(channel, "Find a quote", message)

    assert result.ephemeral
    assert "checks its own homework**" in seen(result.response)
    assert buttons(result.response)[-1] == "Share"


@pytest.mark.parametrize(
    "said",
    [
        "-checks its own homework",
        "channel:gossip checks its own homework",
        "“as if nobody” checks its “own” homework",
        "> checks its own homework\n<@123456789012345678> <:blob:123456789012345678> :smile:",
        "https://youtu.be/iGa-6tpLBXA?t=1340 **checks** its __own__ ||homework||",
        "checks its own homework " * 80,
        "q:2d6zt6jv74",
    ],
)
async def test_a_message_is_no_query_whatever_it_looks_like(alice, bob, channel, said):
    message = await bob.send(channel, said)

    result = await alice.context_menu(channel, "Find a quote", message)

    assert "checks its own homework" in seen(result.response).replace("*", "")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("quote", {"text": "checks its own homework"}),
        ("note", {"topic": "agi"}),
        ("search", {"query": "checks its own homework", "private": False}),
    ],
)
async def test_the_menu_finds_something_for_an_answer_of_the_bot_itself(
    alice, bob, channel, command, options
):
    answer = await alice.slash(channel, command, **options)

    result = await bob.context_menu(channel, "Find a quote", answer.response)

    assert result.ephemeral
    assert result.response.embeds


@pytest.mark.parametrize("said", ["<@123456789012345678>", "https://example.org", "-", '""'])
async def test_a_message_that_says_nothing_is_told_so(alice, bob, channel, said):
    message = await bob.send(channel, said)

    result = await alice.context_menu(channel, "Find a quote", message)

    assert result.ephemeral
    assert "no words" in result.response.content or "No quote" in result.response.content


async def test_a_message_without_words_says_so(alice, bob, channel):
    picture = await bob.send(channel, attachments=[("cat.png", b"\x89PNG")])

    result = await alice.context_menu(channel, "Find a quote", picture)

    assert result.ephemeral
    assert "no words" in result.response.content


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("note", {"topic": "qqqqzzzz"}),
        ("quote", {"text": "qqqqzzzz"}),
        ("search", {"query": "qqqqzzzz", "private": False}),
        ("video", {"video": "qqqqzzzz"}),
        ("note", {"topic": "agi", "channel": "qqqqzzzz"}),
        ("quote", {"text": "agi", "channel": "qqqqzzzz"}),
        ("search", {"query": "agi", "channel": "qqqqzzzz", "private": False}),
        ("random", {"channel": "qqqqzzzz"}),
        ("browse", {"channel": "qqqqzzzz"}),
    ],
)
async def test_what_is_not_there_is_said_privately_and_named(alice, channel, command, options):
    result = await alice.slash(channel, command, **options)

    assert result.ephemeral
    assert "“qqqqzzzz”" in result.response.content


async def test_the_nearest_is_offered_as_buttons_that_work(alice, channel):
    nothing = await alice.slash(channel, "note", topic="sourdough", channel="longwayround")
    nearest = buttons(nothing.response)

    opened = await alice.click(nothing.response, label=nearest[0])

    assert nothing.ephemeral
    assert opened.ephemeral
    assert nearest[0] in seen(opened.response)
