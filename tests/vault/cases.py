"""Cases as text: a Markdown file of `title · input · expected`, parted by lines of one dot."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.model import LITERALLY, Excerpt, IndexPage, Moment, Note, NoteLinks, Problem, distinct
from bot.vault import parse_text
from bot.vault.links import LinkIndex
from bot.vault.times import choose_readings, measure, reread

CASES = Path(__file__).parent / "cases"
VIDEO_ID = "abcdefghijk"
TITLE = "A note"
_HEAD = f"---\ntitle: {TITLE}\nvideoId: {VIDEO_ID}\n---\n"


@dataclass(frozen=True, slots=True)
class Case:
    file: str
    title: str
    source: str
    expected: str

    @property
    def rule(self) -> int:
        """The number of the rule that it holds: its title begins with it."""
        return int(self.title.split()[0])

    def read(self) -> str:
        """What is read from it, as `expected` has it."""
        return READERS.get(self.file, read_note)(self.source)


def read_cases() -> list[Case]:
    cases = []
    for path in sorted(CASES.glob("*.md")):
        parts = ("\n" + path.read_text(encoding="utf-8")).split("\n.\n")
        for title, source, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
            cases.append(Case(path.stem, title.strip(), source, expected.strip()))
    return cases


def read_note(source: str) -> str:
    """A file: one that starts with `---` brings its own frontmatter; `␍` is a CR."""
    text = source if source.startswith("---") else _HEAD + source
    return show(*parse_text("channel/a_note.md", text.replace("␍", "\r")))


def read_links(source: str) -> str:
    """Notes as `path | title | alias …`, and links as `channel: [[target]]`."""
    lines = source.strip().split("\n")
    notes = []
    for line in lines:
        if "[[" not in line:
            path, title, *aliases = line.split(" | ")
            notes.append(NoteLinks(path, path.partition("/")[0], title, tuple(aliases)))
    index = LinkIndex(notes)
    found = []
    for line in lines:
        channel, opening, target = line.partition(": [[")
        if opening:
            path = index.find(target.removesuffix("]]"), channel=channel)
            found.append(f"{line} -> {path or 'nothing'}")
    return "\n".join(found)


def read_video(source: str) -> str:
    """The notes of one video, as `name: time time …`, read beside each other."""
    notes = {}
    for line in source.strip().split("\n"):
        name, _, times = line.partition(": ")
        note, _ = parse_text(name, _HEAD + "".join(f"- Tea {n} [{time}]\n" for n, time in
                             enumerate(times.split())), reading=LITERALLY)  # fmt: skip
        assert isinstance(note, Note)
        notes[name] = [excerpt.moments for excerpt in note.excerpts]
    readings = choose_readings([measure(name, VIDEO_ID, notes[name]) for name in notes])
    return "\n".join(
        f"{name}: {' '.join(_clock(moment.seconds) for (moment,) in read)}"
        for name, groups in notes.items()
        if (read := reread(groups, VIDEO_ID, readings[name]))
    )


READERS = {"links": read_links, "videos": read_video}
"""Case file → how its cases are read, where they are not one file each."""


def show(content: Note | IndexPage, problems: tuple[Problem, ...]) -> str:
    """What was read, a line each: `kind [times] (headings) <label> text`, then the rest."""
    if isinstance(content, IndexPage):
        lines = [f"video: {video.id} {video.title}" for video in content.videos]
        lines += [f"channel: {key} = {name}" for key, name in content.channel_names]
    else:
        lines = [*_show_head(content)]
        lines += [_show_excerpt(excerpt, content.video_id) for excerpt in content.excerpts]
        lines += [f"uncited: {passage}" for passage in content.uncited]
    lines += [f"problem: {problem.line} {problem.code}" for problem in problems]
    return "\n".join(lines) or "nothing"


def _show_head(note: Note) -> Iterator[str]:
    """What there is to say of a note before its excerpts, but for what most cases have."""
    if note.title != TITLE:
        yield f"title: {note.title}"
    if note.video_id != VIDEO_ID:
        yield f"video: {note.video_id or 'none'}"
    for name, values in (("aliases", note.aliases), ("tags", note.tags)):
        if values:
            yield f"{name}: {', '.join(values)}"
    if note.channel_label:
        yield f"channel: {note.channel_label}"
    if note.silent:
        yield "silent"


def _show_excerpt(excerpt: Excerpt, video_id: str) -> str:
    parts = [
        "" if excerpt.kind == "sentence" else excerpt.kind,
        "spoken" if excerpt.spoken else "",
        "["
        + " ".join(_show_moment(moment, video_id) for moment in distinct(excerpt.moments))
        + "]",
        "(" + " > ".join(excerpt.headings) + ")" if excerpt.headings else "",
        f"<{excerpt.label}>" if excerpt.label else "",
        excerpt.text,
    ]
    line = " ".join(filter(None, parts))
    return f"{line}\n  after: {excerpt.context}" if excerpt.context else line


def _show_moment(moment: Moment, video_id: str) -> str:
    """The time, with a `!` where no link may jump there, and another video than the note's."""
    other = "" if moment.video_id == video_id else f" @{moment.video_id}"
    return _clock(moment.seconds) + ("" if moment.plausible else "!") + other


def _clock(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
