"""What is wrong with a vault, from its files alone, so that the vault's own CI can ask."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.errors import UnreadableFile
from bot.model import (
    LITERALLY,
    FileStamp,
    Note,
    NoteLinks,
    NoteTimes,
    Problem,
    TimeReading,
    VaultSettings,
)
from bot.vault.files import scan
from bot.vault.inline import find_links
from bot.vault.links import resolve_links
from bot.vault.problems import Finding, problem
from bot.vault.reader import read_file
from bot.vault.times import choose_readings
from bot.workers import Progress, in_batches


@dataclass(frozen=True, slots=True)
class Inspected:
    """What one file says of itself, and what is to be weighed beside others."""

    stamp: FileStamp
    problems: tuple[Problem, ...]
    links: NoteLinks | None = None
    """None for an index page."""
    times: NoteTimes | None = None
    reading: TimeReading = LITERALLY


async def lint_vault(
    root: Path, settings: VaultSettings, *, progress: Progress | None = None
) -> list[Problem]:
    """Every problem of the vault at `root`, by path and line. Raises VaultError."""
    found = scan(root, max_bytes=settings.max_bytes)
    files = await _inspect(root, settings, list(found.stamps.values()), {}, progress)
    if settings.repair_times:
        readings = _other_readings(files.values())
        stamps = [files[path].stamp for path in readings]
        files |= await _inspect(root, settings, stamps, readings)
    problems = [*found.problems, *(found for file in files.values() for found in file.problems)]
    problems += _missing_links(root, files.values())
    return sorted(
        (replace(found, line=max(1, found.line)) for found in problems),
        key=lambda found: (found.path, found.line, found.code),
    )


def select(
    problems: Iterable[Problem], *, only: Sequence[str] = (), ignored: Sequence[str] = ()
) -> list[Problem]:
    """Those problems whose code begins with any of `only`, if given, and with none of `ignored`."""
    return [
        found
        for found in problems
        if (not only or found.code.startswith(tuple(only)))
        and not found.code.startswith(tuple(ignored))
    ]


async def _inspect(
    root: Path,
    settings: VaultSettings,
    stamps: Sequence[FileStamp],
    readings: Mapping[str, TimeReading],
    progress: Progress | None = None,
) -> dict[str, Inspected]:
    files: dict[str, Inspected] = {}
    async for batch in in_batches(partial(inspect_batch, root, settings, readings), stamps):
        files |= {file.stamp.path: file for file in batch}
        if progress:
            progress(len(files), len(stamps))
    return files


def inspect_batch(
    root: Path,
    settings: VaultSettings,
    readings: Mapping[str, TimeReading],
    stamps: Sequence[FileStamp],
) -> list[Inspected]:
    """Read some files, their times as `readings` says where it names them; runs in a worker."""
    return [_inspect_file(root, settings, readings.get(stamp.path), stamp) for stamp in stamps]


def _inspect_file(
    root: Path, settings: VaultSettings, reading: TimeReading | None, stamp: FileStamp
) -> Inspected:
    try:
        file = read_file(root, stamp, settings, reading=reading)
    except UnreadableFile as error:
        return Inspected(stamp, (problem(stamp.path, Finding(0, "file-unreadable", error.reason)),))
    note = file.content
    if not isinstance(note, Note):
        return Inspected(stamp, file.problems)
    links = NoteLinks(note.path, note.channel, note.title, note.aliases, note.links)
    return Inspected(stamp, file.problems, links, note.times, note.reading)


def _other_readings(files: Iterable[Inspected]) -> dict[str, TimeReading]:
    """How to read the times of those notes that the others of their video tell more about."""
    videos: dict[str, list[Inspected]] = defaultdict(list)
    for file in files:
        if file.times:
            videos[file.times.video_id].append(file)
    return {
        file.stamp.path: chosen
        for notes in videos.values()
        for chosen_of in (choose_readings([note.times for note in notes if note.times]),)
        for file in notes
        if (chosen := chosen_of[file.stamp.path]) != file.reading
    }


def _missing_links(root: Path, files: Iterable[Inspected]) -> Iterator[Problem]:
    """A problem for each link that leads nowhere, on the line where it first stands."""
    report = resolve_links([file.links for file in files if file.links])
    for path, targets in report.missing.items():
        try:
            text = (root / path).read_text(encoding="utf-8", errors="replace")
        except OSError:  # gone since; what was read of it stands
            text = ""
        lines = _link_lines(text)
        for target in targets:
            yield problem(path, Finding(lines.get(target, 1), "link-missing", target))


def _link_lines(text: str) -> dict[str, int]:
    """The line where each target of a text's wikilinks first stands."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if "[[" in line:
            for target in find_links(line):
                lines.setdefault(target, number)
    return lines
