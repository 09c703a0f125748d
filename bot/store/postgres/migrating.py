"""Bringing a PostgreSQL database to the newest shape, one process at a time."""

import asyncpg

from bot.errors import ConfigError, StoreError
from bot.places import shown
from bot.store.postgres import schema
from bot.store.postgres.connecting import connect, quoted_schema
from bot.store.postgres.faults import ERRORS, fault


async def migrate(url: str) -> None:
    """Take every step that is missing, in one transaction: all or none.

    Raises StoreError for a database of a newer Vaultbot, and changes nothing in it.
    """
    connection = await connect(url, opening=True)
    try:
        await _require_utf8(connection, url)
        # Nothing is made, and nobody waited for, where there is nothing to do.
        if await _shape_of(connection) != len(schema.MIGRATIONS):
            async with connection.transaction():
                await _migrate(connection, url)
    except ERRORS as error:
        raise fault(url, error, unchanged=True) from None
    finally:
        connection.terminate()


async def read_shape(url: str, *, writing: bool = True) -> int:
    """How many steps a database has taken, without taking any; `writing`: of a server that takes
    writes. Raises StoreError, and ConfigError for what no waiting mends.
    """
    connection = await connect(url, opening=True, writing=writing)
    try:
        await _require_utf8(connection, url)
        return await _shape_of(connection)
    except ERRORS as error:
        raise fault(url, error) from None
    finally:
        connection.terminate()


async def _require_utf8(connection: asyncpg.Connection, url: str) -> None:
    encoding = await connection.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise ConfigError(
            f"{shown(url)}: the database is in {encoding}; make one with createdb --encoding=UTF8"
        )


async def _shape_of(connection: asyncpg.Connection) -> int:
    if await connection.fetchval("SELECT to_regclass('shape')") is None:
        return 0
    return int(await connection.fetchval("SELECT steps FROM shape"))


async def _migrate(connection: asyncpg.Connection, url: str) -> None:
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('vaultbot shape'))")
    quoted = quoted_schema(url)
    if not await connection.fetchval("SELECT to_regnamespace($1)", quoted):
        await connection.execute(f"CREATE SCHEMA {quoted}")
    steps = await _shape_of(connection)
    if steps > len(schema.MIGRATIONS):
        raise StoreError(
            f"{shown(url)}: made by a newer Vaultbot (shape {steps}, this one knows "
            f"{len(schema.MIGRATIONS)}); upgrade every process"
        )
    if not steps:
        await connection.execute("CREATE TABLE shape (steps integer NOT NULL)")
        await connection.execute("INSERT INTO shape VALUES (0)")
    for statements in schema.MIGRATIONS[steps:]:
        for statement in statements:
            await connection.execute(statement)
    await connection.execute("UPDATE shape SET steps = $1", len(schema.MIGRATIONS))
