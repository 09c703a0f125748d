"""Health: each part by itself, at once where one hangs."""

import asyncio

import pytest

from bot.connection import Connection
from bot.errors import StoreError
from bot.model import VaultStatus
from bot.monitoring.health import MOST_SILENT, Health, Watch


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def status(*, notes: int = 3, loaded_at: int | None = 1) -> VaultStatus:
    return VaultStatus(
        notes=notes, excerpts=0, videos=0, channels=0, problems=0, repaired_notes=0, repaired=0,
        loaded_at=loaded_at, database_bytes=0,
    )  # fmt: skip


@pytest.fixture
def watch(clock: Clock) -> Watch:
    """Of a bot that is well."""

    async def read() -> VaultStatus:
        return status()

    watch = Watch()
    watch.read_status, watch.is_loaded = read, True
    watch.connection = Connection(clock)
    watch.connection.found(0)
    return watch


async def test_all_is_well(watch: Watch) -> None:
    health = await watch.health()
    assert health == Health()
    assert health.is_well
    assert health.as_dict() == {
        "status": "ok", "gateway": "ok", "database": "ok", "vault": "ok"
    }  # fmt: skip


async def test_nothing_is_there_yet() -> None:
    health = await Watch().health()
    assert not health.is_well
    assert health.as_dict()["status"] == "starting"


async def test_the_vault_is_being_loaded(watch: Watch) -> None:
    watch.is_loaded = False
    health = await watch.health()
    assert health.as_dict() == {
        "status": "starting", "gateway": "not connected yet", "database": "ok",
        "vault": "is being loaded",
    }  # fmt: skip


async def test_the_gateway_is_lost_and_found(watch: Watch, clock: Clock) -> None:
    assert watch.connection
    watch.connection.lost(0)
    clock.now += 7
    health = await watch.health()
    assert health == Health(gateway="not connected for 7 s")
    assert not health.is_well
    watch.connection.found(0)
    assert (await watch.health()).is_well


async def test_one_shard_of_several_is_lost(watch: Watch) -> None:
    assert watch.connection
    watch.connection.found(1)
    watch.connection.lost(1)
    assert not (await watch.health()).is_well


async def test_heartbeats_go_unanswered(watch: Watch, clock: Clock) -> None:
    assert watch.connection
    watch.connection.measured(0, 0.1)
    clock.now += MOST_SILENT
    watch.connection.measured(0, 0.1)
    assert (await watch.health()).is_well
    clock.now += 1
    assert (await watch.health()).gateway == "no heartbeat answered for 104 s"
    watch.connection.measured(0, float("inf"))
    assert not (await watch.health()).is_well
    watch.connection.measured(0, 0.2)
    assert (await watch.health()).is_well


async def test_the_vault_is_empty_or_was_never_loaded(watch: Watch) -> None:
    async def empty() -> VaultStatus:
        return status(notes=0)

    async def never() -> VaultStatus:
        return status(notes=0, loaded_at=None)

    watch.read_status = empty
    assert await watch.health() == Health(vault="holds no notes")
    watch.read_status = never
    assert await watch.health() == Health(vault="never loaded")


async def test_the_database_can_not_be_read(watch: Watch) -> None:
    async def broken() -> VaultStatus:
        raise StoreError("/a/path: disk I/O error")

    watch.read_status = broken
    health = await watch.health()
    assert health == Health(database="can't be read", vault="not known")
    assert "/a/path" not in str(health.as_dict())


async def test_a_database_that_hangs_is_asked_once_and_keeps_nobody(watch: Watch) -> None:
    asked, free = 0, asyncio.Event()

    async def hanging() -> VaultStatus:
        nonlocal asked
        asked += 1
        await free.wait()
        return status()

    watch.read_status = hanging
    told = await asyncio.gather(*(watch.status(patience=0.01) for _ in range(5)))
    assert (told, asked) == ([None] * 5, 1)
    free.set()
    assert await watch.status() == status()
    assert await watch.status() == status()
    assert asked == 2
