"""What the system tells of a vault's folder: that notes in it change."""

import asyncio
import errno
import os
import threading
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

import watchfiles

from bot.access import is_folder

STEP, DEBOUNCE = 100, 300
"""Milliseconds between two looks of the thread at what the system told, and of a burst at most."""
SILENCE = 1_000
"""Milliseconds in which nothing is told, until the folders are looked through once more."""


class Listener:
    """A thread that rings for each change of a note that the system tells of.

    It listens to each folder that may hold notes by itself. A watch over all that is below one
    would follow links to wherever they lead, and hold up the whole process while it walks there.
    """

    def __init__(self, folder: Path, ring: Callable[[], None]) -> None:
        self.fault = ""
        """Why it ended, where it was not asked to."""
        self._stopped = threading.Event()
        loop = asyncio.get_running_loop()
        # One that may hang on a share that is gone must not keep the process from ending.
        threading.Thread(
            target=self._run,
            args=(folder, partial(loop.call_soon_threadsafe, ring)),
            name="vault watch",
            daemon=True,
        ).start()

    def stop(self) -> None:
        """End the thread within a tenth of a second or two."""
        self._stopped.set()

    def _run(self, folder: Path, ring: Callable[[], object]) -> None:
        try:
            while self._follow(folder, ring):
                pass
        except Exception as error:  # noqa: BLE001 - whatever it is, files are compared instead
            self.fault = _reason(error)

    def _follow(self, folder: Path, ring: Callable[[], object]) -> bool:
        """Listen until folders came or went, or it is stopped; whether to listen anew."""
        # Each behind the one that it is in, which tells if it is replaced meanwhile.
        folders = dict.fromkeys(_folders(folder))
        surely_all = False
        try:
            for told in watchfiles.watch(
                *folders,
                watch_filter=lambda change, path: concerns_notes(change, path, folder, folders),
                debounce=DEBOUNCE,
                step=STEP,
                stop_event=self._stopped,
                rust_timeout=SILENCE,
                yield_on_timeout=True,
                raise_interrupt=False,
                recursive=False,
            ):
                if self._stopped.is_set():
                    return False
                if told:
                    ring()
                    if any(_is_of_folders(change, path, folders) for change, path in told):
                        return True
                elif not surely_all:
                    # One may have come after its parent was looked through, before the system told.
                    if folders != dict.fromkeys(_folders(folder)):
                        ring()
                        return True
                    surely_all = True
        except FileNotFoundError:
            # One went in between; or the vault did, and then this is stopped soon.
            if self._stopped.wait(SILENCE / 1000):
                return False
            # What changed meanwhile nobody heard.
            ring()
            return True
        return False


def _folders(folder: Path) -> Iterator[str]:
    """The vault's folder and all below that may hold notes, and no links: what is behind one is in
    the vault under its own name, or not read.
    """
    yield str(folder)
    for here, below, _ in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".") and _is_text(name)]
        if here != str(folder):
            yield here


def _is_text(name: str) -> bool:
    """Whether a name is UTF-8; what is in a folder of another is not read."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_of_folders(change: watchfiles.Change, path: str, folders: Collection[str]) -> bool:
    """Whether a change that concerns notes is that a folder came, went or was replaced."""
    if change is watchfiles.Change.modified:
        return False
    return path in folders or path[-3:].lower() != ".md" or is_folder(Path(path))


def concerns_notes(
    change: watchfiles.Change, path: str, folder: Path, folders: Collection[str] = ()
) -> bool:
    """Whether a change may be one of notes: of a note, or of a folder that may hold some, as those
    of `folders` do.
    """
    parts = Path(os.path.relpath(path, folder)).parts
    if any(part.startswith(".") and part != ".." for part in parts):
        return False
    if path[-3:].lower() == ".md":
        return True
    if change is watchfiles.Change.deleted and path in folders:
        return True
    if change is watchfiles.Change.deleted:
        # What it was can't be asked any more; files have endings.
        return not Path(path).suffix
    return change is watchfiles.Change.added and is_folder(Path(path))


def _reason(error: Exception) -> str:
    text = str(error)
    limits = ("limit reached", os.strerror(errno.ENOSPC), os.strerror(errno.EMFILE))
    if any(limit in text for limit in limits):
        return (
            "the limits of inotify are reached; raise fs.inotify.max_user_watches and "
            "max_user_instances"
        )
    return text.splitlines()[0] if text else type(error).__name__
