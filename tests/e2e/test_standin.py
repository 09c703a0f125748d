"""People in front of the stand-in: a real discord.py client answers over real sockets."""

import discord
import pytest

from tests.e2e.actors import Guild, NoAnswerError, NotOfferedError, User
from tests.e2e.payloads import MEMBER_PERMISSIONS
from tests.e2e.standin import StandIn
from tests.e2e.tiny_bot import TinyBot, connected


async def test_slash_in_guild_and_dm(standin: StandIn, alice: User, room: Guild) -> None:
    answer = await standin.slash(alice, room, "echo", text="deep", times=2)
    assert (answer.type, answer.ephemeral) == (4, False)
    assert answer.embeds[0]["description"] == "deepdeep"
    assert answer.buttons == ["More", "Watch", "Later", "Delete", "Nothing", "Share"]
    assert 0 < answer.seconds < 1
    hidden = await standin.slash(alice, None, "echo", text="deep", hidden=True)
    assert hidden.ephemeral
    assert standin.violations == []


async def test_a_chat_of_users_shows_what_they_installed(
    standin: StandIn, alice: User, tiny: TinyBot
) -> None:
    chat = standin.chat(alice, standin.user("bob"))
    with pytest.raises(NotOfferedError, match="not offered in private channels"):
        await standin.slash(alice, chat, "echo", text="deep")
    answer = await standin.slash(alice, chat, "anywhere")
    assert answer.content == "GroupChannel None"
    assert (await standin.press(alice, answer, "More")).content == "count 1"


async def test_every_type_of_option(standin: StandIn, alice: User, room: Guild) -> None:
    values = {"who": alice, "where": room.channels[0], "role": room.role("Librarian")}
    answer = await standin.slash(alice, room, "typed", **values, pick="First", share=0.5)
    permissions = room.member(alice).permissions
    assert answer.content == f"alice Member general Librarian 1 0.5 {permissions} True"


async def test_subcommand_and_message_menu(standin: StandIn, alice: User, room: Guild) -> None:
    assert (await standin.slash(alice, room, "vault reload", full=True)).content == "full: True"
    found = await standin.use_on_message(alice, room, "Find a quote", "deepseek")
    assert (found.content, found.ephemeral) == ("found deepseek", True)


def test_a_plain_member_manages_nothing() -> None:
    granted = {name for name, value in discord.Permissions(MEMBER_PERMISSIONS) if value}
    assert {"send_messages", "embed_links", "use_application_commands"} <= granted
    assert not [name for name in granted if "manage" in name or name == "administrator"]


async def test_autocomplete(standin: StandIn, alice: User, room: Guild) -> None:
    choices = await standin.autocomplete(alice, room, "echo", "text", "dee", times=2)
    assert choices == [{"name": "dee0", "value": "v0"}, {"name": "dee1", "value": "v1"}]


async def test_what_would_not_be_offered(standin: StandIn, alice: User, room: Guild) -> None:
    async def refused(guild: Guild | None, command: str, **options: object) -> str:
        with pytest.raises(NotOfferedError) as caught:
            await standin.slash(alice, guild, command, **options)
        return str(caught.value)

    assert "never synced; the bot registered: admin, anywhere" in await refused(room, "quote")
    assert "requires text" in await refused(room, "echo")
    assert "no option words" in await refused(room, "echo", text="a", words=1)
    assert "length 21" in await refused(room, "echo", text="x" * 21)
    assert "value 4" in await refused(room, "echo", text="a", times=4)
    assert "does not suit" in await refused(room, "echo", text=1)
    assert "needs a subcommand: reload" in await refused(room, "vault")
    assert "permissions are missing" in await refused(room, "admin")
    assert "not offered in DMs" in await refused(None, "admin")
    with pytest.raises(NotOfferedError, match="no option 'times' with autocomplete"):
        await standin.autocomplete(alice, room, "echo", "times", "1")
    stranger = standin.user("mallory")
    with pytest.raises(NotOfferedError, match="mallory is not a member"):
        await standin.slash(stranger, room, "echo", text="a")
    assert (await standin.slash(standin.owner, room, "admin")).content == "admin of Reading room"
    standin.open_command(room, "admin")
    assert (await standin.slash(alice, room, "admin")).content == "admin of Reading room"
    assert "not offered in DMs" in await refused(None, "admin")


@pytest.mark.parametrize("how", ["edit", "file", "follow-up"])
async def test_deferral(standin: StandIn, alice: User, room: Guild, how: str) -> None:
    answer = await standin.slash(alice, room, "defer", how=how)
    assert (answer.type, answer.ephemeral) == (5, True)
    assert answer.content == ("see file" if how == "file" else "done")
    answer = await standin.refreshed(answer, followups=2)
    assert [message.ephemeral for message in answer.followups] == [True, False]
    await standin.wait_call("PATCH", f"/messages/{answer.followups[1].id}")
    answer = await standin.refreshed(answer)
    assert answer.followups[1].content == "third, edited"
    if how == "file":
        assert [a["filename"] for a in answer._shown().attachments] == ["problems.txt"]
        assert standin.calls("PATCH", "@original")[0].files == ("problems.txt",)
    assert standin.violations == []


async def test_buttons(standin: StandIn, alice: User, room: Guild) -> None:
    first = await standin.slash(alice, room, "echo", text="a")
    second = await standin.press(alice, first, "More")
    assert (second.type, second.content) == (7, "count 1")
    # The message is what counts: pressing on an old view of it goes on from the present state.
    third = await standin.press(alice, first, "More")
    assert third.content == "count 2"
    assert (await standin.refreshed(first)).content == "count 2"
    assert (await standin.press(alice, third, "Later")).content == "edited later"
    assert (await standin.press(alice, third, "Nothing", settle=False)).type == 6
    assert (await standin.choose(alice, third, "pick", "One")).content == "picked One"
    shared = await standin.press(alice, third, "Share")
    assert (shared.type, shared.content) == (4, "shared")
    deleted = await standin.press(alice, third, "Delete")
    assert deleted.message is None
    with pytest.raises(NotOfferedError, match="gone"):
        await standin.press(alice, first, "More")


async def test_buttons_work_after_a_restart(standin: StandIn, alice: User) -> None:
    room = standin.guild("Reading room", members=[alice])
    async with connected(TinyBot(), standin):
        answer = await standin.slash(alice, room, "echo", text="a")
    async with connected(TinyBot(), standin):
        assert (await standin.press(alice, answer, "More")).content == "count 1"


async def test_what_cannot_be_pressed(standin: StandIn, alice: User, room: Guild) -> None:
    answer = await standin.slash(alice, room, "echo", text="a", hidden=True)
    with pytest.raises(NotOfferedError, match="'More', 'Watch'"):
        await standin.press(alice, answer, "Previous")
    with pytest.raises(NotOfferedError, match=r"opens https://youtu\.be"):
        await standin.press(alice, answer, "Watch")
    with pytest.raises(NotOfferedError, match="operator cannot see"):
        await standin.press(standin.owner, answer, "More")
    standin.patience = 0.05
    with pytest.raises(NoAnswerError, match="type 6, then nothing"):
        await standin.press(alice, answer, "Nothing")


async def test_deferred_and_forgotten(standin: StandIn, alice: User, room: Guild) -> None:
    standin.patience = 0.05
    with pytest.raises(NoAnswerError, match="type 5, then nothing came"):
        await standin.slash(alice, room, "silent")


async def test_it_does_not_judge_where_told_so_and_tells_how_long_each_waited() -> None:
    async with StandIn(judge=False) as standin, connected(TinyBot(), standin):
        alice = standin.user("alice")
        answer = await standin.slash(alice, None, "wide")
        assert len(answer.embeds[0]["description"]) == 4097
        assert standin.waits == {answer.token: answer.seconds}
    assert standin.violations == []
