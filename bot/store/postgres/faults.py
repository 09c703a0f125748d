"""What PostgreSQL or the way to it says went wrong, as one line: what, where, what to do."""

import re
from urllib.parse import urlsplit

import asyncpg

from bot.errors import ConfigError, StoreError, StoreUnavailable, VaultbotError

ITS_ERRORS = (
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a connection that is open raises."""
ERRORS = (OSError, *ITS_ERRORS)
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


def shown(url: str) -> str:
    """Server and database of an address, without who signs in and how."""
    parts = urlsplit(url)
    hosts = parts.netloc.rpartition("@")[2]
    return f"postgresql://{hosts}{parts.path}"


def fault(url: str, error: Exception, *, unchanged: bool = False) -> VaultbotError:
    """What to raise for an error of asyncpg's; `unchanged` adds that nothing was changed."""
    where = shown(url)
    if isinstance(error, asyncpg.ClientConfigurationError):
        return ConfigError(f"{where}: {_words(error)}; see docs/scaling.md for what it looks like")
    for kind, said in _REFUSED.items():
        if isinstance(error, kind):
            return ConfigError(f"{where}: {said.format(error=_words(error))}")
    tail = "; nothing was changed" if unchanged else ""
    if passes(error):
        return StoreUnavailable(f"{where}: {_passing(error)}{tail}")
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        return StoreError(
            f"{where}: {_words(error)}; let this user create a schema in the database, or make "
            f'"vaultbot" and give it to the user{tail}'
        )
    return StoreError(f"{where}: {_words(error)}{tail}")


def passes(error: BaseException) -> bool:
    """Whether it may well be over in a moment."""
    return isinstance(error, _PASSES) and not isinstance(
        error, asyncpg.DiskFullError | asyncpg.DataError
    )


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
