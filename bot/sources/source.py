"""Where a vault comes from: a folder that others fill, or one that is fetched."""

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.access import is_folder
from bot.errors import FetchFailed
from bot.model import Fetched


class Source(Protocol):
    """What a library loads from."""

    @property
    def path(self) -> Path:
        """The folder of the notes; it may be missing before the first fetch."""

    @property
    def is_whole(self) -> bool:
        """Whether what is in the folder may be loaded without a fetch before."""

    def still(self) -> AbstractAsyncContextManager[object]:
        """Nothing is fetched into the folder meanwhile."""

    async def fetch(self) -> Fetched | None:
        """Bring the folder up to where it comes from; None where it comes from nowhere else.

        Raises FetchFailed where that can't be done now, and the folder is as it was; ConfigError
        where the folder is not one to fetch into.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """A vault that somebody else keeps up to date."""

    path: Path
    is_whole: bool = True

    def still(self) -> AbstractAsyncContextManager[None]:
        """What others do there, nobody can keep them from."""
        return nullcontext()

    async def fetch(self) -> None:
        """Nothing to do."""


async def bring_up(source: Source) -> str:
    """Fetch; why that failed, where what was there can be loaded all the same, else empty.

    Raises FetchFailed where there is nothing whole to load, ConfigError as `fetch` does.
    """
    try:
        await source.fetch()
    except FetchFailed as error:
        if not error.whole or not is_folder(source.path):
            raise
        return str(error)
    return ""
