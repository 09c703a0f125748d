"""Shards that are connected, and since when not."""

from bot.connection import Connection
from tests.monitoring.test_health import Clock


def test_every_shard_of_the_process_begins_lost() -> None:
    clock = Clock()
    connection = Connection(clock)
    assert not connection.is_alive
    clock.now += 500
    connection.begin((2, 3))
    assert connection.lost_for == 0
    clock.now += 10
    connection.found(2)
    assert connection.is_connected(2)
    assert not connection.is_connected(3)
    assert not connection.is_alive
    assert connection.lost_for == 10
    connection.found(3)
    assert connection.is_alive
    assert (connection.lost_for, connection.losses) == (0, 0)
    connection.lost(2)
    assert (connection.is_alive, connection.losses) == (False, 1)


def test_who_may_not_begin_is_not_missing_until_then() -> None:
    clock = Clock()
    connection = Connection(clock)
    connection.begin((0, 1))
    connection.found(0)
    clock.now += 100
    connection.put_off(1, 3_600)
    assert (connection.lost_for, connection.is_alive) == (0, False)
    clock.now += 3_610
    assert connection.lost_for == 10
    connection.found(1)
    connection.lost(0)
    connection.lost(1)
    clock.now += 1
    connection.put_off(0, 3_600)
    # Another that is lost may be back at any moment, and is missed.
    assert connection.lost_for == 1
    connection.put_off(1, -5)
    assert connection.lost_for == 1
