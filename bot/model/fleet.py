"""The processes that are one bot together, each with some of its shards."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What a process tells the others of one of its shards."""

    shard: int
    count: int
    """Of how many."""
    servers: int
    """That it serves."""
    process: str
    """A name that a process makes up when it starts."""


@dataclass(frozen=True, slots=True)
class Reach:
    """In how many servers a bot is, over all its processes."""

    servers: int
    """On the shards that were heard."""
    heard: int
    """Shards of which it is known."""
    shards: int
    """How many there are."""
