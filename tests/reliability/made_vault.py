"""A vault of many small notes as it was and as it became, and what databases hold of it."""

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.conftest import note_text, write_vault

NOTES = 2_000
CHANGED, REMOVED, ADDED = 300, 100, 100
_CONTENT = (
    "SELECT path, digest, kind FROM files ORDER BY path",
    "SELECT key, path, title, channel, video_id, lead, links, excerpts FROM notes ORDER BY path",
    "SELECT path, excerpts.key, position, text, moments, line FROM excerpts "
    "JOIN notes ON notes.id = note_id ORDER BY path, position",
    "SELECT path, length(words), lengths, keys FROM note_words "
    "JOIN notes ON notes.id = note_id ORDER BY path",
)
"""All but what depends on the loads before: ids of rows and of words, and times of files."""


def make_vaults(folder: Path) -> tuple[Path, Path]:
    """(as it was, as it became): every unchanged file has the same time in both."""
    before, after = folder / "before", folder / "after"
    write_vault(before, dict(_file(number, "first") for number in range(NOTES)))
    shutil.copytree(before, after)
    write_vault(after, dict(_file(number, "second version") for number in range(CHANGED)))
    for number in range(CHANGED, CHANGED + REMOVED):
        (after / _file(number, "")[0]).unlink()
    write_vault(after, dict(_file(number, "new") for number in range(NOTES, NOTES + ADDED)))
    return before, after


def _file(number: int, version: str) -> tuple[str, str]:
    sentences = (
        f"Sentence {place} of note {number}, {version}, is about topic{number % 50}"
        for place in range(4)
    )
    video = f"video-{number:05}"
    return f"ch{number % 7}/{number}.md", note_text(f"Note {number}", *sentences, video=video)


def digest_of(database: Path) -> str:
    """The same for all databases that hold the same vault."""
    digest = hashlib.blake2b(digest_size=16)
    with closing(sqlite3.connect(database)) as opened:
        for statement in _CONTENT:
            for row in opened.execute(statement):
                digest.update(repr(row).encode())
    return digest.hexdigest()
