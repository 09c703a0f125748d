"""One file of the vault → one value."""

import hashlib
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
        UnreadableFile: the file is gone or can't be opened.
    """
    try:
        with open(f"{root}/{stamp.path}", "rb", buffering=0) as file:  # noqa: PTH123 - thousands
            data = file.read()
    except OSError as error:
        raise UnreadableFile(stamp.path, error.strerror or str(error)) from error
    digest = hashlib.blake2b(data, digest_size=DIGEST_BYTES).hexdigest()
    text, replaced = decode(data)
    content, problems = parse_text(stamp.path, text, settings, reading=reading)
    if replaced:
        problems = (problem(stamp.path, Finding(0, "file-encoding")), *problems)
    return ParsedFile(replace(stamp, size=len(data), digest=digest), content, problems)


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
