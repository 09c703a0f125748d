"""Discord's gateway: sockets, sessions per shard, transport compression, resumption."""

import asyncio
import importlib
import importlib.util
import json
import math
import secrets
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.e2e import payloads
from tests.e2e.actors import Guild, Payload, Place, Request
from tests.e2e.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 0, 1, 2, 6, 7
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
_NAMES = {1: "HEARTBEAT", 2: "IDENTIFY", 3: "PRESENCE", 4: "VOICE_STATE", 6: "RESUME", 8: "MEMBERS"}
_GUILDS_INTENT = 1 << 0
_CLOSES_SESSION = {1000, 1001}

Compress = Callable[[bytes], bytes]


def compressor(name: str) -> Compress | None:
    """Answer what compresses one socket's whole stream; None: frames stay plain text."""
    if name == "zlib-stream":
        context = zlib.compressobj()
        return lambda data: context.compress(data) + context.flush(zlib.Z_SYNC_FLUSH)
    if name == "zstd-stream":
        # Only a client that has one of these asks for it, and it lives in the same environment.
        if importlib.util.find_spec("zstandard"):
            zstandard: Any = importlib.import_module("zstandard")
            stream = zstandard.ZstdCompressor().compressobj()
            block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
            return lambda data: bytes(stream.compress(data) + stream.flush(block))
        zstd: Any = importlib.import_module("compression.zstd").ZstdCompressor()
        return lambda data: bytes(zstd.compress(data, zstd.FLUSH_BLOCK))
    return None


@dataclass(slots=True, eq=False)
class Connection:
    """One socket; its own task writes, so that order and compression context hold."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    compress: Compress | None
    outbox: asyncio.Queue[Payload | int] = field(default_factory=asyncio.Queue)
    """Payloads to send, or a code to close with."""
    session: "Session | None" = None

    async def write(self) -> None:
        while not isinstance(item := await self.outbox.get(), int):
            text = json.dumps(item)
            try:
                if self.compress:
                    await self.socket.send_bytes(self.compress(text.encode()))
                else:
                    await self.socket.send_str(text)
            except ConnectionError:
                return
        await self.socket.close(code=item)


@dataclass(slots=True, eq=False)
class Session:
    """What survives a lost socket."""

    shard: tuple[int, int]
    """Its number, and how many there are."""
    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    events: list[Payload] = field(default_factory=list)
    """All dispatches so far; the n-th has the sequence number n."""
    connection: Connection | None = None

    def dispatch(self, event: str, data: Payload) -> None:
        """Send now, or on resumption if the socket is lost."""
        sequence = len(self.events) + 1
        self.events.append({"op": DISPATCH, "t": event, "s": sequence, "d": data})
        if self.connection is not None:
            self.connection.outbox.put_nowait(self.events[-1])


class Gateway:
    """The websocket endpoint and the levers to break it."""

    def __init__(self, world: World, *, heartbeat_seconds: float) -> None:
        self._world = world
        self._heartbeat_seconds = heartbeat_seconds
        self._connections: set[Connection] = set()
        self._sessions: dict[int, Session] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._identified: dict[int, float] = {}
        """When a shard of each turn began a session last."""

    def is_ready(self, place: Place = None) -> bool:
        """Whether every shard, or the one of a guild, has a session on a live socket."""
        live = [each for each in self._sessions.values() if each.connection is not None]
        if isinstance(place, Guild):
            return any(_serves(each, place.id) for each in live)
        return bool(live) and len(live) == live[0].shard[1]

    def dispatch(self, event: str, data: Payload, *, guild_id: int | None = None) -> None:
        """Send an event to the shard of the guild (direct messages: shard 0)."""
        count = next(iter(self._sessions.values())).shard[1]
        self._sessions[((guild_id or 0) >> 22) % count].dispatch(event, data)

    def announce(self, guild: Guild) -> None:
        """Tell a connected bot about a new guild."""
        for session in self._sessions.values():
            if _serves(session, guild.id) and session.intents & _GUILDS_INTENT:
                body = payloads.guild_create(guild, self._world.bot)
                # Present only where the guild is one that READY listed.
                del body["unavailable"]
                session.dispatch("GUILD_CREATE", body)

    def withdraw(self, guild: Guild) -> None:
        """Tell a connected bot that it was removed from a guild."""
        for session in self._sessions.values():
            if _serves(session, guild.id) and session.intents & _GUILDS_INTENT:
                session.dispatch("GUILD_DELETE", {"id": str(guild.id)})

    def drop(self) -> None:
        """Cut all sockets without a goodbye, as a broken network does."""
        for connection in list(self._connections):
            self._detach(connection)
            if connection.transport is not None:
                connection.transport.abort()

    def close(self, code: int) -> None:
        """Close all sockets with a code."""
        for connection in list(self._connections):
            self._detach(connection)
            connection.outbox.put_nowait(code)

    def reconnect(self) -> None:
        """Ask the bot to reconnect and resume (op 7)."""
        self._order({"op": RECONNECT, "d": None, "s": None, "t": None})

    def invalidate(self) -> None:
        """End all sessions (op 9); discord.py waits 5 s before it identifies anew."""
        self._order({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
        self._sessions.clear()

    def _order(self, payload: Payload) -> None:
        for connection in list(self._connections):
            connection.outbox.put_nowait(payload)
            self._detach(connection)

    async def shut(self) -> None:
        """Close everything at the end of a test."""
        self.close(1001)
        for task in list(self._tasks):
            await task

    def _detach(self, connection: Connection) -> None:
        if connection.session is not None and connection.session.connection is connection:
            connection.session.connection = None
        self._world.changed.notify()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket from HELLO to its end."""
        socket = web.WebSocketResponse(timeout=1.0, max_msg_size=4096)
        connection = Connection(
            socket, request.transport, compressor(request.query.get("compress", ""))
        )
        await socket.prepare(request)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        self._tasks.add(writer)
        if (request.query.get("v"), request.query.get("encoding")) != ("10", "json"):
            connection.outbox.put_nowait(4012)
        interval = int(self._heartbeat_seconds * 1000)
        hello = {"op": HELLO, "s": None, "t": None, "d": {"heartbeat_interval": interval}}
        connection.outbox.put_nowait(hello)
        try:
            async for frame in socket:
                if frame.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                    self._receive(connection, frame.data)
        finally:
            session = connection.session
            if session is not None and session.connection is connection:
                # It was the client that left; on these codes it does not mean to come back.
                if socket.close_code in _CLOSES_SESSION:
                    self._sessions.pop(session.shard[0], None)
                self._detach(connection)
            self._connections.discard(connection)
            self._tasks.discard(writer)
            writer.cancel()
        return socket

    def _receive(self, connection: Connection, text: str | bytes) -> None:
        try:
            payload = json.loads(text)
            operation, data = payload["op"], payload["d"]
        except (ValueError, KeyError, TypeError):
            connection.outbox.put_nowait(4002)
            return
        name = _NAMES.get(operation, str(operation))
        arrived = time.monotonic()
        place = self._world.log(Request("WS", name, {}, payload, seconds=arrived))
        if operation == HEARTBEAT:
            connection.outbox.put_nowait({"op": HEARTBEAT_ACK, "d": None, "s": None, "t": None})
        elif operation == IDENTIFY:
            self._identify(connection, data)
        elif operation == RESUME:
            self._resume(connection, data)
        elif operation not in _NAMES:
            connection.outbox.put_nowait(4001)
        elif connection.session is None:
            connection.outbox.put_nowait(4003)
        self._world.settle(place, 101)

    def _identify(self, connection: Connection, data: Payload) -> None:
        number, count = data.get("shard") or (0, 1)
        if data["token"] != self._world.token:
            connection.outbox.put_nowait(4004)
        elif connection.session is not None:
            connection.outbox.put_nowait(4005)
        elif not 0 <= number < count:
            connection.outbox.put_nowait(4010)
        elif self._is_too_soon(number):
            connection.outbox.put_nowait({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
        else:
            session = Session((number, count), data["intents"], connection=connection)
            connection.session = session
            self._sessions[number] = session
            self._count()
            self._greet(session)

    def _count(self) -> None:
        """One session less may begin; of a bot that begins more Discord resets the token."""
        self._world.sessions_left -= 1
        if self._world.sessions_left < 0:
            self._world.violations.append("WS IDENTIFY: no more sessions may begin")

    def _is_too_soon(self, number: int) -> bool:
        """Whether a shard that shares its turn began a session just now."""
        world, now = self._world, time.monotonic()
        turn = number % world.at_once
        since = now - self._identified.get(turn, -math.inf)
        if since < world.identify_seconds:
            world.violations.append(f"WS IDENTIFY: shard {number}: {since:.2f} s after another")
            return True
        self._identified[turn] = now
        return False

    def _greet(self, session: Session) -> None:
        world = self._world
        mine = [
            guild
            for guild in world.guilds.values()
            if guild.installed and _serves(session, guild.id)
        ]
        ready = {
            "v": 10,
            "user": payloads.own_user(world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            # Another path than the first one, to see that it is used.
            "resume_gateway_url": f"{world.url.replace('http', 'ws', 1)}/gateway/resume/",
            "shard": list(session.shard),
            "application": {"id": str(world.application_id), "flags": 0},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
        }
        session.dispatch("READY", ready)
        for guild in mine:
            if session.intents & _GUILDS_INTENT:
                session.dispatch("GUILD_CREATE", payloads.guild_create(guild, world.bot))

    def _resume(self, connection: Connection, data: Payload) -> None:
        known = (s for s in self._sessions.values() if s.id == data["session_id"])
        session = next(known, None)
        seen = data["seq"]
        if data["token"] != self._world.token:
            connection.outbox.put_nowait(4004)
        elif session is None or not 0 <= seen <= len(session.events):
            connection.outbox.put_nowait({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
        else:
            for event in session.events[seen:]:
                connection.outbox.put_nowait(event)
            session.connection, connection.session = connection, session
            session.dispatch("RESUMED", {})


def _serves(session: Session, guild_id: int) -> bool:
    number, count = session.shard
    return (guild_id >> 22) % count == number
