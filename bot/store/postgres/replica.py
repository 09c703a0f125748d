"""Questions of those who wait, to a replica where there is one, else to the primary.

It may lag, or be gone: it is asked only while it holds the load that the primary holds, as far as
is known here, and whatever it can't answer then, the primary is asked. Which load is the last, only
the primary knows.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from bot.errors import StoreError
from bot.model import StoredExcerpt, StoredNote
from bot.store.postgres.pool import Pool
from bot.store.postgres.session import POSTGRES, PostgresSession
from bot.store.reading import SqlReading
from bot.store.whole import read_serial

T = TypeVar("T")


class ReplicatedReading(SqlReading):
    """Implements `Reading`."""

    def __init__(self, primary: Pool, replica: Pool | None) -> None:
        super().__init__(primary.fetch, POSTGRES)
        self._primary = SqlReading(primary.fetch, POSTGRES)
        self._replica = SqlReading(self._ask_replica, POSTGRES)
        self._pool = replica
        self._latest: int | None = None
        """The load that the primary held when it was asked last; None where it holds another."""
        self._held: int | None = None
        """The load that the replica held when it was looked at; None where it is to be let alone
        until the next look."""

    @staticmethod
    def on(session: PostgresSession) -> SqlReading:
        """The same questions, within a transaction."""
        return SqlReading(session.fetch, POSTGRES)

    async def serial(self) -> int:
        """Which load the primary holds; a replica with another is not asked from then on."""
        self._latest = await super().serial()
        return self._latest

    async def look_at_replica(self) -> None:
        """Find out which load it holds."""
        if self._pool:
            try:
                self._held = await read_serial(self._pool.fetch)
            except StoreError:
                self._held = None

    def may_have_loaded(self) -> None:
        """From here a load was committed, or tried: the replica is to be looked at anew."""
        self._latest = self._held = None

    async def get_notes(self, keys: Sequence[int]) -> dict[int, StoredNote]:
        """Those of the notes that are still there, by key."""
        return await self._ask(
            lambda asked: asked.get_notes(keys), lambda found: found.keys() >= set(keys)
        )

    async def get_excerpts(self, keys: Sequence[int]) -> dict[int, StoredExcerpt]:
        """Those of the excerpts that are still there, by key."""
        return await self._ask(
            lambda asked: asked.get_excerpts(keys), lambda found: found.keys() >= set(keys)
        )

    async def excerpts_of(self, note_id: int, *, limit: int | None = None) -> list[StoredExcerpt]:
        """All excerpts of a note in its order, or the first of them."""
        return await self._ask(lambda asked: asked.excerpts_of(note_id, limit=limit), bool)

    async def excerpts_about(self, video_id: str) -> list[StoredExcerpt]:
        """All excerpts of the notes of a video."""
        return await self._ask(lambda asked: asked.excerpts_about(video_id), bool)

    async def linked_notes(self, note_id: int) -> list[StoredNote]:
        """The notes that a note links to, in its order."""
        return await self._ask(lambda asked: asked.linked_notes(note_id), _any)

    async def linking_notes(self, note_id: int) -> list[StoredNote]:
        """The notes that link to a note, by title."""
        return await self._ask(lambda asked: asked.linking_notes(note_id), _any)

    async def _ask(
        self, question: Callable[[SqlReading], Awaitable[T]], is_whole: Callable[[T], bool]
    ) -> T:
        if self._held is None or self._held != self._latest:
            return await question(self._primary)
        found = await question(self._replica)
        if is_whole(found):
            return found
        answer = await question(self._primary)
        if answer != found:
            # Another process has loaded, and word of it is still on its way.
            self._held = None
        return answer

    async def _ask_replica(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        if self._pool:
            try:
                return await self._pool.fetch(sql, parameters)
            except StoreError:
                self._held = None
        return await self._fetch(sql, parameters)


def _any(_: Sequence[StoredNote]) -> bool:
    """Most notes have no links, which is whole too."""
    return True
