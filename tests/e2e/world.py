"""What the stand-in knows: its application, guilds, commands, messages, and what the bot sent."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.e2e.actors import Guild, Payload, Request, User
from tests.e2e.exchange import Exchange

_DISCORD_EPOCH_MS = 1_420_070_400_000


class Signal:
    """Lets tasks wait until something they can compute has become true."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        self._event.set()

    async def until(self, predicate: Callable[[], bool], *, seconds: float) -> bool:
        """Wait for the predicate; False when the time was over first."""
        try:
            async with asyncio.timeout(seconds):
                while not predicate():
                    self._event.clear()
                    await self._event.wait()
        except TimeoutError:
            return False
        return True


class Snowflakes:
    """Ids as Discord makes them: milliseconds since 2015, then a counter against equals."""

    def __init__(self) -> None:
        self._counter = itertools.count()

    def next(self) -> int:
        milliseconds = int(time.time() * 1000) - _DISCORD_EPOCH_MS
        return (milliseconds << 22) | (next(self._counter) & 0xFFF)


@dataclass(slots=True, eq=False)
class World:
    """The state that REST, gateway and users share. One per stand-in; nothing is global."""

    token: str
    ack_seconds: float
    """How long the bot may take to acknowledge an interaction."""
    ids: Snowflakes
    bot: User
    owner: User
    team: tuple[User, ...] = ()
    """The members of the team that owns the application, its owner first; empty: no team."""
    shards: int = 1
    """How many shards /gateway/bot recommends."""
    at_once: int = 1
    """How many shards may begin a session at once, if their numbers leave different rests."""
    identify_seconds: float = 0.0
    """How long those that leave the same rest must wait for each other; Discord has 5."""
    sessions_left: int = 999
    """How many more sessions may begin, as /gateway/bot tells."""
    sessions_reset: float = 14_400.0
    """Seconds until it is all of them again."""
    left: set[int] = field(default_factory=set)
    """Channels of guilds that threw the bot out."""
    url: str = ""
    """http://127.0.0.1:port"""
    guilds: dict[int, Guild] = field(default_factory=dict)
    commands: dict[int | None, list[Payload]] = field(default_factory=dict)
    """As registered: under None the global ones, under a guild's id its own."""
    opened: set[tuple[int, str]] = field(default_factory=set)
    """(guild's id, command) of what a guild's own settings show to everybody."""
    exchanges: dict[str, Exchange] = field(default_factory=dict)
    """By interaction token."""
    posts: dict[int, list[Payload]] = field(default_factory=dict)
    """By channel id: the messages that the bot posted outside of interactions."""
    nonces: dict[tuple[int, str], Payload] = field(default_factory=dict)
    """By channel id and nonce: the messages that are not to be posted twice."""
    requests: list[Request] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    changed: Signal = field(default_factory=Signal)

    @property
    def application_id(self) -> int:
        return self.bot.id

    def log(self, request: Request) -> int:
        """Record an arrival; answers its place, for `settle`."""
        self.requests.append(request)
        self.changed.notify()
        return len(self.requests) - 1

    def settle(self, place: int, status: int) -> None:
        self.requests[place] = replace(self.requests[place], status=status)
        self.changed.notify()

    def message(self, message_id: int) -> tuple[Exchange, Payload] | None:
        """Find a message that any interaction made, in its present state."""
        for exchange in self.exchanges.values():
            for message in exchange.messages:
                if int(message["id"]) == message_id:
                    return exchange, message
        return None
