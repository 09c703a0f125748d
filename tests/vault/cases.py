"""Cases as text: a Markdown file of `title · input · expected`, parted by lines of one dot."""

from dataclasses import dataclass
from pathlib import Path

from bot.model import Excerpt, IndexPage, Moment, Note, Problem

CASES = Path(__file__).parent / "cases"
VIDEO_ID = "abcdefghijk"
_HEAD = f"---\ntitle: A note\nvideoId: {VIDEO_ID}\n---\n"


@dataclass(frozen=True, slots=True)
class Case:
    file: str
    title: str
    source: str
    expected: str

    @property
    def text(self) -> str:
        """The whole file: a case that starts with `---` brings its own frontmatter."""
        return self.source if self.source.startswith("---") else _HEAD + self.source


def read_cases() -> list[Case]:
    cases = []
    for path in sorted(CASES.glob("*.md")):
        parts = ("\n" + path.read_text(encoding="utf-8")).split("\n.\n")
        for title, source, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
            cases.append(Case(path.stem, title.strip(), source, expected.strip()))
    return cases


def show(content: Note | IndexPage, problems: tuple[Problem, ...]) -> str:
    """What was read, a line each: `kind [times] (headings) <label> text`, then the rest."""
    if isinstance(content, IndexPage):
        lines = [f"video: {video.id} {video.title}" for video in content.videos]
        lines += [f"channel: {key} = {name}" for key, name in content.channel_names]
    else:
        lines = [_show_excerpt(excerpt, content.video_id) for excerpt in content.excerpts]
        lines += [f"uncited: {passage}" for passage in content.uncited]
    lines += [f"problem: {problem.line} {problem.code}" for problem in problems]
    return "\n".join(lines) or "nothing"


def _show_excerpt(excerpt: Excerpt, video_id: str) -> str:
    parts = [
        "" if excerpt.kind == "sentence" else excerpt.kind,
        "spoken" if excerpt.spoken else "",
        "[" + " ".join(_show_moment(moment, video_id) for moment in excerpt.moments) + "]",
        "(" + " > ".join(excerpt.headings) + ")" if excerpt.headings else "",
        f"<{excerpt.label}>" if excerpt.label else "",
        excerpt.text,
    ]
    line = " ".join(filter(None, parts))
    return f"{line}\n  after: {excerpt.context}" if excerpt.context else line


def _show_moment(moment: Moment, video_id: str) -> str:
    """The time, and the video where it is another than the note's."""
    other = "" if moment.video_id == video_id else f" @{moment.video_id}"
    return _clock(moment.seconds) + other


def _clock(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
