"""What tests of several rooms share: written, sample and real vaults, and a store."""

import asyncio
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from bot.library import Library
from bot.model import VaultSettings
from bot.store.sqlite.store import SqliteStore, open_store
from tests.postgres import Server, require_programs, running_server

# How long an example takes is the machine's affair.
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")

SAMPLE = Path(__file__).parents[1] / "examples" / "vault"
SAMPLE_NOTES = sum("\nvideoId: " in path.read_text("utf-8") for path in SAMPLE.rglob("*.md"))
SETTINGS = VaultSettings()
REAL_VAULT = Path(
    os.environ.get("VAULTBOT_REAL_VAULT", Path(__file__).parents[2] / "shared" / "vault")
)
needs_real_vault = pytest.mark.skipif(
    not REAL_VAULT.is_dir(), reason="no real vault beside the checkout"
)


def write_vault(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below `root`, given as vault-relative path → text; returns `root`."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def note_text(title: str, *sentences: str, video: str = "iGa-6tpLBXA") -> str:
    """A note whose sentences are cited at 00:01:00, 00:02:00 and so on."""
    cited = " ".join(
        f'{sentence} <a class="yt-timestamp" data-t="00:{minute:02}:00">[00:{minute:02}:00]</a>.'
        for minute, sentence in enumerate(sentences, start=1)
    )
    return f"---\ntitle: {title}\nvideoId: {video}\n---\n\n{cited}\n"


@pytest.fixture(autouse=True)
def no_rests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loads take as short as they can, but where it is measured who waits for them."""
    if request.node.get_closest_marker("alone") is None:
        monkeypatch.setattr("bot.library.REST", 0.001)
        monkeypatch.setattr("bot.finder.SHORT_REST", 0.001)


@pytest.fixture(autouse=True)
def root_logger_as_before() -> Iterator[None]:
    """Whatever sets up logging does so for its test alone."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A fresh database at `tmp_path / "vault.db"`."""
    async with open_store(tmp_path / "vault.db") as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server that is not to be stopped; a test that wants to starts its own."""
    with running_server(require_programs()) as server:
        yield server


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that the sample vault was loaded into: to be copied, not opened."""
    path = tmp_path_factory.mktemp("sample") / "vault.db"
    asyncio.run(_load_sample(path))
    return path


async def _load_sample(path: Path) -> None:
    async with open_store(path) as opened:
        await (await Library.open(opened, vault=SAMPLE, settings=SETTINGS)).load()


@pytest.fixture
async def sample(sample_database: Path, tmp_path: Path) -> AsyncIterator[Library]:
    """A library over the sample vault, loaded."""
    shutil.copy(sample_database, tmp_path / "sample.db")
    async with open_store(tmp_path / "sample.db") as opened:
        yield await Library.open(opened, vault=SAMPLE, settings=SETTINGS)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A vault in a database, and what loading it reported."""

    database: Path
    report: Mapping[str, Any]


@pytest.fixture(scope="session")
def real_load(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The whole real vault, loaded as people do: half a minute, so once. To be asked only."""
    database = tmp_path_factory.mktemp("real") / "vault.db"
    load = [sys.executable, "-m", "bot", "load", "--json"]
    done = subprocess.run(
        [*load, "--vault", str(REAL_VAULT), "--database", str(database)],
        cwd=Path(__file__).parents[1], capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    return Loaded(database, json.loads(done.stdout))
