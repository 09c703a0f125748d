"""Files as rows: made where files are read, so that writing is left with nothing but to write."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from bot.model import ExcerptKind, FileStamp, IndexedFile, IndexPage, Note, Problem, distinct
from bot.store.rows import list_column, moments_column, times_column

Row = tuple[Any, ...]


class PreparedFile(NamedTuple):
    """One file as the rows of it.

    Plain tuples, because thousands of them pass from process to process.
    """

    stamp: FileStamp
    note: Row | None
    """Columns of `notes`; None for an index page."""
    excerpts: tuple[Row, ...] = ()
    """Columns of `excerpts`, a row each."""
    words: tuple[str, ...] = ()
    """The folded words of each excerpt, one blank between them."""
    about: str = ""
    """The folded words of what stands above them: headings, tags, lead."""
    acronyms: tuple[Row, ...] = ()
    """Columns of `acronyms`, a row each."""
    page: Row | None = None
    """Columns of `index_pages`."""
    videos: tuple[Row, ...] = ()
    """Columns of `index_videos`, a row each."""
    problems: tuple[Row, ...] = ()


def prepare(file: IndexedFile) -> PreparedFile:
    """The rows of one file."""
    stamp, content = file.file.stamp, file.file.content
    problems = tuple(map(problem_row, file.file.problems))
    if isinstance(content, IndexPage):
        page, videos = _page_row(content), tuple(_video_rows(content))
        return PreparedFile(stamp, None, page=page, videos=videos, problems=problems)
    note, excerpts = _note_row(file, content), tuple(_excerpt_rows(file, content))
    acronyms = tuple((file.ids.note, *acronym) for acronym in file.acronyms)
    return PreparedFile(
        stamp, note, excerpts, file.excerpt_words, file.about, acronyms, problems=problems
    )


def problem_row(problem: Problem) -> Row:
    """Columns of `problems`."""
    return (problem.path, problem.line, problem.code, problem.message, problem.severity.value)


def _note_row(file: IndexedFile, note: Note) -> Row:
    repaired = sum(
        moment.repaired for excerpt in note.excerpts for moment in distinct(excerpt.moments)
    )
    return (
        file.ids.note,
        file.key,
        note.path,
        note.title,
        note.channel,
        note.channel_label,
        note.video_id,
        note.lead,
        list_column(note.aliases),
        list_column(note.tags),
        list_column(note.headings),
        list_column(note.uncited),
        list_column(note.links),
        len(note.excerpts),
        repaired,
        note.silent,
        times_column(note.times, note.reading),
    )


def _excerpt_rows(file: IndexedFile, note: Note) -> Iterator[Row]:
    headings = {path: list_column(path) for path in {excerpt.headings for excerpt in note.excerpts}}
    first, note_id = file.ids.first_excerpt, file.ids.note
    kind, name = ExcerptKind.SENTENCE, ExcerptKind.SENTENCE.value
    for position, (key, excerpt) in enumerate(zip(file.excerpt_keys, note.excerpts, strict=True)):
        if excerpt.kind is not kind:  # neighbours are alike, and asking an enum costs more
            kind, name = excerpt.kind, excerpt.kind.value
        yield (
            first + position,
            note_id,
            key,
            position,
            excerpt.text,
            moments_column(excerpt.moments, note.video_id),
            headings[excerpt.headings],
            excerpt.label,
            name,
            excerpt.spoken,
            excerpt.context,
            excerpt.line,
        )


def _page_row(page: IndexPage) -> Row:
    names = list_column([f"{key}\t{name}" for key, name in page.channel_names])
    return (page.path, page.title, page.channel, names)


def _video_rows(page: IndexPage) -> Iterator[Row]:
    for position, video in enumerate(page.videos):
        yield (page.path, position, video.id, video.title)
