"""The network between the bot and Discord, which can be cut and mended."""

import asyncio
import contextlib
from typing import Self

from tests.e2e.standin import StandIn


class Cable:
    """Hands connections on to a stand-in, while it is whole. A context manager."""

    def __init__(self, standin: StandIn) -> None:
        self._standin = standin
        self._target = standin.address
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.mend()
        # All that the stand-in tells of its address leads through here, the gateway's too.
        self._standin.reached_at(f"http://127.0.0.1:{self._port}")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()

    async def mend(self) -> None:
        """Take connections (again), at the same address."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End all connections without a goodbye, and refuse new ones."""
        if self._server:
            self._server.close()
            self._server = None
        for end in list(self._ends):
            end.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._ends.add(far_writer)
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        for end in (writer, far_writer):
            self._ends.discard(end)
            end.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
