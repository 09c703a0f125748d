"""Vault to store: a pure diff first, then only the work that it names, in one transaction."""

import asyncio
import hashlib
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot import workers
from bot.courtesy import unhurried
from bot.errors import UnreadableFile, VaultError
from bot.keys import key_of
from bot.model import (
    FileIds,
    FileStamp,
    IndexedFile,
    LoadReport,
    Note,
    ParsedFile,
    Problem,
    RereadNote,
    Severity,
    StoredMoments,
    StoredTimes,
    VaultSettings,
    distinct,
)
from bot.search.acronyms import definitions
from bot.search.fold import fold
from bot.store.prepared import PreparedFile, prepare
from bot.store.protocol import Load, Store
from bot.vault.files import scan
from bot.vault.links import resolve_links
from bot.vault.problems import problem
from bot.vault.reader import read_file
from bot.vault.times import choose_readings, reread, time_findings
from bot.workers import Progress, in_batches

READ_BY = (
    "vault/*.py", "model/note.py", "model/times.py", "search/fold.py", "search/acronyms.py",
    "store/prepared.py", "store/rows.py", "store/words.py", "indexer.py", "keys.py", "sites.py",
)  # fmt: skip
"""The code that decides what a file becomes in the store."""
LEAST_EXCERPT = 6
"""Bytes of the shortest: a letter and `[0:0]`."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What a load has to do. Paths stand in order."""

    read: tuple[FileStamp, ...]
    """New files, and those whose size or time changed."""
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one worker made of some files."""

    files: tuple[PreparedFile, ...]
    failures: tuple[Problem, ...]
    """A problem for each file that could not be read; what was known of it stays."""


def diff(
    known: Mapping[str, FileStamp],
    found: Mapping[str, FileStamp],
    *,
    full: bool = False,
    unlisted: tuple[str, ...] = (),
) -> Diff:
    """Compare what the store knows with what the vault holds; `full` reads every file again.

    Of folders that are `unlisted`, named with a `/` at the end, what is known stays.
    """
    read = []
    for path in sorted(found):
        stamp, old = found[path], known.get(path)
        if full or old is None or (old.size, old.mtime_ns) != (stamp.size, stamp.mtime_ns):
            read.append(stamp)
    gone = sorted(path for path in known.keys() - found.keys() if not path.startswith(unlisted))
    return Diff(tuple(read), tuple(gone))


async def load_vault(
    root: Path,
    store: Store,
    settings: VaultSettings,
    *,
    full: bool = False,
    progress: Progress | None = None,
    before_commit: Callable[[Load], Awaitable[None]] | None = None,
) -> LoadReport:
    """Bring the store up to the vault; readers see the old state until all of it is in.

    Files read by another edition of the reader, or under other settings, are read again.
    `before_commit` is called with what will be seen in a moment, where anything is to be.
    Raises VaultError where the folder can't be listed, or holds nothing any more and `full` was not
    asked for, StoreError where the database can't be written. But for StoreUnsure nothing changed.
    """
    started = time.perf_counter()
    found = await asyncio.to_thread(scan, root, max_bytes=settings.max_bytes)
    known, notes = await store.stamps(), await store.note_paths()
    if notes and found.bare and not full:
        # Much more often a folder that is not mounted than a vault that was given up.
        raise VaultError(
            f"the vault folder {root} is empty, and {len(notes):,} notes were loaded from it: is "
            "it mounted? They are kept; a full reload forgets them"
        )
    edition = edition_of(settings)
    full = full or edition != await store.edition()
    work = diff(known, found.stamps, full=full, unlisted=found.unlisted)
    added = changed = 0
    differs = full or bool(work.removed)
    problems = list(found.problems)
    async with store.load() as load:
        await load.remove(work.removed)
        done = 0
        numbered = list(number(work.read, load.next_ids))
        reading = in_batches(partial(read_batch, root, settings), numbered)
        async with aclosing(reading) as batches:
            async for batch in batches:
                different, unsure = await _put_different(load, batch, known, full=full)
                differs = differs or bool(different or unsure)
                paths = [file.stamp.path for file in different if file.note]
                changed += sum(path in notes for path in paths)
                added += sum(path not in notes for path in paths)
                problems += batch.failures
                await load.distrust([failure.path for failure in batch.failures])
                done += len(batch.files) + len(batch.failures)
                if progress:
                    progress(done, len(work.read))
        await load.index()
        if work.read or work.removed:
            await _settle(load, settings)
        problems = [found for found in problems if found.severity is not Severity.INFO]
        await load.finish(problems, loaded_at=int(time.time()), edition=edition, changed=differs)
        status = await load.seen.status()  # What fails after the commit makes nothing undone.
        if differs and before_commit:
            await before_commit(load)
    return LoadReport(
        notes=status.notes,
        excerpts=status.excerpts,
        added=added,
        changed=changed,
        removed=len(notes) + added - status.notes,
        unchanged=status.notes - added - changed,
        problems=status.problems,
        repaired_notes=status.repaired_notes,
        repaired=status.repaired,
        seconds=round(time.perf_counter() - started, 3),
    )


async def _put_different(
    load: Load, batch: Batch, known: Mapping[str, FileStamp], *, full: bool
) -> tuple[list[PreparedFile], list[PreparedFile]]:
    """Store a batch; returns those files that are new or hold something else now, and those that
    may, for they could not be read before.
    """
    different: list[PreparedFile] = []
    same: list[PreparedFile] = []
    distrusted: list[PreparedFile] = []
    for file in batch.files:
        old = known.get(file.stamp.path)
        if old is None or old.digest not in ("", file.stamp.digest):
            different.append(file)
        else:
            (same if old.digest else distrusted).append(file)
    if full:
        await load.put(same)
    else:
        await load.touch([file.stamp for file in same])
    await load.put(distrusted)
    await load.put(different)
    return different, distrusted


async def _settle(load: Load, settings: VaultSettings) -> None:
    """Decide what depends on other notes too: the unit of times, and where links lead."""
    if settings.repair_times:
        await _settle_times(load)
    links = await load.links()
    report = await asyncio.to_thread(resolve_links, links)
    await load.put_links(report.found)


async def _settle_times(load: Load) -> None:
    """What is computed here is computed in a thread: answers go on meanwhile."""
    changed = await asyncio.to_thread(_read_otherwise, await load.times())
    for start in range(0, len(changed), workers.BATCH):
        batch = changed[start : start + workers.BATCH]
        moments = await load.moments([stored.times.path for stored in batch])
        await load.reread(await asyncio.to_thread(_reread_all, batch, moments))


def _read_otherwise(stored: Sequence[StoredTimes]) -> list[StoredTimes]:
    """The notes whose times are to be read otherwise than they are stored, each as it should be."""
    videos: dict[str, list[StoredTimes]] = defaultdict(list)
    for note in unhurried(stored):
        videos[note.times.video_id].append(note)
    changed: list[StoredTimes] = []
    for notes in unhurried(videos.values()):
        readings = choose_readings([note.times for note in notes])
        changed += [
            replace(note, reading=readings[note.times.path])
            for note in notes
            if readings[note.times.path] != note.reading
        ]
    return changed


def _reread_all(
    batch: Sequence[StoredTimes], moments: Mapping[str, Sequence[StoredMoments]]
) -> list[RereadNote]:
    return [_reread(stored, moments[stored.times.path]) for stored in batch]


def _reread(stored: StoredTimes, excerpts: Sequence[StoredMoments]) -> RereadNote:
    moments = reread([each.moments for each in excerpts], stored.times.video_id, stored.reading)
    findings = time_findings([excerpt.line for excerpt in excerpts], moments)
    return RereadNote(
        stored.times,
        stored.reading,
        repaired=sum(moment.repaired for group in moments for moment in distinct(group)),
        changed=tuple(
            replace(excerpt, moments=group)
            for excerpt, group in zip(excerpts, moments, strict=True)
            if excerpt.moments != group
        ),
        problems=tuple(problem(stored.times.path, finding) for finding in findings),
    )


def number(stamps: Iterable[FileStamp], first: FileIds) -> Iterator[tuple[FileIds, FileStamp]]:
    """Ids for files before they are read, so that workers make whole rows.

    A file gets as many excerpt ids as its size could need, which is few enough to stay small.
    """
    note, excerpt = first.note, first.first_excerpt
    for stamp in stamps:
        room = stamp.size // LEAST_EXCERPT + 1
        yield FileIds(note, excerpt, room), stamp
        note, excerpt = note + 1, excerpt + room


def read_batch(
    root: Path, settings: VaultSettings, files: Sequence[tuple[FileIds, FileStamp]]
) -> Batch:
    """Read, parse and fold some files, down to their rows; runs in a worker."""
    read, failures = [], []
    for ids, stamp in unhurried(files):
        try:
            read.append(prepare(_indexed(read_file(root, stamp, settings), ids)))
        except UnreadableFile as error:
            failures.append(Problem(error.path, 0, "file-unreadable", error.reason, Severity.ERROR))
        except Exception as error:  # noqa: BLE001 - a fault of ours is not to cost all other notes
            why = f"a fault of ours: {error!r:.200}"
            failures.append(Problem(stamp.path, 0, "file-unreadable", why, Severity.ERROR))
    return Batch(tuple(read), tuple(failures))


def _indexed(file: ParsedFile, ids: FileIds) -> IndexedFile:
    # Whoever looks for what is merely worth knowing reads the files: `lint`.
    worse = tuple(found for found in file.problems if found.severity is not Severity.INFO)
    file = replace(file, problems=worse)
    note = file.content
    if not isinstance(note, Note):
        return IndexedFile(file, ids)
    if len(note.excerpts) > ids.excerpts:
        raise UnreadableFile(note.path, "it grew while it was read")
    words = tuple(fold(excerpt.text) for excerpt in note.excerpts)
    about = " ".join((*note.headings, *note.tags, note.lead))
    texts = (note.title, about, *(excerpt.text for excerpt in note.excerpts))
    acronyms = {found for text in texts if "(" in text for found in definitions(text)}
    keys = tuple(
        key_of(note.path, excerpt.moments[0].raw if excerpt.moments else "", folded)
        for excerpt, folded in zip(note.excerpts, words, strict=True)
    )
    return IndexedFile(
        file, ids, key_of(note.path), keys, words, fold(about), tuple(sorted(acronyms))
    )


def edition_of(settings: VaultSettings) -> str:
    """Names how files are read: by this code, under these settings.

    So that nobody must remember to have a vault read again when its reader learnt something.
    """
    folder = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for source in sorted(path for pattern in READ_BY for path in folder.glob(pattern)):
        digest.update(source.read_bytes())
    digest.update(repr((settings.repair_times, settings.sites)).encode())
    return digest.hexdigest()
