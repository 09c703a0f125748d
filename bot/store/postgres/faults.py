"""What PostgreSQL or the way to it says went wrong, as one line: what, where, what to do."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import asyncpg

from bot.errors import ConfigError, StoreError, StoreUnavailable, StoreUnsure, VaultbotError
from bot.places import schema_of, shown

ITS_ERRORS = (
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a connection that is open raises."""
ERRORS = (OSError, ValueError, *ITS_ERRORS)
"""What connecting raises, too."""
_PASSES = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.TargetServerAttributeNotMatched,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ObjectInUseError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
"""What a server that restarts, is full, is replaced by another or is out of reach fails with."""
_REFUSED = {
    asyncpg.InvalidAuthorizationSpecificationError: (
        "the server refuses who signs in ({error}); check user and password in "
        '"database.url", PGPASSWORD, or PGPASSFILE and its mode'
    ),
    asyncpg.InvalidCatalogNameError: "there is no such database ({error}); create it first",
}
"""What no waiting mends."""
_LONGEST = 200
SCHEMA = "vaultbot"
"""Where the tables are, unless the address names another."""


def fault_of_opening(url: str, error: Exception) -> VaultbotError:
    """What to raise where a database can't be opened: ConfigError for what no waiting mends."""
    where = shown(url)
    for name in ("sslrootcert", "sslcert", "sslkey"):
        path = dict(parse_qsl(urlsplit(url).query)).get(name)
        if isinstance(error, FileNotFoundError) and path and not Path(path).exists():
            return ConfigError(f"{where}: {name} names a file that is not there: {path}")
    if isinstance(error, asyncpg.ClientConfigurationError | ValueError):
        return ConfigError(f"{where}: {_words(error)}; see docs/scaling.md for what it looks like")
    for kind, said in _REFUSED.items():
        if isinstance(error, kind):
            return ConfigError(f"{where}: {said.format(error=_words(error))}")
    return fault(url, error)


def fault(url: str, error: Exception, *, unchanged: bool = False) -> StoreError:
    """What to raise for an error of asyncpg's; `unchanged` adds that nothing was changed.

    Of a database that could be opened, also who signs in may be refused for a while: a password is
    changed, another server takes over.
    """
    where = shown(url)
    tail = "; nothing was changed" if unchanged else ""
    if passes(error):
        return StoreUnavailable(f"{where}: {_passing(error)}{tail}")
    if isinstance(error, asyncpg.InsufficientPrivilegeError | asyncpg.InvalidSchemaNameError):
        schema = schema_of(url) or SCHEMA
        return StoreError(
            f"{where}: {_words(error)}; let this user create a schema in the database, or make the "
            f"schema {schema} and let the user use it and create in it{tail}"
        )
    if isinstance(error, ValueError):
        # Its own words quote the value.
        return StoreError(f"{where}: a value that the database can't hold{tail}")
    return StoreError(f"{where}: {_words(error)}{tail}")


def fault_of_commit(url: str, error: Exception) -> StoreError:
    """What to raise for a COMMIT that failed: only where the server itself answered that it did,
    and works on, is it known that nothing was changed.
    """
    if isinstance(error, asyncpg.PostgresError) and not _has_ended(error):
        return fault(url, error, unchanged=True)
    return StoreUnsure(f"{shown(url)}: {_passing(error)}; it may have been done, or nothing was")


def is_gone(error: BaseException) -> bool:
    """Whether the connection is of no more use, and so may be the others that lead there."""
    others = asyncpg.ReadOnlySQLTransactionError | asyncpg.InterfaceError | OSError
    return _has_ended(error) or (isinstance(error, others) and not isinstance(error, TimeoutError))


def _has_ended(error: BaseException) -> bool:
    """Whether the server says that it ended the connection, or asyncpg that it broke."""
    return isinstance(
        error,
        asyncpg.PostgresConnectionError
        | asyncpg.AdminShutdownError
        | asyncpg.CrashShutdownError
        | asyncpg.CannotConnectNowError,
    )


def passes(error: BaseException) -> bool:
    """Whether it may well be over in a moment."""
    return isinstance(error, _PASSES) and not isinstance(error, asyncpg.DiskFullError | ValueError)


def _passing(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "the server takes too long to answer"
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        return "the server only follows another one now; connecting to the one that leads"
    if isinstance(error, asyncpg.TooManyConnectionsError):
        return "the server has no connection left; raise its max_connections"
    if isinstance(error, asyncpg.PostgresError):
        return f"the server can't answer now ({_words(error)})"
    return f"the server can't be reached ({_words(error)})"


def _words(error: Exception) -> str:
    """Its own words, on one line; what it was asked is not among them."""
    # Of PostgreSQL's own errors this leaves out the detail, which may quote a note.
    said = getattr(error, "message", None) or getattr(error, "strerror", None) or str(error)
    said = said or type(error).__name__
    if isinstance(error, FileNotFoundError):
        said = f"{said}: the folder of a socket, or a certificate that the address names"
    return re.sub(r"\s+", " ", said).strip()[:_LONGEST]
