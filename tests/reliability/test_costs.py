"""What a reload of a large vault costs, and what stays in memory."""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REAL_VAULT, Loaded, needs_real_vault
from tests.e2e.process import ROOT, running
from tests.reliability.soak import Changes, made_vault
from tests.store.build import look
from tests.test_settling import CONTENT

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def load(vault: Path, database: Path) -> dict[str, Any]:
    """`vaultbot load`, as an operator's script has it."""
    command = [sys.executable, "-m", "bot", "load", "--json"]
    done = subprocess.run(
        [*command, "--vault", str(vault), "--database", str(database)],
        cwd=ROOT, capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def resident(process_id: int | str) -> float:
    """MB of memory that a process holds."""
    status = Path(f"/proc/{process_id}/status").read_text("utf-8")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


@needs_real_vault
def test_a_reload_of_one_percent_costs_a_tenth_of_a_cold_load(
    real_load: Loaded, tmp_path: Path
) -> None:
    vault, database = tmp_path / "vault", tmp_path / "vault.db"
    shutil.copytree(REAL_VAULT, vault)
    cold = load(vault, database)
    changes = Changes(vault, seed=3)
    seconds = []
    for _ in range(5):
        changes.make()
        report = load(vault, database)
        assert report["changed"] >= 90
        seconds.append(report["seconds"])
    middle = sorted(seconds)[2]
    print(f"cold {cold['seconds']:.2f} s, one percent {seconds}, median {middle:.2f} s")
    assert middle <= 1.5 or middle <= cold["seconds"] / 10
    # And all of it is what a load from nothing makes.
    load(vault, tmp_path / "fresh.db")
    for statement in CONTENT:
        assert look(database, statement) == look(tmp_path / "fresh.db", statement)


async def test_fifty_reloads_leave_nothing_in_memory(discord: Any, tmp_path: Path) -> None:
    vault = made_vault(tmp_path / "vault", 2_500)
    changes, sizes, often = Changes(vault, seed=5), [], {"uses": 1_000}
    async with running(tmp_path, discord, cooldown=often) as process:
        room = discord.guild("Room", administrators=[discord.owner])
        for _ in range(50):
            await asyncio.to_thread(changes.make)
            answer = await discord.slash(discord.owner, room, "vault reload")
            assert "~2" in answer.content
            await discord.slash(discord.owner, room, "quote", text="bdfa0")
            sizes.append(resident(process.pid))
    print(f"MB after the first {sizes[0]:.0f}, the last {sizes[-1]:.0f}, most {max(sizes):.0f}")
    # What the last reload replaced may not have gone yet.
    assert min(sizes[-3:]) <= 1.1 * sizes[0]


@needs_real_vault
async def test_the_idle_bot_takes_two_hundred_megabytes_at_most(
    discord: Any, real_load: Loaded, tmp_path: Path
) -> None:
    shutil.copy(real_load.database, tmp_path / "bot.db")
    async with running(tmp_path, discord, vault={"path": str(REAL_VAULT)}) as process:
        alice = discord.user("alice")
        for text in ("deepseek", "no human in loop", "agi"):
            await discord.slash(alice, None, "quote", text=text)
        await asyncio.sleep(5)
        size = resident(process.pid)
    print(f"{size:.0f} MB")
    assert size <= 200
