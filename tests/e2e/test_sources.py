"""The bot's process over a vault that changes: a folder that is watched, a repository that is not
always there."""

import asyncio
from pathlib import Path

import pytest

from tests.conftest import note_text
from tests.e2e.process import PATIENCE, running, stopped
from tests.sources.repositories import commit, git, make_repository

pytestmark = pytest.mark.slow


async def found(discord, person, topic: str) -> str:
    """The title of the note that is answered; empty where there is none."""
    answer = await discord.slash(person, None, "note", topic=topic)
    return answer.embeds[0]["title"] if answer.embeds else ""


async def until_found(discord, person, topic: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if await found(discord, person, topic):
                return
            await asyncio.sleep(0.3)


async def test_a_file_is_found_seconds_after_it_was_written_and_whole(discord, tmp_path):
    alice = discord.user("alice")
    cooldown = {"uses": 1_000}
    vault = {"path": "vault", "watch": True}
    async with running(tmp_path, discord, vault=vault, cooldown=cooldown) as process:
        assert await found(discord, alice, "umami") == ""
        text = note_text("Umami explained", *(f"Umami fact {number}" for number in range(30)))
        pieces = [text[start : start + 300] for start in range(0, len(text), 300)]
        with (tmp_path / "vault/kitchenlab/umami.md").open("w") as file:
            for piece in pieces:
                file.write(piece)
                file.flush()
                await asyncio.sleep(0.3)
        await until_found(discord, alice, "umami")
        (tmp_path / "vault/kitchenlab").rename(tmp_path / "vault/moved")
        await asyncio.sleep(4)
        assert await found(discord, alice, "umami")
        code, log = await stopped(process)
    assert code == 0
    loaded = [
        line.partition("vault loaded: ")[2] for line in log.splitlines() if "loaded: +" in line
    ]
    assert loaded[0].startswith("+1 ~0 −0")
    assert "Traceback" not in log


async def test_a_folder_that_goes_away_and_comes_back_is_answered_from_all_the_time(
    discord, tmp_path
):
    alice = discord.user("alice")
    vault = {"path": "vault", "watch": True}
    async with running(tmp_path, discord, vault=vault, cooldown={"uses": 1_000}) as process:
        (tmp_path / "vault").rename(tmp_path / "away")
        (tmp_path / "vault").mkdir()
        await asyncio.sleep(8)
        assert await found(discord, alice, "sourdough")
        (tmp_path / "vault").rmdir()
        (tmp_path / "away/kitchenlab/umami.md").write_text(note_text("Umami explained", "Umami"))
        (tmp_path / "away").rename(tmp_path / "vault")
        await until_found(discord, alice, "umami")
        code, log = await stopped(process)
    assert code == 0
    assert log.count("is it mounted?") == 1
    assert "Traceback" not in log


async def test_what_is_pushed_is_found_after_a_reload_and_a_lost_remote_ends_nothing(
    discord, tmp_path
):
    alice = discord.user("alice")
    work = make_repository(
        tmp_path / "author", {"content/kitchen/a.md": note_text("Sourdough", "Bread rises")}
    )
    remote = tmp_path / "remote.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(work), str(remote))
    (tmp_path / "vault").mkdir()
    vault = {"path": "vault", "git": {"url": f"file://{remote}", "folder": "content"}}
    sections = {"vault": vault, "cooldown": {"uses": 1_000}}
    async with running(tmp_path, discord, **sections) as process:
        room = discord.guild("Room", administrators=[alice, discord.owner])
        assert await found(discord, alice, "sourdough")
        commit(work, {"content/kitchen/b.md": note_text("Umami explained", "Umami is a taste")})
        git(work, "push", "--quiet", str(remote), "main")
        reloaded = await discord.slash(discord.owner, room, "vault reload")
        assert "+1 ~0 −0" in reloaded.content
        assert await found(discord, alice, "umami")

        remote.rename(tmp_path / "gone.git")
        failed = await discord.slash(discord.owner, room, "vault reload")
        assert "Not up to date" in failed.content
        assert "+0 ~0 −0" in failed.content
        assert await found(discord, alice, "umami")
        code, log = await stopped(process)
    assert code == 0
    assert "Traceback" not in log
    # Begun again while the remote is away: what was fetched before will do.
    async with running(tmp_path, discord, **sections) as process:
        assert await found(discord, alice, "umami")
        _, log = await stopped(process)
    assert log.count("loaded what was there: can't fetch file://") == 1


async def test_a_folder_with_work_in_it_is_refused_in_one_line(discord, tmp_path: Path):
    work = make_repository(tmp_path / "vault", {"a.md": note_text("Mine", "Not pushed")})
    vault = {"path": "vault", "git": {"url": f"file://{work}"}}
    async with running(tmp_path, discord, token=discord.token, vault=vault) as process:
        async with asyncio.timeout(PATIENCE):
            _, error = await process.communicate()
    assert process.returncode == 2
    (line,) = [line for line in error.decode().splitlines() if line.startswith("vaultbot:")]
    assert "holds files that Vaultbot did not fetch" in line
    assert (work / "a.md").exists()
