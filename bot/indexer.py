"""Vault to store: a pure diff first, then only the work that it names, in one transaction."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bot.errors import UnreadableFile
from bot.keys import key_of
from bot.model import FileStamp, IndexedFile, LoadReport, Note, Problem, Severity
from bot.search.fold import fold
from bot.store.protocol import Load, Store
from bot.vault.files import scan
from bot.vault.reader import read_file

log = logging.getLogger(__name__)

BATCH = 64
"""Files that one worker reads before it hands them over."""
WORTH_PROCESSES = 500
"""Fewer files than this are read in a thread: starting processes would take longer."""

Progress = Callable[[int, int], None]
"""Called with (files done, files to read) as a load goes on."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What a load has to do. Paths stand in order."""

    read: tuple[FileStamp, ...]
    """New files, and those whose size or time changed."""
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one worker made of some files."""

    files: tuple[IndexedFile, ...]
    failures: tuple[Problem, ...]
    """A problem for each file that could not be read; what was known of it stays."""


def diff(
    known: Mapping[str, FileStamp], found: Mapping[str, FileStamp], *, full: bool = False
) -> Diff:
    """Compare what the store knows with what the vault holds; `full` reads every file again."""
    read = []
    for path in sorted(found):
        stamp, old = found[path], known.get(path)
        if full or old is None or (old.size, old.mtime_ns) != (stamp.size, stamp.mtime_ns):
            read.append(stamp)
    return Diff(tuple(read), tuple(sorted(known.keys() - found.keys())))


async def load_vault(
    root: Path,
    store: Store,
    *,
    max_bytes: int,
    full: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Bring the store up to the vault; readers see the old state until all of it is in.

    Raises VaultError where the folder can't be listed and StoreError where the database can't be
    written; then nothing was changed.
    """
    started = time.perf_counter()
    found = await asyncio.to_thread(scan, root, max_bytes=max_bytes)
    known = await store.stamps()
    work = diff(known, found.stamps, full=full)
    notes = await store.note_paths()
    added = changed = 0
    problems = list(found.problems)
    async with store.load() as load:
        await load.remove(work.removed)
        done = 0
        async for batch in _read_all(root, work.read):
            different = await _put_different(load, batch, known, full=full)
            paths = [file.file.stamp.path for file in different if _is_note(file)]
            changed += sum(path in notes for path in paths)
            added += sum(path not in notes for path in paths)
            problems += batch.failures
            done += len(batch.files) + len(batch.failures)
            if progress:
                progress(done, len(work.read))
        await load.finish(problems, loaded_at=int(time.time()))
    status = await store.status()
    return LoadReport(
        notes=status.notes,
        excerpts=status.excerpts,
        added=added,
        changed=changed,
        removed=len(notes) + added - status.notes,
        unchanged=status.notes - added - changed,
        problems=status.problems,
        seconds=round(time.perf_counter() - started, 3),
    )


async def _put_different(
    load: Load, batch: Batch, known: Mapping[str, FileStamp], *, full: bool
) -> list[IndexedFile]:
    """Store a batch; returns those files that are new or hold something else now."""
    different: list[IndexedFile] = []
    same: list[IndexedFile] = []
    for file in batch.files:
        old = known.get(file.file.stamp.path)
        alike = old is not None and old.digest == file.file.stamp.digest
        (same if alike else different).append(file)
    if full:
        await load.put(same)
    else:
        await load.touch([file.file.stamp for file in same])
    await load.put(different)
    return different


async def _read_all(root: Path, stamps: Sequence[FileStamp]) -> AsyncIterator[Batch]:
    """Read files in the background, a few batches ahead of whoever takes them."""
    batches = [stamps[start : start + BATCH] for start in range(0, len(stamps), BATCH)]
    if not batches:
        return
    workers = max(1, min(4, os.cpu_count() or 1)) if len(stamps) >= WORTH_PROCESSES else 1
    loop = asyncio.get_running_loop()
    with _executor(workers) as executor:
        waiting: list[asyncio.Future[Batch]] = []
        for batch in batches:
            waiting.append(loop.run_in_executor(executor, read_batch, root, batch))
            if len(waiting) > 2 * workers:
                yield await waiting.pop(0)
        for future in waiting:
            yield await future


def _executor(workers: int) -> Executor:
    if workers == 1:
        return ThreadPoolExecutor(1, thread_name_prefix="vault")
    # Forking a process that has threads may deadlock it, so workers start afresh.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def read_batch(root: Path, stamps: Sequence[FileStamp]) -> Batch:
    """Read, parse and fold some files; runs in a worker."""
    files, failures = [], []
    for stamp in stamps:
        try:
            files.append(_indexed(root, stamp))
        except UnreadableFile as error:
            failures.append(Problem(error.path, 0, "file-unreadable", error.reason, Severity.ERROR))
    return Batch(tuple(files), tuple(failures))


def _indexed(root: Path, stamp: FileStamp) -> IndexedFile:
    file = read_file(root, stamp)
    note = file.content
    if not isinstance(note, Note):
        return IndexedFile(file)
    words = tuple(fold(excerpt.text) for excerpt in note.excerpts)
    keys = tuple(
        key_of(note.path, excerpt.moments[0].raw if excerpt.moments else "", folded)
        for excerpt, folded in zip(note.excerpts, words, strict=True)
    )
    return IndexedFile(file, key_of(note.path), keys, words)


def _is_note(file: IndexedFile) -> bool:
    return isinstance(file.file.content, Note)
