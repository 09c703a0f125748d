"""Everything that Vaultbot raises on purpose.

VaultbotError                  its text is one clear line: what is wrong, where, what to do
├── ConfigError                a key, a value, a path or the token; the process ends with code 2
├── VaultError                 the vault as a whole can't be read
│   └── UnreadableFile         one file can't; the rest of the load goes on
├── FetchFailed                the vault's source can't be fetched now; what was there stays
├── StoreError                 the database can't be opened, read or written
│   ├── StoreBroken            it is damaged; the next start mends it
│   └── StoreUnavailable       it can't be asked now; it may in a moment
│       ├── StoreBusy          a load of another process keeps it, or is being read, for a while
│       └── StoreUnsure        nor is it known whether what was ordered is done
├── LoadRunning                a load was asked for while another one runs
├── LoadStopped                a load was ended with the bot
├── NotSent                    Discord did not take a message now; it may in a moment
└── NotThere                   a message was for a server that the bot has left

Text that a user typed, or that a note holds, raises none of these: what was not found is an empty
list, who may not is told so, and what can't be read is a `Problem` in the load's report.
"""


class VaultbotError(Exception):
    """Root of the tree; `str(error)` is written for the person who reads it."""


class ConfigError(VaultbotError):
    """The configuration names something that does not exist or does not fit."""


class VaultError(VaultbotError):
    """The vault folder is missing or can't be listed."""


class UnreadableFile(VaultError):
    """One file of the vault can't be read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class FetchFailed(VaultbotError):
    """The vault could not be fetched from where it is kept."""

    def __init__(self, message: str, *, whole: bool = True) -> None:
        super().__init__(message)
        self.whole = whole
        """Whether the files are as they were; a full disk may leave some of them missing."""


class StoreError(VaultbotError):
    """The database is missing, locked, newer than this program, or can't be written."""


class StoreBroken(StoreError):
    """The database is damaged: whoever runs on it ends, and the next start moves it aside."""


class StoreUnavailable(StoreError):
    """The database can't be asked now: its server is out of reach, full or being replaced, mostly;
    trying again helps.
    """


class StoreBusy(StoreUnavailable):
    """Another process keeps the database locked, or what it loaded is still being read; nothing was
    changed, and trying again helps.
    """


class StoreUnsure(StoreUnavailable):
    """The server was told to commit, and its answer was lost: all of it is done, or nothing."""


class LoadRunning(VaultbotError):
    """One load at a time; the running one goes on untouched."""


class LoadStopped(VaultbotError):
    """The bot is told to end; the database is as it was, unless it was committing right then."""


class NotSent(VaultbotError):
    """A message did not reach Discord for a reason that passes."""


class NotThere(VaultbotError):
    """The bot is not in the server, or no longer: nothing was sent."""
