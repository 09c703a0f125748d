"""One file of the vault → one value."""

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

from bot.errors import UnreadableFile
from bot.model import (
    FileStamp,
    IndexPage,
    Note,
    ParsedFile,
    Problem,
    TimeReading,
    VaultSettings,
)
from bot.vault.normalize import decode
from bot.vault.note import parse_content
from bot.vault.problems import Finding, problem

DIGEST_BYTES = 16
DEFAULTS = VaultSettings()


def read_file(
    root: Path,
    stamp: FileStamp,
    settings: VaultSettings = DEFAULTS,
    *,
    reading: TimeReading | None = None,
) -> ParsedFile:
    """Read the file that `stamp` names in the vault at `root`; its digest is filled in.

    Raises:
        UnreadableFile: the file is gone, can't be opened, or since it was stamped became something
            else than a file, or larger than `settings` allows.
    """
    data = _bytes_of(root, stamp.path, settings.max_bytes)
    digest = hashlib.blake2b(data, digest_size=DIGEST_BYTES).hexdigest()
    text, replaced = decode(data)
    content, problems = parse_text(stamp.path, text, settings, reading=reading)
    if replaced:
        problems = (problem(stamp.path, Finding(0, "file-encoding")), *problems)
    return ParsedFile(replace(stamp, size=len(data), digest=digest), content, problems)


def _bytes_of(root: Path, path: str, most: int) -> bytes:
    try:
        name = f"{root}/{path}"
        with open(name, "rb", buffering=0, opener=_open) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableFile(path, "not a regular file")
            # Room for `most` bytes would take longer to get than most files to read.
            data = file.read(min(found.st_size, most) + 1)
            # It grows right now, or comes in pieces, as some systems in place of a disk give it.
            while len(data) != found.st_size and len(data) <= most:
                if not (more := file.read(most + 1 - len(data))):
                    break
                data += more
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from error
    if len(data) > most:
        raise UnreadableFile(path, f"it grew beyond {most} bytes")
    return data


def _open(path: str, flags: int) -> int:
    # A pipe in the place of a file would be waited for, for ever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def parse_text(
    path: str,
    text: str,
    settings: VaultSettings = DEFAULTS,
    *,
    reading: TimeReading | None = None,
) -> tuple[Note | IndexPage, tuple[Problem, ...]]:
    """Parse the text of the file at `path`, which is relative to the vault.

    Pure, and raises on no text: what can't be read as meant is a problem. How the times of a note
    are read is told by the note alone, unless `reading` says it: that of the notes beside it.
    """
    content, findings = parse_content(path, text, settings, reading)
    return content, tuple(problem(path, finding) for finding in findings)
