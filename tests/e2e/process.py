"""The bot's own process, `python -m bot run`, and what it may meet from outside."""

import asyncio
import fcntl
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tests.e2e.standin import StandIn

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds that a process may take to come up or go down on a busy machine."""
DATABASE = "bot.db"

_READ_LOCKS = 123, 5
"""Where SQLite locks the shared memory beside a database when it begins to read, and how many."""


@asynccontextmanager
async def running(
    folder: Path,
    standin: StandIn,
    *,
    token: str | None = None,
    module: str = "bot",
    ready: bool = True,
    options: Sequence[str] = (),
    **sections: dict[str, object],
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot's process over a copy of the sample vault in `folder`; killed if left running.

    `sections` are of its configuration, `options` of its command line; `module` is what Python is
    to run; `ready` waits until the bot is connected.
    """
    if not (folder / "vault").exists():
        shutil.copytree(ROOT / "examples" / "vault", folder / "vault")
    discord = {"api_url": standin.api_url, **sections.pop("discord", {})}
    # Bots of tests that run beside each other would want the same port.
    monitoring = {"port": 0, **sections.pop("monitoring", {})}
    config = {
        "discord": discord, "database": {"path": DATABASE}, "monitoring": monitoring, **sections
    }  # fmt: skip
    (folder / "config.yaml").write_text(json.dumps(config), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, "run", "--config", str(folder / "config.yaml"),
        *options,
        cwd=ROOT,
        env={**os.environ, "DISCORD_TOKEN": token or standin.token, "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        if ready and token is None:
            await standin.wait_ready()
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


@contextmanager
def unreadable(database: Path) -> Iterator[None]:
    """Let nobody begin to read a database, as another process can for a while."""
    start, count = _READ_LOCKS
    with database.with_name(f"{database.name}-shm").open("r+b") as memory:
        fcntl.lockf(memory, fcntl.LOCK_EX, count, start)
        try:
            yield
        finally:
            fcntl.lockf(memory, fcntl.LOCK_UN, count, start)


@contextmanager
def asleep(process: asyncio.subprocess.Process) -> Iterator[None]:
    """The process stands still, as on a machine that has too much to do."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)
