"""Told to end: answers in flight arrive, a load leaves nothing, and five seconds are enough."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import note_text, write_vault
from tests.e2e.process import DATABASE, PATIENCE, ROOT, running, unreadable

pytestmark = pytest.mark.slow

PROMISED = 5.0
"""Seconds."""
NOTES = 6_000


async def ended(process: asyncio.subprocess.Process, *, signals: int = 1) -> tuple[float, str]:
    """Tell it to end; (seconds until it has, what it wrote). Fails where it ended badly."""
    started = time.monotonic()
    for _ in range(signals):
        process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.05)
    async with asyncio.timeout(PATIENCE):
        _, error = await process.communicate()
    assert process.returncode == 0, error.decode()
    return time.monotonic() - started, error.decode()


def write_notes(vault: Path) -> None:
    """So many that processes read them, for seconds."""
    words = {n: [f"words {n} {m}" for m in range(1, 50)] for n in range(NOTES)}
    write_vault(vault, {f"ch/{n}.md": note_text(f"Note {n}", *words[n]) for n in words})


def descendants(pid: int) -> set[int]:
    """The processes that a process began, and theirs."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            found |= {int(child)} | descendants(int(child))
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that run; one that is over may wait for somebody to ask how it ended."""
    return {pid for pid in pids if state_of(pid) not in "ZX"}


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


async def test_a_slow_answer_arrives_and_no_other_begins(discord, tmp_path):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice])
    async with running(tmp_path, discord) as process:
        await discord.slash(alice, room, "quote", text="sourdough")
        with unreadable(tmp_path / DATABASE):
            slow = asyncio.create_task(discord.slash(alice, room, "quote", text="deepseek"))
            # Announced, and not yet made.
            await discord.wait_call("POST", "/callback$", count=2)
            ending = asyncio.create_task(ended(process))
            await asyncio.sleep(0.3)
            refused = await discord.slash(alice, room, "quote", text="agi")
        answer = await slow
        seconds, log = await ending

    assert "DeepSeek" in answer.embeds[0]["title"]
    assert refused.ephemeral
    assert "being restarted" in refused.content
    assert seconds <= PROMISED
    assert "Traceback" not in log


async def test_an_answer_that_does_not_come_is_given_up(discord, tmp_path):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice])
    async with running(tmp_path, discord) as process:
        await discord.slash(alice, room, "quote", text="sourdough")
        with unreadable(tmp_path / DATABASE):
            slow = asyncio.create_task(discord.slash(alice, room, "quote", text="deepseek"))
            await discord.wait_call("POST", "/callback$", count=2)
            seconds, log = await ended(process)
        slow.cancel()

    assert "1 answers were not done in 3 s" in log
    assert seconds <= PROMISED


async def test_a_second_signal_ends_at_once(discord, tmp_path):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice])
    async with running(tmp_path, discord) as process:
        await discord.slash(alice, room, "quote", text="sourdough")
        with unreadable(tmp_path / DATABASE):
            slow = asyncio.create_task(discord.slash(alice, room, "quote", text="deepseek"))
            await discord.wait_call("POST", "/callback$", count=2)
            seconds, log = await ended(process, signals=2)
        slow.cancel()

    assert "vaultbot: told twice to end: ends at once" in log
    assert seconds < 2.5


async def test_it_ends_while_it_tries_to_log_in(discord, tmp_path):
    config = {
        "discord": {"api_url": "http://127.0.0.1:9/api/v10"},
        "vault": {"path": str(ROOT / "examples" / "vault")},
        "database": {"path": DATABASE},
        "monitoring": {"port": 0},
    }
    process = await begun(tmp_path, config, discord.token)
    log = await read_until(process, "trying again in")
    seconds, rest = await ended(process)

    assert seconds <= PROMISED
    assert "Traceback" not in log + rest
    assert "stopped" in rest


@pytest.mark.parametrize("after", [0.3, 1.0, 2.0, 3.0])
async def test_a_cold_load_leaves_nothing(discord, tmp_path, after):
    write_notes(tmp_path / "vault")
    config = {"database": {"path": DATABASE}, "monitoring": {"port": 0}}
    process = await begun(tmp_path, config, discord.token)
    began: set[int] = set()
    async with asyncio.timeout(PATIENCE):
        while len(began) < 2:
            await asyncio.sleep(0.02)
            began |= descendants(process.pid)
    await asyncio.sleep(after)
    began |= descendants(process.pid)
    seconds, log = await ended(process)
    await asyncio.sleep(0.5)

    assert seconds <= PROMISED
    assert alive(began) == set()
    assert "Traceback" not in log
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        assert database.execute("SELECT count(*) FROM notes").fetchone() == (0,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_workers_end_with_a_bot_that_is_killed(discord, tmp_path):
    write_notes(tmp_path / "vault")
    config = {"database": {"path": DATABASE}, "monitoring": {"port": 0}}
    process = await begun(tmp_path, config, discord.token)
    began: set[int] = set()
    async with asyncio.timeout(PATIENCE):
        while len(began) < 3:
            await asyncio.sleep(0.02)
            began |= descendants(process.pid)
    await asyncio.sleep(0.5)
    process.kill()
    async with asyncio.timeout(PATIENCE):
        # Whoever lives on holds its standard error open.
        await process.communicate()
        while alive(began):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.1)


async def test_a_reload_is_stopped_and_told(discord, tmp_path):
    write_notes(tmp_path / "vault")
    async with running(tmp_path, discord) as process:
        room = discord.guild("Room", administrators=[discord.owner])
        reload = asyncio.create_task(discord.slash(discord.owner, room, "vault reload", full=True))
        await discord.wait_call("POST", "/callback$")
        await asyncio.sleep(0.5)
        ending = asyncio.create_task(ended(process))
        answer = await reload
        seconds, log = await ending

    assert "the bot is being ended; most likely the vault is as it was" in answer.content
    assert seconds <= PROMISED
    assert "Traceback" not in log
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        assert database.execute("SELECT count(*) FROM notes").fetchone() == (NOTES,)


async def test_with_hold_a_wrong_configuration_waits_to_be_ended(tmp_path):
    for arguments, wrong in ((["--vault", "nowhere"], "vault.path"), ([], "databse")):
        (tmp_path / "config.yaml").write_text("{}" if arguments else "databse: {}")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--hold", "--config", str(tmp_path / "config.yaml"),
            *arguments,
            cwd=ROOT,
            env={**os.environ, "DISCORD_TOKEN": "a.wrong.token"},
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        line = await read_until(process, "vaultbot: ")
        await asyncio.sleep(0.5)
        assert process.returncode is None
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            _, rest = await process.communicate()
        assert (process.returncode, rest) == (2, b"")
        assert wrong in line
        assert line.count("\n") == 1


async def test_with_hold_a_wrong_command_line_waits_to_be_ended_too():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--hold", "--shards", "two",
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert "argument --shards: must be " in await read_until(process, "error: ")
    await asyncio.sleep(0.5)
    assert process.returncode is None
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        await process.communicate()
    assert process.returncode == 2


async def begun(folder: Path, config: dict[str, object], token: str) -> asyncio.subprocess.Process:
    """The bot's process, with no Discord behind it."""
    config = {"discord": {"api_url": "http://127.0.0.1:9/api/v10"}, **config}
    (folder / "config.yaml").write_text(json.dumps(config), encoding="utf-8")
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--config", str(folder / "config.yaml"),
        cwd=ROOT,
        env={**os.environ, "DISCORD_TOKEN": token},
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def read_until(process: asyncio.subprocess.Process, text: str) -> str:
    """What it writes, up to the line with `text`."""
    assert process.stderr
    log = ""
    async with asyncio.timeout(PATIENCE):
        while text not in log:
            line = await process.stderr.readline()
            assert line, log
            log += line.decode()
    return log
