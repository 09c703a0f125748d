"""One connection: to the first of an address's servers that will do, and as all of ours are."""

import asyncio
from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import asyncpg
from asyncpg.connect_utils import SessionAttribute

from bot.places import schema_of
from bot.store.postgres.faults import ERRORS, SCHEMA, fault, fault_of_opening

CONNECTING = 5.0
"""Seconds to open a connection in, where nobody waits."""
HEAD_START = 0.2
"""Seconds that each server of an address has before the next is asked too: one whose machine is
gone says nothing at all, and asyncpg itself would wait for it alone."""
COMMAND = 120.0
"""Seconds for any statement, whoever waits."""
APPLICATION = "vaultbot"
KEEPALIVE = (
    "SET tcp_keepalives_idle TO 5; SET tcp_keepalives_interval TO 2; "
    "SET tcp_keepalives_count TO 3; SET tcp_user_timeout TO 10000"
)
"""In seconds, and the last in milliseconds: of a process whose host or network is gone, the server
notices within twelve seconds, and frees what it held. Who leads notices earlier than that."""


async def connect(url: str, *, opening: bool = False, writing: bool = True) -> asyncpg.Connection:
    """A connection by itself, to the server that takes writes, or where that is no matter to any.

    Raises StoreUnavailable, StoreError; while `opening`, ConfigError for what no waiting mends.
    """
    try:
        return await connect_any(url, writing=writing, patience=CONNECTING)
    except ERRORS as error:
        raise (fault_of_opening if opening else fault)(url, error) from None


async def connect_any(url: str, *, writing: bool, patience: float) -> asyncpg.Connection:
    """The first connection to be had of all servers that an address names; raises what asyncpg
    does, of the first that failed. `patience` is in seconds.
    """
    trying = [
        asyncio.create_task(_connect(one, place * HEAD_START, writing, patience))
        for place, one in enumerate(servers_of(url))
    ]
    failed: Exception | None = None
    chosen: asyncpg.Connection | None = None
    try:
        for attempt in asyncio.as_completed(trying):
            try:
                chosen = await attempt
            except ERRORS as error:
                failed = failed or error
            else:
                return chosen
        raise failed or ConnectionError(url)
    finally:
        # Nothing is awaited here: who asked may be cancelled, and what was chosen would be lost.
        for each in trying:
            each.cancel()
            each.add_done_callback(partial(_end_unless, chosen))


def _end_unless(
    chosen: asyncpg.Connection | None, attempt: asyncio.Task[asyncpg.Connection]
) -> None:
    if attempt.cancelled() or attempt.exception() or attempt.result() is chosen:
        return
    attempt.result().terminate()


async def _connect(url: str, after: float, writing: bool, patience: float) -> asyncpg.Connection:
    await asyncio.sleep(after)
    connection = await asyncpg.connect(
        url,
        timeout=patience,
        command_timeout=COMMAND,
        server_settings={"application_name": APPLICATION},
        target_session_attrs=SessionAttribute.read_write if writing else SessionAttribute.any,
    )
    try:
        # Not when it is opened: what stands between may not know these.
        told = f"SET search_path TO {quoted_schema(url)}; SET jit TO off; {KEEPALIVE}"
        await connection.execute(told, timeout=patience)
    except BaseException:
        connection.terminate()
        raise
    return connection


def quoted_schema(url: str) -> str:
    """The schema of our tables, as it stands in a statement."""
    schema = (schema_of(url) or SCHEMA).replace('"', '""')
    return f'"{schema}"'


def servers_of(url: str) -> list[str]:
    """An address for each server that one names, in its order."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    user, at, hosts = parts.netloc.rpartition("@")
    if hosts:
        places = hosts.split(",")
        return [urlunsplit(parts._replace(netloc=f"{user}{at}{place}")) for place in places]
    names = query.get("host", "").split(",")
    ports = query.get("port", "").split(",")
    ports = ports if len(ports) == len(names) else ports[:1] * len(names)
    each = [
        {**query, **_given(host=name, port=port)} for name, port in zip(names, ports, strict=True)
    ]
    return [urlunsplit(parts._replace(query=urlencode(one, quote_via=quote))) for one in each]


def _given(**values: str) -> Mapping[str, str]:
    return {key: value for key, value in values.items() if value}
