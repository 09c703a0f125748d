"""What a store is asked, whichever database stands behind it.

Reading methods see the last committed load, whole. A load is one transaction: until its context
ends well, nobody sees any of it; if it ends with an exception, nothing happened.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.model import (
    Daily,
    FileIds,
    FileStamp,
    GuildSettings,
    Miss,
    NoteLinks,
    Problem,
    RereadNote,
    ShardReport,
    StoredExcerpt,
    StoredMoments,
    StoredNote,
    StoredTimes,
    StoredVault,
    TitleEntry,
    VaultStatus,
)
from bot.store.moving import Movable
from bot.store.prepared import PreparedFile

REPORTED_WITHIN = 60.0
"""Seconds after which a shard of which nothing was told is taken for gone."""


class Reading(Protocol):
    """Every question about the vault."""

    async def stamps(self) -> dict[str, FileStamp]:
        """What was read of which file, by path."""
        ...

    async def note_paths(self) -> set[str]:
        """The paths of all notes."""
        ...

    async def edition(self) -> str:
        """How the files were read, as the last load named it; empty before the first."""
        ...

    async def linked_notes(self, note_id: int) -> list[StoredNote]:
        """The notes that a note links to, in its order."""
        ...

    async def linking_notes(self, note_id: int) -> list[StoredNote]:
        """The notes that link to a note, by title."""
        ...

    async def status(self) -> VaultStatus:
        """Counts, and when the vault was loaded."""
        ...

    async def problems(self, *, limit: int | None = None) -> list[Problem]:
        """All problems, errors first, by path and line."""
        ...

    async def serial(self) -> int:
        """Which load it holds: each that changed something makes up a number; 0 before the first.

        No count: what a server lost, when another took over, would be counted again.
        """
        ...

    async def vault(self) -> StoredVault:
        """All that search is made of."""
        ...

    async def get_notes(self, keys: Sequence[int]) -> dict[int, StoredNote]:
        """Those of the notes that are still there, by key."""
        ...

    async def get_note(self, key: int) -> StoredNote | None:
        """The note that a choice or button names."""
        ...

    async def get_excerpts(self, keys: Sequence[int]) -> dict[int, StoredExcerpt]:
        """Those of the excerpts that are still there, by key."""
        ...

    async def get_excerpt(self, key: int) -> StoredExcerpt | None:
        """The excerpt that a choice or button names."""
        ...

    async def excerpts_of(self, note_id: int, *, limit: int | None = None) -> list[StoredExcerpt]:
        """All excerpts of a note in its order, or the first of them."""
        ...

    async def excerpts_about(self, video_id: str) -> list[StoredExcerpt]:
        """All excerpts of the notes of a video, note by note."""
        ...

    async def leading_titles(self, *, limit: int, channel: str) -> list[TitleEntry]:
        """The notes that most others link to, one a video; of a channel where its key is given."""
        ...

    async def leading_excerpts(self, *, limit: int, channel: str) -> list[StoredExcerpt]:
        """Somebody's own words, one a note, in a steady order without meaning."""
        ...

    async def quotable(self, *, shortest: int, longest: int, sites: Sequence[str]) -> bytes:
        """The keys, integers of 64 bits, of excerpts that can stand by themselves: of so many
        characters, of a note that says something, whose first moment opens its video at a second.

        `sites` are those whose videos have addresses, beside YouTube's.
        """
        ...


class Load(Protocol):
    """The writing side, alive inside `Store.load()`."""

    next_ids: FileIds
    """The first that files put in may have: these and all above are free."""

    @property
    def seen(self) -> Reading:
        """The vault as everybody will see it once this load is committed."""
        ...

    async def put(self, files: Sequence[PreparedFile]) -> None:
        """Add files, or replace what their paths held."""
        ...

    async def remove(self, paths: Sequence[str]) -> None:
        """Forget files and all that came from them."""
        ...

    async def touch(self, stamps: Sequence[FileStamp]) -> None:
        """Record a new time of files whose content did not change."""
        ...

    async def distrust(self, paths: Sequence[str]) -> None:
        """Have files read again by the next load, whatever it finds: this one could not."""
        ...

    async def index(self) -> None:
        """Called when all files are in: what is asked from here on is many small things."""
        ...

    async def times(self) -> list[StoredTimes]:
        """What the times of notes tell, and how they were read: of all notes of each video of
        which this load has put or removed any.
        """
        ...

    async def moments(self, paths: Sequence[str]) -> dict[str, list[StoredMoments]]:
        """The moments of notes' excerpts by the note's path, in its order."""
        ...

    async def reread(self, notes: Sequence[RereadNote]) -> None:
        """Store what other readings of notes' times change."""
        ...

    async def links(self) -> list[NoteLinks]:
        """What the links of every note are resolved by."""
        ...

    async def put_links(self, links: Mapping[str, Sequence[str]]) -> None:
        """Replace all links between notes; given as path → paths."""
        ...

    async def finish(
        self,
        problems: Sequence[Problem],
        *,
        loaded_at: int,
        edition: str = "",
        changed: bool = True,
    ) -> None:
        """Derive the channels' names; `problems` are those of no read file, replaced whole.

        `edition` names how the files were read: the next load asks for it. `changed`: whether what
        is found may be other than before.
        """
        ...


class DailyStore(Protocol):
    """The quotes of the day, a row a server; no load touches them."""

    async def get(self, guild_id: int) -> Daily | None:
        """That of a server, also where it is paused or cleared."""
        ...

    async def pending(self, *, now: int, far: int, after: Daily | None = None) -> list[Daily]:
        """Some of those with something to do: due, claimed and not settled, or due later than
        `far`. The longest due first; those that come `after` one, until there are none.
        """
        ...

    async def swap(self, before: Daily | None, after: Daily) -> bool:
        """Put `after` where `before` still stands, None for no row; False where it does not."""
        ...


class KeptStore(Protocol):
    """What servers chose, and what was asked and not found; no load touches it."""

    async def settings(self, guild: int) -> GuildSettings:
        """What a server chose; the defaults where it chose nothing."""
        ...

    async def put_settings(self, guild: int, settings: GuildSettings | None) -> None:
        """Keep what a server chose; None forgets it."""
        ...

    async def channels(self) -> list[tuple[str, int]]:
        """(key of a channel, how many servers look there first)."""
        ...

    async def add_miss(self, kind: str, text: str) -> None:
        """Count that something was asked and not found; who asked is not kept."""
        ...

    async def misses(self, *, limit: int) -> list[Miss]:
        """What was asked and not found, the most frequent first."""
        ...


class Fleet(Protocol):
    """What the processes of one bot settle among themselves; no load touches it."""

    async def report(self, shards: Sequence[ShardReport]) -> None:
        """Tell the others how these shards are; to be told again within `REPORTED_WITHIN`."""
        ...

    async def reports(self) -> list[ShardReport]:
        """Every shard of which a process has told lately, by number."""
        ...

    async def take_turn(self, name: str, *, every: float) -> float:
        """Take a turn that one process may take in so many seconds: 0 where it is taken, else
        seconds until it is free.
        """
        ...

    @property
    def is_shared(self) -> bool:
        """Whether processes on other machines may be at it too."""
        ...

    def lead(self, what: str) -> AbstractAsyncContextManager[asyncio.Event]:
        """Wait until this process leads in something, and do so until the end of the context: one
        does at a time. The event is set where the lead is lost before that. Raises StoreError.
        """
        ...


class Store(Reading, Movable, Protocol):
    """Every question to the database, and what is kept in it."""

    async def wait_for_load(self) -> None:
        """Until another process may have loaded: time to look at `serial` again."""
        ...

    @property
    def kept(self) -> KeptStore:
        """What servers chose, and what was missed."""
        ...

    @property
    def daily(self) -> DailyStore:
        """The quotes of the day."""
        ...

    @property
    def fleet(self) -> Fleet:
        """What the processes of one bot settle among themselves."""
        ...

    @property
    def broken(self) -> asyncio.Event:
        """Set once the database turned out to be damaged; the next start mends it."""
        ...

    def load(self) -> AbstractAsyncContextManager[Load]:
        """One load, one transaction; LoadRunning if another process is writing."""
        ...

    async def get_state(self, name: str) -> str | None:
        """A value that no load touches."""
        ...

    async def set_state(self, name: str, value: str) -> None:
        """Keep a value that no load touches."""
        ...
