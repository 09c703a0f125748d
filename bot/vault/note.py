"""The steps from a file's text to a `Note`, in order."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from bot.model import (
    LITERALLY,
    PLAUSIBLE_SECONDS,
    Excerpt,
    IndexPage,
    Moment,
    Note,
    NoteTimes,
    TimeReading,
    VaultSettings,
)
from bot.vault.blocks import Block, BlockKind, parse_blocks
from bot.vault.channels import channel_key, take_from_line
from bot.vault.citations import holds_citation
from bot.vault.excerpts import LONGEST, Reading, read_excerpts
from bot.vault.fences import open_fences
from bot.vault.frontmatter import Frontmatter, parse_frontmatter
from bot.vault.index import cites_videos, find_channel_names, find_text, find_title, find_videos
from bot.vault.marks import strip_marks
from bot.vault.normalize import normalize, one_line
from bot.vault.passages import Passage, join_citation_lines, read_passages, read_words
from bot.vault.problems import Finding
from bot.vault.sentences import cut_long
from bot.vault.silence import is_silent
from bot.vault.times import choose_readings, measure, reread, time_findings
from bot.vault.videos import find_video_id


class Draft(NamedTuple):
    """A file on its way to a note; each step fills in what it is named for."""

    path: str
    text: str
    """What is still to be read: the file at first, then its body."""
    settings: VaultSettings = VaultSettings()
    frontmatter: Frontmatter = Frontmatter()
    video_id: str = ""
    channel_label: str = ""
    blocks: tuple[Block, ...] = ()
    title: str = ""
    passages: tuple[Passage, ...] = ()
    reading: Reading = Reading()
    times: NoteTimes | None = None
    chosen: TimeReading | None = None
    """How its times are read; None until its own evidence decides."""
    findings: tuple[Finding, ...] = ()


def _normalize(draft: Draft) -> Draft:
    return draft._replace(text=normalize(draft.text))


def _read_frontmatter(draft: Draft) -> Draft:
    found = parse_frontmatter(draft.text)
    return draft._replace(frontmatter=found, text=found.body, findings=found.findings)


def _read_video_id(draft: Draft) -> Draft:
    video_id, wrong = find_video_id(draft.frontmatter.values, draft.settings.sites)
    wrongs = (Finding(1, "video-id", wrong),) if wrong else ()
    return draft._replace(video_id=video_id, findings=draft.findings + wrongs)


def _read_from_line(draft: Draft) -> Draft:
    label, body = take_from_line(draft.text)
    return draft._replace(channel_label=label, text=body)


def _read_blocks(draft: Draft) -> Draft:
    lines, findings = open_fences(draft.text)
    first_line = draft.frontmatter.body_line
    blocks = tuple(join_citation_lines(parse_blocks(lines, first_line)))
    moved = tuple(replace(finding, line=finding.line + first_line - 1) for finding in findings)
    return draft._replace(blocks=blocks, findings=draft.findings + moved)


def _read_title(draft: Draft) -> Draft:
    title = draft.frontmatter.values.get("title", "")
    heads = (block.text for block in draft.blocks if block.level == 1 and _is_heading(block))
    title = title or next((words for words in map(read_words, heads) if words), "")
    return draft._replace(title=title or _stem(draft.path).replace("_", " "))


def _read_passages(draft: Draft) -> Draft:
    return draft._replace(passages=tuple(read_passages(draft.blocks, draft.title)))


def _read_excerpts(draft: Draft) -> Draft:
    reading = read_excerpts(draft.passages, draft.video_id, draft.settings.sites)
    uncited = () if reading.excerpts or not draft.video_id else (Finding(0, "note-uncited"),)
    return draft._replace(reading=reading, findings=draft.findings + reading.findings + uncited)


def _read_times(draft: Draft) -> Draft:
    """Measure the times, and correct those in the wrong unit."""
    excerpts = draft.reading.excerpts
    moments = [excerpt.moments for excerpt in excerpts]
    times = measure(draft.path, draft.video_id, moments)
    chosen = draft.chosen
    if chosen is None:
        chosen = LITERALLY
        if (times.minutes or times.hours) and draft.settings.repair_times:
            chosen = choose_readings([times])[draft.path]
    draft = draft._replace(times=times, chosen=chosen)
    if not (chosen.minutes or chosen.limit or times.longest >= PLAUSIBLE_SECONDS):
        return draft
    moments = reread(moments, draft.video_id, chosen)
    findings = time_findings([excerpt.line for excerpt in excerpts], moments)
    reread_ = tuple(
        excerpt if excerpt.moments == group else _with_moments(excerpt, group)
        for excerpt, group in zip(excerpts, moments, strict=True)
    )
    return draft._replace(
        reading=replace(draft.reading, excerpts=reread_),
        findings=draft.findings + findings,
    )


def _with_moments(excerpt: Excerpt, moments: tuple[Moment, ...]) -> Excerpt:
    """What `replace` makes, for it is slow and a vault has many of these."""
    return Excerpt(
        excerpt.text,
        moments,
        excerpt.headings,
        excerpt.label,
        excerpt.kind,
        excerpt.spoken,
        excerpt.context,
        excerpt.line,
    )


Step = Callable[[Draft], Draft]

OPENING: tuple[Step, ...] = (_normalize, _read_frontmatter, _read_video_id)
"""What every file goes through, and what tells a note from an index page."""
READING: tuple[Step, ...] = (
    _read_from_line,
    _read_blocks,
    _read_title,
    _read_passages,
    _read_excerpts,
    _read_times,
)
"""What notes go through."""


def parse_content(
    path: str, text: str, settings: VaultSettings, chosen: TimeReading | None = None
) -> tuple[Note | IndexPage, tuple[Finding, ...]]:
    """Parse the text of one file; `path` is relative to the vault. Never raises on any text."""
    draft = _take(Draft(path, text, settings, chosen=chosen), OPENING)
    if not draft.video_id and (page := _index_page(draft)):
        return page, draft.findings + _unread_lines(draft)
    draft = _take(draft, READING)
    return _note(draft), draft.findings


def _take(draft: Draft, steps: tuple[Step, ...]) -> Draft:
    for step in steps:
        draft = step(draft)
    return draft


def _index_page(draft: Draft) -> IndexPage | None:
    channel = channel_key(draft.path)
    videos = find_videos(draft.text, draft.settings.sites)
    names = () if channel else find_channel_names(draft.text)
    if not (videos or names) or cites_videos(draft.text):
        return None
    title = draft.frontmatter.values.get("title", "") or find_title(draft.text)
    title = title or _stem(draft.path).replace("_", " ")
    return IndexPage(draft.path, title, channel, videos, names)


def _unread_lines(draft: Draft) -> tuple[Finding, ...]:
    """The first line of an index page that cites, and the first of prose: neither is quoted."""
    lines = draft.text.split("\n")
    cited = (i for i, line in enumerate(lines) if line[:1] != "#" and holds_citation(line))
    found = {"video-missing": next(cited, -1), "index-text": find_text(lines)}
    first = draft.frontmatter.body_line
    return tuple(Finding(first + place, code) for code, place in found.items() if place >= 0)


def _note(draft: Draft) -> Note:
    title = draft.title.casefold()
    headings = (
        strip_marks(passage.text) for passage in draft.passages if passage.kind is BlockKind.HEADING
    )
    links = (link for passage in draft.passages for link in passage.links)
    return Note(
        path=draft.path,
        title=draft.title,
        channel=channel_key(draft.path),
        video_id=draft.video_id,
        channel_label=draft.channel_label,
        aliases=draft.frontmatter.names("aliases"),
        tags=draft.frontmatter.words("tags"),
        lead=_lead(draft.passages),
        headings=tuple(words for words in headings if words and words.casefold() != title),
        excerpts=draft.reading.excerpts,
        uncited=draft.reading.uncited,
        links=tuple(dict.fromkeys(links)),
        silent=is_silent(draft.passages, draft.reading),
        times=draft.times if draft.video_id else None,
        reading=draft.chosen or LITERALLY,
    )


def _lead(passages: tuple[Passage, ...]) -> str:
    paragraphs = (
        strip_marks(passage.text) for passage in passages if passage.kind is BlockKind.PARAGRAPH
    )
    words = next(filter(None, paragraphs), "")
    # Its first thousand are shown; all of it is in excerpts, or uncited.
    start, end = cut_long(words, 0, len(words), LONGEST)[0]
    return words[start:end].rstrip()


def _is_heading(block: Block) -> bool:
    return block.kind is BlockKind.HEADING


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    name = name[:-3] if name.lower().endswith(".md") else name
    return name if name.isascii() and name.isprintable() else one_line(name) or "…"
