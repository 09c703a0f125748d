"""The work beside the answers: when the vault is loaded, and what is said of what fails."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot import upkeep as module
from bot.errors import FetchFailed, LoadRunning, StoreError, VaultError
from bot.library import Library
from bot.model import Fetched, LoadReport
from bot.sources import Checkout, Folder
from bot.store.sqlite.store import open_store
from bot.upkeep import Delays, Upkeep
from tests.conftest import SETTINGS, note_text
from tests.sources.repositories import QUIET as PLAIN
from tests.sources.repositories import commit, make_repository

QUICK = Delays(running=0.01, first=0.01, longest=0.04)
NOTHING = LoadReport(9, 9, 0, 0, 0, 9, 0, 0, 0, 0.1)
CHANGED = LoadReport(12, 12, 3, 1, 0, 8, 0, 0, 0, 0.1)

Outcome = LoadReport | Exception


class Loads:
    """What each load comes to; the last for all that follow. Each waits for `go`."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.begun = 0
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self) -> LoadReport:
        self.begun += 1
        await self.go.wait()
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class Remote:
    """A source whose commit, or fault, a test sets."""

    path = Path("/nowhere")

    def __init__(self, at: str = "1") -> None:
        self.at: str | Exception = at
        self.fetches = 0

    async def fetch(self) -> Fetched:
        self.fetches += 1
        if isinstance(self.at, Exception):
            raise self.at
        return Fetched(self.at, self.at)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while True:
            if condition():
                return
            await asyncio.sleep(0.005)


class Running:
    """An upkeep whose works go on until the context ends."""

    def __init__(self, upkeep: Upkeep) -> None:
        self.upkeep = upkeep

    async def __aenter__(self) -> Upkeep:
        self.tasks = [asyncio.create_task(work()) for work in self.upkeep.works]
        return self.upkeep

    async def __aexit__(self, *_: object) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        f"{record.levelname}: {record.getMessage()}"
        for record in caplog.records
        if record.name == module.__name__
    ]


@pytest.fixture(autouse=True)
def _listen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger=module.__name__)


async def test_a_plain_folder_is_loaded_only_when_asked_for() -> None:
    loads = Loads(NOTHING)
    async with Running(Upkeep(loads, Folder(Path("x")), delays=QUICK)) as upkeep:
        assert len(upkeep.works) == 1
        await asyncio.sleep(0.05)
        assert loads.begun == 0
        upkeep.want_load()
        await until(lambda: loads.begun == 1)


async def test_changes_are_loaded_and_told(caplog: pytest.LogCaptureFixture) -> None:
    changed = asyncio.Event()

    async def changes() -> AsyncGenerator[None]:
        while True:
            await changed.wait()
            changed.clear()
            yield

    loads = Loads(CHANGED, NOTHING)
    async with Running(Upkeep(loads, Folder(Path("x")), changes=changes, delays=QUICK)):
        changed.set()
        await until(lambda: loads.begun == 1)
        changed.set()
        await until(lambda: loads.begun == 2)
    assert told(caplog) == ["INFO: vault loaded: +3 ~1 −0, 12 notes"]


async def test_a_change_during_a_load_leads_to_one_more() -> None:
    loads = Loads(NOTHING)
    loads.go.clear()
    async with Running(Upkeep(loads, Folder(Path("x")), delays=QUICK)) as upkeep:
        upkeep.want_load()
        await until(lambda: loads.begun == 1)
        for _ in range(5):
            upkeep.want_load()
        loads.go.set()
        await until(lambda: loads.begun == 2)
        await asyncio.sleep(0.05)
        assert loads.begun == 2


async def test_a_load_that_fails_is_tried_again_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gone, locked = VaultError("gone"), StoreError("locked after 120 ms")
    again = StoreError("locked after 95 ms")
    loads = Loads(gone, gone, locked, gone, again, CHANGED)
    async with Running(Upkeep(loads, Folder(Path("x")), delays=QUICK)) as upkeep:
        upkeep.want_load()
        await until(lambda: len(told(caplog)) == 4)
        await asyncio.sleep(0.1)
        assert loads.begun == 6
    assert told(caplog) == [
        "WARNING: the vault can't be loaded: gone",
        "WARNING: the vault can't be loaded: locked after 120 ms",
        "INFO: the vault is loaded again",
        "INFO: vault loaded: +3 ~1 −0, 12 notes",
    ]


async def test_a_change_does_not_wait_for_the_next_attempt() -> None:
    loads = Loads(VaultError("gone"), NOTHING)
    patient = Delays(running=0.01, first=1_000.0, longest=1_000.0)
    async with Running(Upkeep(loads, Folder(Path("x")), delays=patient)) as upkeep:
        upkeep.want_load()
        await until(lambda: loads.begun == 1)
        await asyncio.sleep(0.02)
        upkeep.want_load()
        await until(lambda: loads.begun == 2)


async def test_a_load_of_somebody_else_s_is_waited_for_without_a_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loads = Loads(LoadRunning("busy"), LoadRunning("busy"), NOTHING)
    async with Running(Upkeep(loads, Folder(Path("x")), delays=QUICK)) as upkeep:
        upkeep.want_load()
        await until(lambda: loads.begun == 3)
    assert told(caplog) == []


async def test_a_fetch_is_followed_by_a_load_where_the_commit_is_another() -> None:
    loads, remote = Loads(NOTHING), Remote()
    async with Running(Upkeep(loads, remote, every=0.01, delays=QUICK)):
        await until(lambda: remote.fetches >= 4)
        assert loads.begun == 1  # what was loaded before is not known
        remote.at = "2"
        await until(lambda: loads.begun == 2)
        seen = remote.fetches
        await until(lambda: remote.fetches >= seen + 3)
        assert loads.begun == 2


async def test_a_fetch_that_fails_is_told_once_and_loads_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loads, remote = Loads(NOTHING), Remote()
    async with Running(Upkeep(loads, remote, every=0.01, delays=QUICK)):
        await until(lambda: loads.begun == 1)
        remote.at = FetchFailed("can't fetch x: no route after 130 ms")
        seen = remote.fetches
        await until(lambda: remote.fetches >= seen + 3)
        remote.at = FetchFailed("can't fetch x: no route after 7 ms")
        seen = remote.fetches
        await until(lambda: remote.fetches >= seen + 3)
        remote.at = "1"
        await until(lambda: len(told(caplog)) == 2)
        assert loads.begun == 1
    assert told(caplog) == [
        "WARNING: the vault is not up to date: can't fetch x: no route after 130 ms",
        "INFO: the vault is fetched again",
    ]


async def test_what_was_fetched_and_could_not_be_loaded_is_loaded_later() -> None:
    loads, remote = Loads(StoreError("locked"), StoreError("locked"), CHANGED), Remote()
    async with Running(Upkeep(loads, remote, every=0.01, delays=QUICK)):
        await until(lambda: loads.begun >= 3)


async def test_a_fault_of_ours_leaves_the_load_wanted_for_the_next_beginning() -> None:
    loads = Loads(ZeroDivisionError("ours"), NOTHING)
    upkeep = Upkeep(loads, Folder(Path("x")), delays=QUICK)
    upkeep.want_load()
    with pytest.raises(ZeroDivisionError):
        await upkeep.load_when_wanted()
    async with Running(upkeep):
        await until(lambda: loads.begun == 2)


async def test_where_others_load_too_nothing_is_loaded_before_it_was_fetched(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loads, remote = Loads(NOTHING), Remote()
    remote.at = FetchFailed("can't fetch x: no route")
    upkeep = Upkeep(loads, remote, every=1_000.0, is_shared=True, delays=QUICK)
    upkeep.want_load()
    async with Running(upkeep):
        await until(lambda: remote.fetches >= 3)
        assert loads.begun == 0
        remote.at = "1"
        await until(lambda: loads.begun == 1)
    # Another process did the work meanwhile: what the database holds is not known any more.
    async with Running(upkeep):
        await until(lambda: loads.begun == 2)
    assert told(caplog) == [
        "WARNING: the vault is not up to date: can't fetch x: no route",
        "INFO: the vault is fetched again",
    ]


async def test_a_regular_fetch_that_works_ends_the_wait_for_the_first(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loads, remote = Loads(NOTHING), Remote()
    remote.at = FetchFailed("can't fetch x: no route")
    rarely = Delays(first=1_000.0, longest=1_000.0)
    upkeep = Upkeep(loads, remote, every=0.05, is_shared=True, delays=rarely)
    async with Running(upkeep):
        await until(lambda: remote.fetches >= 2)
        assert loads.begun == 0
        remote.at = "1"
        await until(lambda: loads.begun == 1)


async def test_a_new_leader_puts_no_old_files_over_what_another_loaded(tmp_path: Path) -> None:
    remote = make_repository(tmp_path / "remote", {"old.md": note_text("Old", "An old one")})
    found: list[int] = []
    async with AsyncExitStack() as stack:
        stores = [
            await stack.enter_async_context(open_store(tmp_path / "vault.db")) for _ in range(2)
        ]
        sources = [
            Checkout(str(remote), tmp_path / name, environ=PLAIN) for name in ("one", "other")
        ]
        one, other = [
            await Library.open(store, vault=source, settings=SETTINGS)
            for store, source in zip(stores, sources, strict=True)
        ]
        stack.callback(one.close)
        stack.callback(other.close)
        await one.load()
        commit(remote, {"new.md": note_text("New", "A new one")})
        await other.load()

        async def load() -> LoadReport:
            report = await one.load(fetch=False)
            found.append((await stores[1].status()).notes)
            return report

        upkeep = Upkeep(load, sources[0], every=1_000.0, is_shared=True, delays=QUICK)
        # Since its start, when another process was loading.
        upkeep.want_load()
        async with Running(upkeep):
            await until(lambda: bool(found))
            await asyncio.sleep(0.1)
    assert set(found) == {2}
