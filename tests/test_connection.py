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
