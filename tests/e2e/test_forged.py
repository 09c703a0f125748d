"""Commands as no client sends them, or one that knows an older version of the bot."""

from tests.e2e.process import running, stopped
from tests.hostile.forging import command_data, forge_command


async def test_an_option_of_another_type_is_told_so_and_completes_to_nothing(discord, tmp_path):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice])
    odd = command_data("quote", {"text": "sourdough", "channel": 7})
    typed = command_data("quote", {"text": 0.5})
    typed["options"][0]["focused"] = True
    async with running(tmp_path, discord) as process:
        told = await forge_command(discord, alice, room, odd)
        offered = await forge_command(discord, alice, room, typed, typing=True)
        right = await forge_command(
            discord, alice, room, command_data("quote", {"text": "sourdough", "private": True})
        )
        code, log = await stopped(process)

    assert told.ephemeral
    assert "has just changed" in told.content
    assert offered.callback["data"]["choices"] == []
    assert right.ephemeral
    assert right.embeds
    assert code == 0
    assert "Traceback" not in log
