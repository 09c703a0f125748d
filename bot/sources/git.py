"""Git's own program, run so that neither a repository nor a terminal can have a say in it."""

import asyncio
import os
import re
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from bot.errors import FetchFailed
from bot.remotes import SCHEMES, masked

TIMEOUT = 300.0
"""Seconds for one step; then git and all that it started are killed."""
MOST_SAID = 64 * 1024
"""Bytes of what git says that are kept, the last ones: a remote can make it say any amount."""
LONGEST_REASON = 300

SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    # A link in a repository could lead anywhere on this machine: it is written as a text.
    "core.symlinks": "false",
    "core.logAllRefUpdates": "false",
    "core.autocrlf": "false",
    "submodule.recurse": "false",
    "fetch.recurseSubmodules": "false",
    "fetch.writeCommitGraph": "false",
    # A server that has gone silent, where nobody is left to count the time.
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "120",
    "protocol.ext.allow": "never",
    "advice.detachedHead": "false",
    # Old commits are of no use, and nothing may go on by itself when git has ended.
    "gc.autoDetach": "false",
    "gc.pruneExpire": "now",
    "maintenance.auto": "false",
}
"""What no configuration file overrides."""

_KEPT = ("GIT_SSH", "GIT_SSL", "GIT_HTTP", "GIT_PROXY", "GIT_CURL", "GIT_ASKPASS", "GIT_EXEC_PATH")
_KEPT_WHOLE = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}
"""The operator's own ways to reach a server; other variables of git's point it elsewhere."""
_NOT_HANDED_ON = ("DISCORD_TOKEN", "SSH_ASKPASS")

_BOILERPLATE = (
    "please make sure you have the correct access",
    "and the repository exists",
    "fatal: could not read from remote repository",
    "fatal: could not reset index file",
    "fatal: unpack-objects failed",
    "fatal: fetch-pack: invalid index-pack output",
    "warning:",
    "hint:",
)
"""What git says around the reason."""


@dataclass(frozen=True, slots=True)
class Git:
    """Git over one folder, whose `.git` is named and never searched for."""

    folder: Path
    url: str
    environ: Mapping[str, str]
    program: str = "git"
    timeout: float = TIMEOUT
    lock: int = -1
    """An open file that all it starts hold too, so that its lock outlives a killed bot."""

    async def run(self, *arguments: str) -> str:
        """What git writes to standard output; the remote is called `vault`.

        Raises FetchFailed with git's own reason. Cancelled or late, it leaves no process.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                self.program, *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=environment(self.environ, self.folder, self.url),
                cwd=self.folder,
                pass_fds=() if self.lock < 0 else (self.lock,),
                # No terminal to ask at, and a group to be killed as one.
                start_new_session=True,
            )  # fmt: skip
        except FileNotFoundError:
            raise FetchFailed(
                f'"vault.git.url" needs {self.program}, which is not installed here'
            ) from None
        except OSError as error:
            raise self.failed(f"{self.program} can't be run: {error.strerror}") from None
        try:
            async with asyncio.timeout(self.timeout):
                out, said = await asyncio.gather(_tail(process.stdout), _tail(process.stderr))
                code = await process.wait()
        except BaseException as error:
            await _kill(process)
            if isinstance(error, TimeoutError):
                raise self.failed(f"git did not end within {self.timeout:.0f} s") from None
            raise
        if code:
            raise self.failed(reason(said) or f"git {arguments[0]} ended with code {code}")
        return out

    def holding(self, lock: int) -> "Git":
        """This git, whose processes hold a lock too."""
        return replace(self, lock=lock)

    def failed(self, why: str) -> FetchFailed:
        """The error to raise, which tells no secrets."""
        for secret in secrets_of(self.url):
            why = why.replace(secret, "***")
        return FetchFailed(f"can't fetch {masked(self.url)}: {masked(why)}")


def environment(environ: Mapping[str, str], folder: Path, url: str) -> dict[str, str]:
    """What git is run with: the operator's means of access, and our settings over all others.

    The address is one of them, for arguments are shown to everybody on the machine.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(("GIT_", *_NOT_HANDED_ON))
        or name.startswith(_KEPT)
        or name in _KEPT_WHOLE
    }
    settings = {**SETTINGS, "remote.vault.url": url}
    for number, (key, value) in enumerate(settings.items()):
        kept[f"GIT_CONFIG_KEY_{number}"] = key
        kept[f"GIT_CONFIG_VALUE_{number}"] = value
    return {
        "GIT_ASKPASS": "true",
        **kept,
        "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_DIR": str(folder / ".git"),
        "GIT_WORK_TREE": str(folder),
        "GIT_ALLOW_PROTOCOL": ":".join(SCHEMES),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "SSH_ASKPASS_REQUIRE": "never",
        "LC_ALL": "C",
    }


def reason(said: str) -> str:
    """The line of what git said that tells most, in one line of printable text."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", said)]
    telling = [line for line in lines if line and not line.lower().startswith(_BOILERPLATE)]
    fatal = [line for line in telling if line.startswith("fatal: ")]
    chosen = (fatal or telling or [line for line in lines if line] or [""])[-1]
    chosen = "".join(char if char.isprintable() else "?" for char in chosen)
    chosen = chosen.removeprefix("fatal: ").removeprefix("error: ")
    return chosen if len(chosen) <= LONGEST_REASON else chosen[: LONGEST_REASON - 1] + "…"


def secrets_of(url: str) -> list[str]:
    """The password that an address holds, or the token in its place; as written and as meant."""
    user = re.match(r"https?://([^/\s]*)@", url)
    parts = user[1].split(":", 1) if user else []
    told = {form for part in parts for form in (part, unquote(part)) if len(form) > 3}
    return sorted(told, key=len, reverse=True)


async def _tail(stream: asyncio.StreamReader | None) -> str:
    kept = b""
    while stream and (chunk := await stream.read(MOST_SAID)):
        kept = (kept + chunk)[-MOST_SAID:]
    return kept.decode(errors="replace")


async def _kill(process: asyncio.subprocess.Process) -> None:
    """End git and what it started, which may go on where git itself has ended."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())
