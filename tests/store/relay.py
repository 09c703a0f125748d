"""What stands between the bot and a PostgreSQL server: late, or gone at the worst moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path


class Relay:
    """Hands on what both say."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / ".s.PGSQL.5432"
        self.port = 0
        self.delay = 0.0
        """Seconds by which all that the server says is late."""
        self.lost = b""
        """Who says this hears nothing any more; the server hears it, and has a moment for it."""

    @property
    def url(self) -> str:
        """The server's address through here."""
        return f"postgresql://vaultbot@127.0.0.1:{self.port}/postgres"

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end."""
        far_reader, far_writer = await asyncio.open_unix_connection(self._socket)
        answering = asyncio.create_task(self._answer(far_reader, writer))
        with suppress(OSError):
            while said := await reader.read(65_536):
                far_writer.write(said)
                if self.lost and self.lost in said:
                    answering.cancel()
                    await asyncio.gather(answering, return_exceptions=True)
                    await far_reader.read(65_536)
                    writer.transport.abort()
                    break
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        for end in (far_writer, writer):
            end.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := await reader.read(65_536):
            await asyncio.sleep(self.delay)
            writer.write(said)
        writer.close()


@asynccontextmanager
async def relayed(folder: Path) -> AsyncIterator[Relay]:
    """A relay to the server whose socket is in a folder."""
    relay = Relay(folder)
    async with await asyncio.start_server(relay.connect, "127.0.0.1", 0) as server:
        relay.port = server.sockets[0].getsockname()[1]
        yield relay
