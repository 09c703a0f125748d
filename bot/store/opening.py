"""Which store stands behind an address: a file is SQLite's, a server PostgreSQL's."""

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
    try:
        # An extra, and nobody else is to wait for its import.
        from bot.store.postgres.store import open_store as open_postgres
    except ModuleNotFoundError as error:
        if error.name != "asyncpg":
            raise
        raise ConfigError(
            "\"database.url\" needs an extra: pip install 'vaultbot[postgres]'"
        ) from None
    return open_postgres(place)
