"""A PostgreSQL server of the tests' own: made in a temporary folder, thrown away at the end.

Where PostgreSQL's programs are missing, tests that need them are skipped; they fail where
`VAULTBOT_NEEDS_POSTGRES` is set.
"""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import asyncpg
import pytest

from bot.model import DatabaseServer

WANTED = "VAULTBOT_NEEDS_POSTGRES"
_SCHEMAS = count(1)


def programs() -> Path | None:
    """The folder of initdb and postgres, the newest where there are several; None also where they
    could not be run: they refuse to be root's.
    """
    if os.geteuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        return None
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda each: int(each.parts[-3]), default=None)
    return newest.parent if newest else None


def require_programs() -> Path:
    """Skip the test that asks where PostgreSQL is not installed."""
    if found := programs():
        return found
    if os.environ.get(WANTED):
        pytest.fail("PostgreSQL's programs (initdb, postgres) are not installed")
    pytest.skip("needs PostgreSQL's programs (initdb, postgres)")


class Server:
    """One cluster on a socket, and a port, of its own; started and stopped at will."""

    def __init__(self, bin_: Path, folder: Path) -> None:
        self.bin = bin_
        self.folder = folder
        self.data = folder / "data"
        # PostgreSQL refuses to be root's.
        self._user: Any = {"user": "postgres"} if os.geteuid() == 0 else {}
        self._running: subprocess.Popen[bytes] | None = None
        self._port = "5432"

    def run(self, program: str, *arguments: str) -> None:
        """One of PostgreSQL's programs, to its end."""
        done = subprocess.run(
            [self.bin / program, *arguments],
            capture_output=True, cwd=self.folder, check=False, **self._user,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def make(self) -> None:
        """A new, empty cluster."""
        options = ("--no-sync", "--auth=trust", "--username=vaultbot", "--no-locale")
        self.run("initdb", "-D", str(self.data), "--encoding=UTF8", *options)

    def follow(self, leader: "Server") -> None:
        """A copy of another cluster that follows it."""
        address = f"host={leader.folder} user=vaultbot"
        self.run(
            "pg_basebackup", "-D", str(self.data), "-R", "-d", address, "-c", "fast", "--no-sync"
        )

    def promote(self) -> None:
        """Have one that follows lead."""
        self.run("pg_ctl", "promote", "-D", str(self.data), "-w")

    def start(self, **settings: str) -> None:
        """Start it, and wait until it takes connections."""
        self._port = settings.get("port", self._port)
        told = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "max_connections": "200",
            **settings,
        }
        options = [part for name, value in told.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._running = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, *options],
                stdout=log, stderr=log, **self._user,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._running.poll() is None, (self.folder / "log").read_text()[-2000:]
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def _answers(self) -> bool:
        done = subprocess.run(
            [self.bin / "pg_isready", "-h", self.folder, "-p", self._port, "-q"],
            check=False, timeout=20,
        )  # fmt: skip
        return done.returncode == 0

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT breaks all connections, SIGQUIT leaves it to recover when started."""
        if self._running:
            self._running.send_signal(how)
            self._running.wait(60)
            self._running = None

    def freeze(self) -> None:
        """Have it answer nothing, without breaking a connection."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on."""
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, which: signal.Signals) -> None:
        assert self._running
        pid = self._running.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            # One may just have ended.
            with suppress(ProcessLookupError):
                os.kill(int(child), which)
        os.kill(pid, which)

    @property
    def url(self) -> str:
        """Its address, with the schema that is the default."""
        return f"postgresql://vaultbot@/postgres?host={self.folder}"

    def fresh(self) -> DatabaseServer:
        """An empty schema of its own."""
        return DatabaseServer(f"{self.url}&search_path=test_{os.getpid()}_{next(_SCHEMAS)}")


@contextmanager
def following_server(leader: Server) -> Iterator[Server]:
    """A server that follows another, running."""
    with _placed(leader.bin) as server:
        server.follow(leader)
        yield from _running(server)


@contextmanager
def running_server(bin_: Path, **settings: str) -> Iterator[Server]:
    """A new server, running."""
    with _placed(bin_) as server:
        server.make()
        yield from _running(server, **settings)


def _running(server: Server, **settings: str) -> Iterator[Server]:
    server.start(**settings)
    try:
        yield server
    finally:
        server.stop(signal.SIGINT)


@contextmanager
def _placed(bin_: Path) -> Iterator[Server]:
    # Not in pytest's folder: a socket's path is a hundred characters at most.
    folder = Path(mkdtemp(prefix="vaultbot-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        yield Server(bin_, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def query(url: str, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What a statement finds, or does, on a connection of its own; also beside a running loop."""
    found: list[tuple[Any, ...]] = []

    async def ask() -> None:
        connection = await asyncpg.connect(url)
        try:
            found.extend(tuple(row) for row in await connection.fetch(sql, *parameters))
        finally:
            await connection.close()

    failed: list[BaseException] = []

    def work() -> None:
        try:
            asyncio.run(ask())
        except BaseException as error:  # noqa: BLE001 - raised where it was asked
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found
