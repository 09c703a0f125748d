"""The real process, `python -m bot run`, connected over real sockets to the stand-in Discord."""

import asyncio
import json
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.e2e.standin import StandIn

ROOT = Path(__file__).parents[2]
LINK = "https://youtu.be/iGa-6tpLBXA?t="
PATIENCE = 20.0
"""Seconds that a process may take to come up or go down on a busy machine."""


@asynccontextmanager
async def running(
    folder: Path, standin: StandIn, *, token: str | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot's process over a copy of the sample vault in `folder`; killed if left running."""
    if not (folder / "vault").exists():
        shutil.copytree(ROOT / "examples" / "vault", folder / "vault")
    config = {"discord": {"api_url": standin.api_url}, "database": {"path": "bot.db"}}
    (folder / "config.yaml").write_text(json.dumps(config), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--config", str(folder / "config.yaml"),
        cwd=ROOT,
        env={**os.environ, "DISCORD_TOKEN": token or standin.token, "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def stopped(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Ask the process to end; its exit code and what it wrote to standard error."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        _, error = await process.communicate()
    assert process.returncode is not None
    return process.returncode, error.decode()


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    async with StandIn(patience=PATIENCE) as standin:
        yield standin
        assert standin.violations == []


async def test_it_answers_note_and_quote_and_ends_cleanly(discord, tmp_path):
    alice = discord.user("alice")
    async with running(tmp_path, discord) as process:
        await discord.wait_ready()
        room = discord.guild("Reading room", members=[alice])

        note = await discord.slash(alice, room, "note", topic="agi")
        quote = await discord.slash(alice, room, "quote", text="checks its own homework")
        misspelt = await discord.slash(alice, None, "quote", text="deepsek", private=True)
        missing = await discord.slash(alice, room, "quote", text="qqqqzzzz")
        code, log = await stopped(process)

    assert "AGI" in note.embeds[0]["title"]
    assert quote.embeds[0]["url"] == LINK + "1370"
    assert f"[22:50]({LINK}1370)" in quote.embeds[0]["description"]
    buttons = [button for row in quote.components for button in row["components"]]
    assert [button["url"] for button in buttons if "url" in button] == [LINK + "1370"]
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
        await discord.wait_ready()
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
        await discord.wait_ready()
        room = discord.guild("Room", members=[discord.owner], administrators=[alice])
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
            await discord.wait_ready()
            code, _ = await stopped(process)
            assert code == 0

    assert len(discord.calls("PUT", r"/commands$")) == 1
    assert {command["name"] for command in discord.commands} == {
        *("note", "quote", "search", "random", "video", "browse", "about", "daily", "settings"),
        "vault",
        "Find a quote",
    }


async def test_it_comes_back_after_a_dropped_connection(discord, tmp_path):
    alice = discord.user("alice")
    async with running(tmp_path, discord):
        await discord.wait_ready()
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
