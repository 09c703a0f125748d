"""A vault kept in git: its files are fetched into a work folder, which is ours alone."""

import asyncio
import fcntl
import logging
import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.access import is_folder
from bot.errors import ConfigError, FetchFailed
from bot.model import Fetched
from bot.sources.git import TIMEOUT, Git

log = logging.getLogger(__name__)

MARK = "vaultbot"
"""The file in `.git` that says whose folder it is; its lock is held while somebody fetches."""
MARK_TEXT = "Vaultbot fetches into this folder and removes all else from it. Don't work here.\n"
FETCHED = "refs/vaultbot/fetched"
LOCK_WAIT = 60.0
"""Seconds to wait for another process that fetches into the same folder."""
LOOK_AGAIN = 0.2


class Checkout:
    """Fetched from `url` into `folder`; the notes stand in `notes` below it.

    `branch` is that of the remote's HEAD where it is None. The folder must be missing, empty, or
    one that a Checkout made: whatever else it holds is not touched.
    """

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        branch: str | None = None,
        notes: str = "",
        environ: Mapping[str, str] | None = None,
        timeout: float = TIMEOUT,
        lock_wait: float = LOCK_WAIT,
    ) -> None:
        # Git is run in the folder, so a path that starts elsewhere must not be relative.
        self._folder = folder.absolute()
        self._git = Git(
            self._folder, url, os.environ if environ is None else environ, timeout=timeout
        )
        self._branch = branch
        self._lock_wait = lock_wait
        self._turn = asyncio.Lock()
        self.path = self._folder / notes
        self.is_whole = False
        """Not before it was fetched, or found to be our own: it may be another's, or half."""

    def still(self) -> asyncio.Lock:
        """Nothing is fetched into the folder meanwhile, by this process."""
        return self._turn

    async def fetch(self) -> Fetched:
        """Bring the folder up to the remote; files that did not change are not written again.

        Raises FetchFailed, with the files as they were, and ConfigError for a folder of another's.
        """
        try:
            fetched = await self._fetch()
        except FetchFailed as error:
            self.is_whole = error.whole and is_folder(self.path)
            raise
        except ConfigError:
            self.is_whole = False
            raise
        self.is_whole = True
        return fetched

    async def _fetch(self) -> Fetched:
        async with self._turn, self._locked() as git:
            await asyncio.to_thread(_unlock, self._folder)
            await git.run("init", "--quiet", "--initial-branch=vault", "--template=")
            before = await self._head(git)
            wanted = await self._wanted(git)
            try:
                await self._bring(git, before, wanted)
            except FetchFailed:
                if await self._is_sound(git):
                    raise
                log.info("the copy of git in %s is damaged; it is made again", self._folder)
                await asyncio.to_thread(_forget, self._folder)
                await git.run("init", "--quiet", "--initial-branch=vault", "--template=")
                await self._bring(git, "", wanted)
            after = await self._head(git)
            if before != after:
                await self._tidy(git)
            if not is_folder(self.path):
                notes = self.path.relative_to(self._folder)
                raise git.failed(f'it has no folder {notes}: see "vault.git.folder"')
            return Fetched(before, after)

    async def _wanted(self, git: Git) -> str:
        """The commit that the branch is at now."""
        ref = f"refs/heads/{self._branch}" if self._branch else "HEAD"
        listed = await git.run("ls-remote", "--quiet", "vault", ref)
        for line in listed.splitlines():
            commit, _, name = line.partition("\t")
            if name == ref:
                return commit
        if self._branch:
            raise git.failed(f'it has no branch {self._branch}: see "vault.git.branch"')
        raise git.failed('it is empty, or its default branch is: see "vault.git.branch"')

    async def _bring(self, git: Git, before: str, wanted: str) -> None:
        if before != wanted:
            ref = f"refs/heads/{self._branch}" if self._branch else "HEAD"
            await git.run(
                "fetch", "--quiet", "--force", "--depth=1", "--no-tags", "--no-write-fetch-head",
                "--no-recurse-submodules", "--no-auto-gc", "--update-shallow",
                "vault", f"+{ref}:{FETCHED}",
            )  # fmt: skip
        try:
            # Also where nothing is new: a fetch that was killed may have left half a file.
            await git.run("reset", "--quiet", "--hard", "HEAD" if before == wanted else FETCHED)
            await git.run("clean", "--quiet", "-ffdx")
        except FetchFailed as error:
            raise FetchFailed(str(error), whole=await self._put_back(git)) from None

    async def _put_back(self, git: Git) -> bool:
        """Whether the files are again those of the commit before."""
        try:
            # What is new goes first: it may be what took the room on the disk.
            await git.run("clean", "--quiet", "-ffdx")
            await git.run("reset", "--quiet", "--hard", "HEAD")
        except FetchFailed:
            return False
        return True

    async def _head(self, git: Git) -> str:
        try:
            return (await git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")).strip()
        except FetchFailed:
            return ""

    async def _is_sound(self, git: Git) -> bool:
        """Whether what was fetched before is whole; of an empty copy nothing can be broken."""
        try:
            await git.run("fsck", "--no-dangling", "--no-progress")
            await git.run("ls-files", MARK)  # of the index it reads all
        except FetchFailed:
            return False
        return True

    async def _tidy(self, git: Git) -> None:
        try:
            await git.run("gc", "--auto", "--quiet")
        except FetchFailed as error:
            log.debug("could not tidy up: %s", error)

    @asynccontextmanager
    async def _locked(self) -> AsyncIterator[Git]:
        """The folder is ours and nobody else fetches into it."""
        try:
            descriptor = await asyncio.to_thread(_open_mark, self._folder)
        except OSError as error:
            raise self._git.failed(f"can't write to {self._folder}: {error.strerror}") from None
        try:
            await self._take(descriptor)
            yield self._git.holding(descriptor)
        finally:
            os.close(descriptor)

    async def _take(self, descriptor: int) -> None:
        try:
            async with asyncio.timeout(self._lock_wait):
                while True:
                    if _try_lock(descriptor):
                        return
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise self._git.failed(
                f"another process is fetching into {self._folder} at this moment"
            ) from None


def _open_mark(folder: Path) -> int:
    """Make sure that the folder is ours, and open the file that says so."""
    mark = folder / ".git" / MARK
    if not mark.is_file():
        _refuse_others(folder)
        # In this order, so that a folder left between two steps is taken for an empty one.
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(MARK_TEXT, encoding="utf-8")
    return os.open(mark, os.O_RDWR | os.O_CLOEXEC)


def _refuse_others(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ConfigError(f'"vault.path": {folder} is a file; name a folder to fetch into')
    found = {entry.name for entry in os.scandir(folder)}
    git = folder / ".git"
    half_made = found == {".git"} and git.is_dir() and not any(git.iterdir())
    if found and not half_made:
        raise ConfigError(
            f'"vault.path": {folder} holds files that Vaultbot did not fetch; '
            'name an empty folder for "vault.git.url", or one that is not there yet'
        )


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unlock(folder: Path) -> None:
    """Remove what a killed git left; all that run hold our lock, so nobody is at work."""
    git = folder / ".git"
    for pattern in ("*.lock", "refs/**/*.lock", "objects/**/tmp_*", "shallow_*"):
        for left in git.glob(pattern):
            left.unlink(missing_ok=True)
    # Made anew each time: neither cut short by a crash nor changed by anybody.
    for name in ("HEAD", "config"):
        (git / name).unlink(missing_ok=True)


def _forget(folder: Path) -> None:
    """Remove git's copy of the remote, and nothing of the files."""
    for entry in (folder / ".git").iterdir():
        if entry.name == MARK:
            continue
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
