"""Health and metrics of the real process: before the vault is loaded, in use, without Discord."""

import asyncio
import re
import socket
from contextlib import closing

import aiohttp
import pytest

from tests.e2e.process import DATABASE, PATIENCE, running, stopped, unreadable

pytestmark = pytest.mark.slow


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


SEEN = (
    ("quote", "ok"),
    ("press", "ok"),
    # On a machine with much to do they are given up.
    ("autocomplete", "ok|given_up"),
    ("vault reload", "refused"),
)


async def get(port: int, path: str) -> tuple[int, str]:
    address = f"http://127.0.0.1:{port}{path}"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def count(port: int, name: str, **labels: str) -> float:
    """A sample of the metrics; 0 where it is not there."""
    _, text = await get(port, "/metrics")
    inside = ",".join(f'{key}="{value}"' for key, value in labels.items())
    wanted = re.escape(f"{name}{{{inside}}}" if inside else name)
    found = re.search(rf"^{wanted} (\S+)$", text, re.M)
    return float(found[1]) if found else 0.0


async def counted(port: int, kind: str, outcome: str) -> float:
    """How often that was seen, once it was: an answer arrives before it is counted."""
    one = rf'^vaultbot_interactions_total{{kind="{kind}",outcome="(?:{outcome})"}} (\S+)$'
    async with asyncio.timeout(PATIENCE):
        while True:
            if found := re.search(one, (await get(port, "/metrics"))[1], re.M):
                return float(found[1])
            await asyncio.sleep(0.02)


async def until(port: int, wanted: int) -> str:
    """Ask for health until it answers with a status."""
    async with asyncio.timeout(20):
        while True:
            code, text = await get(port, "/healthz")
            if code == wanted:
                return text
            await asyncio.sleep(0.02)


async def test_what_people_do_is_counted_by_what_and_how_it_ended(discord, tmp_path, port):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice], administrators=[alice])
    async with running(tmp_path, discord, monitoring={"port": port}) as process:
        health = await until(port, 200)
        found = await discord.slash(alice, room, "quote", text="sourdough")
        await discord.press(alice, found, "Next match (1 of 8)")
        await discord.autocomplete(alice, room, "quote", "text", "sour")
        await discord.slash(alice, room, "vault reload")
        counts = [await counted(port, kind, outcome) for kind, outcome in SEEN]
        _, text = await get(port, "/metrics")
        sessions = await count(port, "vaultbot_gateway_sessions_total", kind="new")
        latency = await count(port, "vaultbot_gateway_latency_seconds")
        guilds = await count(port, "vaultbot_guilds")
        ended, _ = await stopped(process)

    assert health == '{"status": "ok", "gateway": "ok", "database": "ok", "vault": "ok"}'
    assert counts == [1.0] * len(SEEN)
    assert "\nvaultbot_answers_in_flight 0.0\n" in text
    assert (sessions, guilds) == (1, 1)
    assert latency > 0
    for secret in (discord.token, "alice", "sourdough", str(alice.id), str(room.id)):
        assert secret not in text
    assert ended == 0


async def test_late_answers_and_choices_given_up_are_told_apart(discord, tmp_path, port):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice])
    async with running(tmp_path, discord, monitoring={"port": port}):
        await discord.slash(alice, room, "quote", text="sourdough")
        with unreadable(tmp_path / DATABASE):
            choices = await discord.autocomplete(alice, room, "quote", "text", "sourdough")
            _, health = await get(port, "/healthz")
        discord.fail_next("POST", "/callback$", 404, body={"code": 10062, "message": "Unknown"})
        late = asyncio.create_task(discord.slash(alice, room, "quote", text="deepseek"))
        await discord.wait_call("POST", "/callback$", count=3)
        late.cancel()
        given_up = await counted(port, "autocomplete", "given_up")
        told_late = await counted(port, "quote", "late")

    assert choices == []
    assert given_up == 1
    assert told_late == 1
    assert '"database": "can\'t be read"' in health.replace("\\u0027", "'")


async def test_without_discord_health_fails_and_comes_back(discord, tmp_path, port):
    async with running(tmp_path, discord, monitoring={"port": port}) as process:
        discord.invalidate_session()
        lost = await until(port, 503)
        back = await until(port, 200)
        _, log = await stopped(process)

    assert '"gateway": "not connected for ' in lost
    assert '"gateway": "ok"' in back
    assert "Traceback" not in log


async def test_a_port_that_is_taken_is_one_warning_and_the_bot_answers(discord, tmp_path):
    alice = discord.user("alice")
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with running(tmp_path, discord, monitoring={"port": port}) as process:
            answer = await discord.slash(alice, None, "note", topic="sourdough")
            code, log = await stopped(process)

    assert answer.embeds
    assert code == 0
    warned = [line for line in log.splitlines() if " WARNING " in line]
    assert len(warned) == 1
    assert f"no health and metrics on 127.0.0.1:{port}: address already in use" in warned[0]
