"""The store in PostgreSQL: many processes, on many hosts, over one database."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

from bot.errors import LoadRunning
from bot.model import DatabaseServer, FileStamp, StoredVault
from bot.places import shown
from bot.store.daily import SqlDaily
from bot.store.kept import SqlKept
from bot.store.load import SqlLoad, next_ids
from bot.store.moving import KEPT_TABLES, KeptPage, put_pages, read_pages
from bot.store.postgres.announcements import Announcements, announce
from bot.store.postgres.lead import PostgresFleet, lock_of
from bot.store.postgres.migrating import migrate
from bot.store.postgres.pool import Pool, open_pool
from bot.store.postgres.replica import ReplicatedReading
from bot.store.postgres.session import POSTGRES
from bot.store.whole import read_vault


@asynccontextmanager
async def open_store(server: DatabaseServer) -> AsyncIterator["PostgresStore"]:
    """Open the database, bring it to the newest shape, close all connections at the end.

    Raises ConfigError for who may not sign in, StoreError for all else.
    """
    async with AsyncExitStack() as stack:
        primary = await stack.enter_async_context(
            open_pool(server.url, connections=server.connections, writing=True)
        )
        replica = None
        if server.replica:
            replica = await stack.enter_async_context(
                open_pool(server.replica, connections=server.connections, writing=False)
            )
        await migrate(server.url)
        announcements = Announcements(server.url)
        await stack.enter_async_context(announcements.open())
        yield PostgresStore(primary, replica, announcements)


class PostgresStore(ReplicatedReading):
    """Implements `Store`; see there for what each method promises."""

    def __init__(self, primary: Pool, replica: Pool | None, announcements: Announcements) -> None:
        super().__init__(primary, replica)
        self.primary = primary
        self._announcements = announcements
        self._loading = asyncio.Lock()
        self.broken = asyncio.Event()
        self.kept = SqlKept(primary.fetch, primary.write, POSTGRES)
        self.daily = SqlDaily(primary.fetch, primary.write)
        self.fleet = PostgresFleet(primary)

    @asynccontextmanager
    async def load(self) -> AsyncIterator[SqlLoad]:
        """One load, one transaction, one at a time of all processes."""
        has_begun = False
        try:
            async with self._loading, self.primary.session(writing=True) as session:
                lock = f"SELECT pg_try_advisory_xact_lock({lock_of('load')})"
                ((taken,),) = await session.fetch(lock)
                if not taken:
                    where = shown(self.primary.url)
                    raise LoadRunning(
                        f"another process is loading the vault into {where}; wait for it to finish"
                    )
                load = SqlLoad(session, await next_ids(session))
                has_begun = True
                is_first = load.next_ids.note == 1
                yield load
                if is_first:
                    # The server would know what it holds only minutes later.
                    tables = "files, notes, excerpts, note_words, links, problems"
                    await session.execute(f"ANALYZE {tables}")
                await announce(session)
        finally:
            if has_begun:
                self.may_have_loaded()

    async def vault(self) -> StoredVault:
        """All that search is made of, of one load: another one may be committed meanwhile."""
        async with self.primary.session(writing=False) as session:
            return await read_vault(session.fetch)

    async def wait_for_load(self) -> None:
        """Until another process may have loaded; meanwhile, whether the replica has caught up."""
        # One that is gone is not to hold up word of a load.
        looking = asyncio.create_task(self.look_at_replica())
        try:
            await self._announcements.wait()
        finally:
            looking.cancel()

    async def stamps(self) -> dict[str, FileStamp]:
        """What was read of which file, by path; of any number of files."""
        async with self.primary.session(writing=False) as session:
            return await self.on(session).stamps()

    async def note_paths(self) -> set[str]:
        """The paths of all notes."""
        async with self.primary.session(writing=False) as session:
            return await self.on(session).note_paths()

    async def quotable(self, *, shortest: int, longest: int, sites: Sequence[str]) -> bytes:
        """The keys of excerpts that can stand by themselves; it takes a look at all of them."""
        async with self.primary.session(writing=False) as session:
            return await self.on(session).quotable(shortest=shortest, longest=longest, sites=sites)

    async def get_state(self, name: str) -> str | None:
        """A value that no load touches."""
        return await self.kept.state(name)

    async def set_state(self, name: str, value: str) -> None:
        """Keep a value that no load touches."""
        await self.kept.set_state(name, value)

    async def identity(self) -> str:
        """The schema, on a server that started at that microsecond."""
        ((*names,),) = await self.primary.fetch(
            "SELECT pg_postmaster_start_time()::text, current_database(), current_schema()"
        )
        return f"server {names}"

    @asynccontextmanager
    async def kept_rows(self) -> AsyncIterator[AsyncIterator[KeptPage]]:
        """All that no load touches, as it is at one moment."""
        async with (
            self.primary.session(writing=False) as session,
            aclosing(read_pages(self.primary.telling(session.fetch))) as pages,
        ):
            yield pages

    async def put_kept_rows(self, pages: AsyncIterable[KeptPage], *, replace: bool = False) -> None:
        """Put in what another store has kept, within one transaction."""
        async with self.primary.session(writing=True) as session:
            # A bot that runs here would write between the look at what is kept and the end.
            tables = ", ".join(table.name for table in KEPT_TABLES)
            await session.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
            where = shown(self.primary.url)
            await put_pages(session, pages, where=where, replace=replace)
