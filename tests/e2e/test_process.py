"""The life of the bot's process: start, answers, reload, lost connections, end."""

import asyncio
import re

import pytest

from tests.e2e.process import PATIENCE, running, stopped

LINK = "https://youtu.be/iGa-6tpLBXA?t="
COMMANDS = {
    "note", "quote", "random", "search", "video", "browse", "about", "settings", "vault", "daily",
    "Find a quote",
}  # fmt: skip


async def test_it_answers_note_and_quote_and_ends_cleanly(discord, tmp_path):
    alice = discord.user("alice")
    async with running(tmp_path, discord) as process:
        room = discord.guild("Reading room", members=[alice])

        note = await discord.slash(alice, room, "note", topic="agi")
        quote = await discord.slash(alice, room, "quote", text="checks its own homework")
        misspelt = await discord.slash(alice, None, "quote", text="deepsek", private=True)
        missing = await discord.slash(alice, room, "quote", text="qqqqzzzz")
        code, log = await stopped(process)

    assert "AGI" in note.embeds[0]["title"]
    assert quote.embeds[0]["url"] == LINK + "1370"
    assert f"[22:50]({LINK}1370)" in quote.embeds[0]["description"]
    assert quote.components[0]["components"][0]["url"] == LINK + "1370"
    assert not quote.ephemeral
    assert "**DeepSeek" in misspelt.embeds[0]["description"]
    assert misspelt.ephemeral
    assert missing.ephemeral
    assert "qqqqzzzz" in missing.content
    assert code == 0
    assert "Traceback" not in log
    assert discord.token not in log


async def test_autocomplete_offers_titles_and_passages(discord, tmp_path):
    alice = discord.user("alice")
    async with running(tmp_path, discord):
        room = discord.guild("Reading room", members=[alice])

        notes = await discord.autocomplete(alice, room, "note", "topic", "agi")
        quotes = await discord.autocomplete(alice, room, "quote", "text", "longit")
        picked = await discord.slash(alice, room, "quote", text=quotes[0]["value"])

    assert notes
    assert all(re.search(r"\bagi\b", choice["name"], re.IGNORECASE) for choice in notes)
    assert quotes[0]["value"] in picked.embeds[0]["footer"]["text"]


async def test_the_owner_reloads_and_everyone_else_is_refused(discord, tmp_path):
    alice = discord.user("alice")
    async with running(tmp_path, discord):
        room = discord.guild("Room", administrators=[alice, discord.owner])
        (tmp_path / "vault" / "kitchenlab" / "new.md").write_text(
            "---\ntitle: Umami explained\nvideoId: KnifeDemo-3\n---\n\n"
            'Umami is a taste <a class="yt-timestamp" data-t="00:01:05">[00:01:05]</a>.\n',
            encoding="utf-8",
        )

        refused = await discord.slash(alice, room, "vault reload")
        before = await discord.slash(alice, room, "note", topic="umami")
        reloaded = await discord.slash(discord.owner, room, "vault reload")
        after = await discord.slash(alice, room, "quote", text="umami")

    assert refused.ephemeral
    assert "Only the people who run this bot" in refused.content
    assert before.embeds == []
    assert reloaded.ephemeral
    assert "+1 ~0 −0" in reloaded.content
    assert after.embeds[0]["url"] == "https://youtu.be/KnifeDemo-3?t=65"


async def test_commands_are_registered_once_and_not_again_at_the_next_start(discord, tmp_path):
    for _ in range(2):
        async with running(tmp_path, discord) as process:
            code, _ = await stopped(process)
            assert code == 0

    assert len(discord.calls("PUT", r"/commands$")) == 1
    assert {command["name"] for command in discord.commands} == COMMANDS


@pytest.mark.slow
async def test_it_comes_back_after_a_dropped_connection(discord, tmp_path):
    alice = discord.user("alice")
    async with running(tmp_path, discord):
        discord.drop_gateway()
        await discord.wait_call("WS", "RESUME")

        answer = await discord.slash(alice, None, "note", topic="sourdough")

    assert "ourdough" in answer.embeds[0]["title"]


async def test_a_refused_token_is_one_clear_line_and_exit_code_2(discord, tmp_path):
    async with running(tmp_path, discord, token="wrong.token.value") as process:
        async with asyncio.timeout(PATIENCE):
            _, error = await process.communicate()

    lines = [line for line in error.decode().splitlines() if line.startswith("vaultbot:")]
    assert process.returncode == 2
    assert len(lines) == 1
    assert "refuses the bot token" in lines[0]
    assert "wrong.token.value" not in error.decode()
    assert "Traceback" not in error.decode()
