"""Loads that are killed at any moment leave the vault of before or the new one, never half."""

import fcntl
import os
import random
import secrets
import shutil
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.library import Library
from bot.model import Daily, GuildSettings
from bot.store.sqlite.mending import Mending
from bot.store.sqlite.store import open_store
from tests.conftest import SETTINGS
from tests.reliability.loader import Loader, open_loader
from tests.reliability.made_vault import digest_of, make_vaults
from tests.store.build import check_words
from tests.store.damage import asides

SEED = int(os.environ.get("VAULTBOT_KILLS_SEED") or secrets.randbelow(2**32))
"""Printed; the same seed kills after the same times."""
CHOSEN = GuildSettings("ch3", lead_in=4)
DAILY = Daily(7, 22, 570, "Europe/Berlin", seed=5, cursor=3, posted=4)
_WRITE_LOCK = 1, 120
"""Where in the memory beside a database SQLite locks it for writing, and how many bytes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to load, killed so many times."""

    name: str
    times: int
    cold: bool = False
    """Into a database without a vault."""
    full: bool = False
    """With every file read again, by processes."""


KINDS = (
    Kind("reload, in a thread", 140),
    Kind("reload, with processes", 30, full=True),
    Kind("first load, with processes", 30, cold=True),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Vaults, a database of the first of them, and what loads of each make."""

    folder: Path
    after: Path
    loader: Loader
    before_digest: str
    after_digest: str

    def prepare(self, kind: Kind) -> tuple[Path, list[object]]:
        """A database as it was, and the command that loads the new vault into it."""
        database = self.folder / "trial.db"
        for file in self.folder.glob("trial.db*"):
            file.unlink()
        shutil.copy(self.folder / ("empty.db" if kind.cold else "before.db"), database)
        command = ["load", "--vault", self.after, "--database", database]
        return database, [*command, *(["--full"] if kind.full else [])]


async def keep_some(database: Path) -> None:
    async with open_store(database) as store:
        await store.kept.put_settings(7, CHOSEN)
        await store.daily.swap(None, DAILY)


def load(loader: Loader, *arguments: object) -> float:
    """Seconds that a load takes which nobody kills."""
    started = time.perf_counter()
    loader.start(["load", *arguments])
    assert loader.end() == 0
    return time.perf_counter() - started


def is_writing(database: Path) -> bool:
    """Whether some process is within a transaction that writes."""
    with suppress(FileNotFoundError), open(f"{database}-shm", "r+b") as memory:  # noqa: PTH123
        try:
            fcntl.lockf(memory, fcntl.LOCK_EX | fcntl.LOCK_NB, *_WRITE_LOCK)
        except OSError:
            return True
    return False


def kill_after(
    scene: Scene, database: Path, command: list[object], delay: float, *, alone: bool
) -> str:
    """Kill a load after some seconds, its workers too or `alone`; returns where that hit it."""
    process = scene.loader.start(command)
    time.sleep(delay)
    # It stands still while it is looked at, then dies where it stands.
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGSTOP)
    writing = is_writing(database)
    with suppress(ProcessLookupError):
        if alone:
            os.kill(process, signal.SIGKILL)
            os.killpg(process, signal.SIGCONT)
        else:
            os.killpg(process, signal.SIGKILL)
    ended = scene.loader.end()
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    if ended == 0:
        return "ended"
    assert ended == -signal.SIGKILL
    return "within" if writing else "around"


async def examine(scene: Scene, kind: Kind, database: Path) -> bool:
    """Whether the new vault is in; fails for anything but one of both, whole."""
    async with open_store(database, mending=Mending.WHOLE) as store:
        library = await Library.open(store, vault=scene.after, settings=SETTINGS)
        try:
            hit, _ = await library.find_quote("topic7", place=0, among=1)
        finally:
            library.close()
        assert await store.kept.settings(7) == CHOSEN
        assert await store.daily.get(7) == DAILY
        loaded = (await store.status()).loaded_at is not None
    assert asides(database) == []
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    digest = digest_of(database)
    if kind.cold and not loaded:
        assert hit is None
        assert digest == digest_of(scene.folder / "empty.db")
        return False
    assert hit
    assert "topic7" in hit.excerpt.excerpt.text
    assert digest in (scene.before_digest, scene.after_digest)
    if not kind.cold:
        return digest == scene.after_digest
    assert digest == scene.after_digest
    return True


@pytest.mark.slow
async def test_two_hundred_kills_at_any_moment_of_a_load(tmp_path: Path) -> None:
    before, after = make_vaults(tmp_path)
    print(f"\nVAULTBOT_KILLS_SEED={SEED}")
    dice = random.Random(SEED)
    with open_loader(tmp_path / "errors.txt") as loader:
        for name, vault in (("before.db", before), ("after.db", after)):
            load(loader, "--vault", vault, "--database", tmp_path / name)
            await keep_some(tmp_path / name)
        await keep_some(tmp_path / "empty.db")
        digests = [digest_of(tmp_path / name) for name in ("before.db", "after.db")]
        assert digests[0] != digests[1]
        scene = Scene(tmp_path, after, loader, *digests)

        phases: dict[str, Counter[str]] = {}
        for kind in KINDS:
            lasts = []
            for _ in range(3):
                database, command = scene.prepare(kind)
                lasts.append(load(loader, *command[1:]))
                assert await examine(scene, kind, database)
            phases[kind.name] = counted = Counter[str]()
            for trial in range(kind.times):
                database, command = scene.prepare(kind)
                delay = dice.uniform(0, min(lasts))
                alone = dice.random() < 0.25
                phase = kill_after(scene, database, command, delay, alone=alone)
                try:
                    new = await examine(scene, kind, database)
                except BaseException:
                    print(f"{kind.name}, trial {trial}: {phase}, {delay:.4f} s, alone: {alone}")
                    raise
                if phase == "within":
                    counted["within, committed" if new else "within"] += 1
                else:
                    counted["after" if new else "before"] += 1
                    assert new or phase == "around"
            print(f"{kind.name}, {min(lasts):.2f} s, {kind.times} kills: {dict(counted)}")
        check_words(database)
    total = sum(phases.values(), Counter[str]())
    print(f"all {total.total()}: {dict(total)}")
    assert total.total() == 200
    assert total["within"] >= total.total() / 2
