"""Discord is slow, broken, out of reach or says no: the real process over real sockets."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.e2e.actors import User
from tests.e2e.cable import Cable
from tests.e2e.process import PATIENCE, running, stopped
from tests.e2e.standin import StandIn
from tests.e2e.world import Signal

pytestmark = pytest.mark.slow
HASTY = "tests.e2e.hasty"


class Watched:
    """The bot's process, and what it has logged so far."""

    def __init__(self, process: asyncio.subprocess.Process, discord: StandIn) -> None:
        self.process = process
        self.lines: list[str] = []
        self._discord = discord
        self._said = Signal()
        self._reading = asyncio.create_task(self._read())

    def close(self) -> None:
        """Read no more."""
        self._reading.cancel()

    async def _read(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            self.lines.append(line.decode().rstrip())
            self._said.notify()

    @property
    def log(self) -> str:
        return "\n".join(self.lines)

    async def says(self, pattern: str, *, times: int = 1) -> None:
        """Wait until the log holds this."""
        said = await self._said.until(
            lambda: len(re.findall(pattern, self.log)) >= times, seconds=2 * PATIENCE
        )
        assert said, f"never said {pattern} {times} times:\n{self.log}"

    async def answers(self, user: User) -> None:
        """Wait until the bot is connected; then it answers."""
        async with asyncio.timeout(2 * PATIENCE):
            while True:
                try:
                    await self._discord.wait_ready()
                    answer = await self._discord.slash(user, None, "note", topic="sourdough")
                    break
                except AssertionError:
                    await asyncio.sleep(0.1)
        assert "ourdough" in answer.embeds[0]["title"]

    async def ended(self) -> int:
        """Wait until it ended of itself; its exit code."""
        try:
            async with asyncio.timeout(PATIENCE):
                code = await self.process.wait()
                await self._reading
        except TimeoutError:
            pytest.fail(f"still running:\n{self.log}")
        return code

    async def closes_well(self) -> None:
        """Ended by SIGTERM with 0, and nothing that looks like a fault of ours in the log."""
        self.process.terminate()
        assert await self.ended() == 0
        assert "Traceback" not in self.log
        assert not re.search(r"a fault of ours|\[[0-9a-f]{8}\]", self.log)


@asynccontextmanager
async def watched(
    folder: Path,
    standin: StandIn,
    *,
    ready: bool = True,
    token: str | None = None,
    **sections: dict[str, object],
) -> AsyncIterator[Watched]:
    async with running(
        folder, standin, module=HASTY, ready=ready, token=token, **sections
    ) as process:
        bot = Watched(process, standin)
        try:
            yield bot
        finally:
            bot.close()


@pytest.fixture
def alice(discord: StandIn) -> User:
    return discord.user("alice")


async def test_it_begins_once_there_is_a_network(discord, alice, tmp_path):
    async with Cable(discord) as cable:
        await cable.cut()
        async with watched(tmp_path, discord, ready=False) as bot:
            await bot.says(r"WARNING .*can't reach Discord: .*; trying again in \d+ s", times=3)
            await cable.mend()
            await bot.answers(alice)
            await bot.closes_well()


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/users/@me"), ("GET", "/gateway/bot"), ("GET", "/oauth2/applications/@me")],
)
@pytest.mark.parametrize("status", [503, 403, 429])
async def test_it_begins_once_discord_is_well(discord, alice, tmp_path, method, path, status):
    for _ in range(2):
        discord.fail_next(method, f"^{path}$", status, {"Via": ""} if status == 429 else None)
    async with watched(tmp_path, discord, ready=False) as bot:
        await bot.answers(alice)
        assert "trying again in" in bot.log or status == 429
        await bot.closes_well()


@pytest.mark.parametrize("status", [503, 403])
async def test_it_answers_before_its_commands_could_be_registered(discord, alice, tmp_path, status):
    async with watched(tmp_path, discord):
        pass
    discord.commands.clear()
    (tmp_path / "bot.db").unlink()
    for _ in range(2):
        discord.fail_next("PUT", "/commands$", status)
    async with watched(tmp_path, discord) as bot:
        await bot.says(f"commands are not registered yet, trying again: {status}", times=2)
        await bot.says("commands registered: everywhere")
        await bot.answers(alice)
        await bot.closes_well()


async def test_it_answers_where_the_admin_s_server_has_not_invited_it(discord, alice, tmp_path):
    refusal = {"message": "Missing Access", "code": 50001}
    discord.fail_next("PUT", r"/guilds/\d+/commands$", 403, body=refusal)
    async with watched(tmp_path, discord, discord={"admin_guild": 77}) as bot:
        await bot.says(r'WARNING .*"discord.admin_guild": the bot is not in server 77')
        await bot.answers(alice)
        await bot.closes_well()


BREAKS: dict[str, Callable[[StandIn], None]] = {
    "a dropped socket": StandIn.drop_gateway,
    "a request to reconnect": StandIn.reconnect,
    "an invalid session": StandIn.invalidate_session,
    **{
        f"close code {code}": lambda discord, code=code: discord.close_gateway(code)
        for code in (1000, 1001, 1006, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009, 4010, 4011)
    },
}


@pytest.mark.parametrize("way", BREAKS)
async def test_it_comes_back_after(discord, alice, tmp_path, way):
    async with watched(tmp_path, discord) as bot:
        for _ in range(2):
            BREAKS[way](discord)
            await bot.answers(alice)
        await bot.closes_well()


@pytest.mark.parametrize(
    ("code", "told", "sections"),
    [
        (4004, "Discord refuses the bot token; copy it again", {}),
        (4013, "Discord does not know the intents", {}),
        (4014, "Discord does not allow the intents", {}),
        (4010, "Discord knows no shards 0/1", {"discord": {"shards": {"count": 1}}}),
        (4011, "a count of 1 is too low", {"discord": {"shards": {"count": 1}}}),
    ],
)
async def test_what_no_waiting_mends_ends_it_with_one_line_and_code_2(
    discord, tmp_path, code, told, sections
):
    async with watched(tmp_path, discord, **sections) as bot:
        ending = asyncio.create_task(bot.ended())
        while not ending.done():
            # Again where the code was lost on the way, and the bot took it for a broken socket.
            discord.close_gateway(code)
            await asyncio.wait({ending}, timeout=3)
        assert await ending == 2
        (line,) = [line for line in bot.lines if line.startswith("vaultbot: ")]
        assert told in line
        assert "Traceback" not in bot.log


async def test_a_token_that_is_reset_while_it_runs_ends_it_too(discord, tmp_path):
    async with watched(tmp_path, discord) as bot:
        discord.reset_token()
        discord.invalidate_session()
        assert await bot.ended() == 2
        assert "Discord refuses the bot token" in bot.log


async def test_after_long_without_network_it_is_back_at_once(discord, alice, tmp_path):
    """What counts as long is three seconds here: a fresh client every time it is over."""
    async with Cable(discord) as cable, watched(tmp_path, discord) as bot:
        await bot.answers(alice)
        await cable.cut()
        await bot.says(r"WARNING .*not connected to Discord: without connection for \d+ s")
        await bot.says(r"WARNING .*can't reach Discord: .*; trying again in \d+ s", times=3)
        lines = len(bot.lines)
        await cable.mend()
        await bot.answers(alice)
        await bot.closes_well()
        # A night of it must not fill the disk: at most a line an attempt.
        assert lines < 40


async def test_answers_wait_for_what_discord_asks_to_wait_for(discord, alice, tmp_path):
    async with watched(tmp_path, discord) as bot:
        discord.fail_next("POST", "/callback$", 429)
        discord.fail_next("POST", "/callback$", 500)
        await bot.answers(alice)
        await bot.answers(alice)
        await bot.closes_well()


async def test_it_ends_in_time_while_it_is_not_connected(discord, tmp_path):
    async with Cable(discord) as cable:
        await cable.cut()
        async with watched(tmp_path, discord, ready=False) as bot:
            await bot.says("trying again in")
            await bot.closes_well()


async def test_it_ends_in_time_while_the_network_is_gone(discord, tmp_path):
    async with Cable(discord) as cable, running(tmp_path, discord) as process:
        await cable.cut()
        await asyncio.sleep(1)
        code, log = await stopped(process)
    assert code == 0
    assert "Traceback" not in log
