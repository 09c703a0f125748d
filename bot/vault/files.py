"""Which Markdown files a vault holds, found without reading any."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.access import barred
from bot.errors import VaultError
from bot.model import FileStamp, Problem
from bot.vault.problems import Finding, problem

DEFAULT_MAX_BYTES = 2_000_000
"""Larger files are reported, not read."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a walk over the vault found."""

    stamps: dict[str, FileStamp]
    """By vault-relative path with `/`, in the order of the paths; the digests are empty."""
    problems: tuple[Problem, ...] = ()
    bare: bool = False
    """Whether the vault's folder holds nothing whatever, as where nothing is mounted."""
    unlisted: tuple[str, ...] = ()
    """Folders that could not be listed, with a `/` at the end: what is in them, nobody knows."""


def scan(root: Path, *, max_bytes: int = DEFAULT_MAX_BYTES) -> Scan:
    """Find the `.md` files below `root`.

    Hidden folders and files are skipped. Symbolic links are followed to what would be read inside
    the vault without them, and never to a folder above themselves.

    Raises:
        VaultError: `root` is missing, not a folder, or can't be listed.
    """
    if why := barred(root):
        raise VaultError(f"the vault folder {root} can't be read: {why}")
    if not root.is_dir():
        raise VaultError(f"the vault folder {root} does not exist or is not a folder")
    walk = _Walk(root, max_bytes)
    try:
        stamps = {stamp.path: stamp for stamp in walk.folder(str(root), "")}
    except OSError as error:
        raise VaultError(f"the vault folder {root} can't be listed: {error}") from error
    return Scan(
        dict(sorted(stamps.items())),
        tuple(walk.problems),
        bare=walk.bare,
        unlisted=tuple(walk.unlisted),
    )


class _Walk:
    """One walk: its limits, and the problems met on the way."""

    def __init__(self, root: Path, max_bytes: int) -> None:
        self.problems: list[Problem] = []
        self.bare = False
        self.unlisted: list[str] = []
        self._root = os.path.realpath(root)
        self._max_bytes = max_bytes

    def folder(self, start: str, prefix: str) -> Iterator[FileStamp]:
        """Yield the stamps of the files in and below a folder, which `prefix` names with `/`."""
        waiting = [(start, prefix)]
        while waiting:
            folder, prefix = waiting.pop()
            for entry in self._entries(folder, prefix):
                path = prefix + entry.name
                if entry.is_symlink() and not self._leads_to_notes(entry, folder):
                    self._report(path, "link-outside")
                elif _is_folder(entry):
                    waiting.append((entry.path, path + "/"))
                elif _is_markdown(entry.name):
                    yield from self._file(entry, path)

    def _entries(self, folder: str, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except OSError as error:
            if not prefix:
                raise
            self._report(prefix.rstrip("/"), "file-unreadable", error.strerror or "")
            self.unlisted.append(prefix)
            return []
        self.bare = self.bare or not (found or prefix)
        for entry in found:
            if entry.name.startswith(".") and (_is_folder(entry) or _is_markdown(entry.name)):
                self._report(prefix + entry.name, "file-hidden")
        return [entry for entry in found if not entry.name.startswith(".")]

    def _leads_to_notes(self, entry: os.DirEntry[str], folder: str) -> bool:
        """Whether a link leads to what is read under its own name too, and to nothing above it."""
        target = os.path.realpath(entry.path)
        parent = os.path.realpath(folder)
        if not target.startswith(self._root + os.sep):
            return False
        # What is hidden stays so under another name: `.git/config` may hold a password.
        if any(part.startswith(".") for part in Path(target).relative_to(self._root).parts):
            return False
        if not _is_folder(entry):
            return _is_markdown(target) or not _is_markdown(entry.name)
        return not (parent + os.sep).startswith(target + os.sep)

    def _file(self, entry: os.DirEntry[str], path: str) -> Iterator[FileStamp]:
        try:
            found = entry.stat()
        except OSError as error:
            self._report(path, "file-unreadable", error.strerror or "")
            return
        if not stat.S_ISREG(found.st_mode):
            self._report(path, "file-unreadable", "not a regular file")
        elif found.st_size > self._max_bytes:
            self._report(path, "file-size", f"{found.st_size} of {self._max_bytes} bytes")
        elif _shown(path) != path:
            self._report(path, "file-unreadable", "its name is not UTF-8")
        else:
            yield FileStamp(path, found.st_size, found.st_mtime_ns)

    def _report(self, path: str, code: str, detail: str = "") -> None:
        self.problems.append(problem(_shown(path), Finding(0, code, detail)))


def _is_markdown(name: str) -> bool:
    return name[-3:].lower() == ".md"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself; reading its stamp tells
        return False


def _shown(path: str) -> str:
    """The path with a question mark for every byte that is no UTF-8."""
    return path.encode(errors="replace").decode()
