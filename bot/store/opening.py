"""Which store stands behind an address: a file is SQLite's, a server PostgreSQL's."""

import importlib.util
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.errors import ConfigError
from bot.model import DatabaseServer
from bot.store.protocol import Store
from bot.store.sqlite.mending import Mending
from bot.store.sqlite.store import open_store as open_sqlite


def open_store(
    place: Path | DatabaseServer, *, mending: Mending = Mending.NONE
) -> AbstractAsyncContextManager[Store]:
    """Open, or make, the database; `mending` is for a file. Raises StoreError, and ConfigError
    where the server refuses who signs in, or what speaks with it is not installed.
    """
    if isinstance(place, Path):
        return open_sqlite(place, mending=mending)
    require_extra()
    # Nobody else is to wait for this import.
    from bot.store.postgres.store import open_store as open_postgres

    return open_postgres(place)


async def steps_missing(url: str, *, writing: bool = True) -> int | None:
    """How many steps a server's database lacks to the newest shape, below 0 where it is of a newer
    version; None where there is no database of ours yet. `writing`: of a server that takes writes.
    Raises what `open_store` does.
    """
    require_extra()
    from bot.store.postgres.migrating import read_shape
    from bot.store.postgres.schema import MIGRATIONS

    shape = await read_shape(url, writing=writing)
    return len(MIGRATIONS) - shape if shape else None


def require_extra() -> None:
    """Raise ConfigError where what speaks with PostgreSQL is not installed."""
    if importlib.util.find_spec("asyncpg") is None:
        raise ConfigError("\"database.url\" needs an extra: pip install 'vaultbot[postgres]'")
