"""What docs/scaling.md and docs/operations.md give to be typed moves a database, as they say."""

import asyncio
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model import DatabaseServer, GuildSettings
from bot.store.opening import open_store
from tests.conftest import SAMPLE, SAMPLE_NOTES
from tests.postgres import Server, programs, query, require_programs, running_server
from tests.store.build import Place, look
from tests.store.test_moving import fill, kept
from tests.test_deployment import ROOT, read

ADDRESS = "postgresql://vaultbot@db.example.org/vaultbot"
NOT_HERE = {
    "systemctl", "docker", "install", "createuser", "python", "git", "make", "curl", "journalctl",
}  # fmt: skip
"""Programs that would change the machine, or ask somebody for a password."""


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server(require_programs()) as server:
        yield server


def typed(page: str, heading: str) -> list[list[str]]:
    """The commands under a heading, each as words, without who gives it and where."""
    section = read(page).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^    (\S.*)$", section, re.MULTILINE)
    bare = [re.sub(r"^cd / && |  +#.*$", "", line) for line in lines]
    return [shlex.split(re.sub(r"sudo -u \w+ |\b[A-Z_]+=\S+ ", "", line)) for line in bare]


def give(words: list[str], server: Server, folder: Path, database: str = "vaultbot") -> None:
    """Run a command against the server of the tests."""
    program = Path(words[0]).name
    if program in NOT_HERE:
        return
    assert program in {"vaultbot", "createdb", "pg_dump", "pg_restore"}
    bin_ = programs()
    assert bin_
    started = [sys.executable, "-m", "bot"] if program == "vaultbot" else [str(bin_ / program)]
    places = {
        ADDRESS: address(server, database),
        "/var/lib/vaultbot": str(folder),
        "/srv/vault": str(SAMPLE),
    }
    command = shlex.join(words[1:])
    for told, meant in places.items():
        command = command.replace(told, meant)
    where = {"PYTHONPATH": str(ROOT), "PGHOST": str(server.folder), "PGUSER": "vaultbot"}
    done = subprocess.run(
        [*started, *shlex.split(command)],
        cwd=folder, env={**os.environ, **where}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def address(server: Server, database: str = "vaultbot") -> str:
    return f"postgresql://vaultbot@/{database}?host={server.folder}"


def on(server: Server, database: str = "vaultbot") -> DatabaseServer:
    """To be looked at past the store."""
    return DatabaseServer(f"{address(server, database)}&search_path=vaultbot")


async def choose(place: Place, guild: int) -> None:
    async with open_store(place) as store:
        await store.kept.put_settings(guild, GuildSettings("late"))


def make_file(path: Path) -> None:
    async def work() -> None:
        async with open_store(path) as store:
            await fill(store)

    asyncio.run(work())


def test_the_way_to_a_server_and_back(server: Server, tmp_path: Path):
    commands = typed("docs/scaling.md", "Moving there and back")
    stops = [number for number, words in enumerate(commands) if words[1:3] == ["disable", "--now"]]
    assert len(stops) == 2
    file = tmp_path / "vaultbot.db"
    make_file(file)
    before = kept(file)
    for words in commands[: stops[1]]:
        give(words, server, tmp_path)
    assert kept(on(server)) == before
    assert look(on(server), "SELECT count(*) FROM notes") == [(SAMPLE_NOTES,)]

    asyncio.run(choose(on(server), 12))
    for words in commands[stops[1] :]:
        give(words, server, tmp_path)
    assert kept(file) == kept(on(server)) != before


@pytest.mark.slow
@pytest.mark.parametrize("way", ["dump", "db"])
def test_a_backup_of_a_server_comes_back(server: Server, tmp_path: Path, way: str):
    commands = [
        words
        for words in typed("docs/operations.md", "Backing up")
        if any(word.endswith(f"kept.{way}") for word in words)
    ]
    assert len(commands) == 2
    query(server.url, "CREATE DATABASE vaultbot")
    query(server.url, "CREATE DATABASE another")
    make_file(tmp_path / "first.db")
    copy = ["vaultbot", "copy", "--database", str(tmp_path / "first.db"), "--to", ADDRESS]
    give(copy, server, tmp_path)

    backup, restore = commands
    give(backup, server, tmp_path)
    give(
        ["vaultbot", "load", "--vault", "/srv/vault", "--database", ADDRESS],
        server,
        tmp_path,
        "another",
    )
    give(restore, server, tmp_path, "another")
    assert kept(on(server, "another")) == kept(on(server)) == kept(tmp_path / "first.db")
