"""Every problem that reading a vault can report: its code, what it means, what it costs.

Codes are stable: scripts filter `lint` by them.
"""

from dataclasses import dataclass

from bot.model import Problem, Severity


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code stands for."""

    message: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as the parsers see it, before the file's path is known."""

    line: int
    """1-based; 0 where it concerns the whole file."""
    code: str
    """A key of `MEANINGS`."""
    detail: str = ""
    """What was found there, if that helps to find it."""


MEANINGS: dict[str, Meaning] = {
    "file-encoding": Meaning("not valid UTF-8: unreadable bytes were replaced"),
    "file-size": Meaning("larger than the size limit: not read", Severity.ERROR),
    "file-unreadable": Meaning("can't be opened: not read", Severity.ERROR),
    "file-hidden": Meaning("hidden, as its name begins with a dot: not read", Severity.INFO),
    "link-outside": Meaning(
        "a symbolic link out of the vault, to what is hidden, or to no note: not followed"
    ),
    "frontmatter-open": Meaning("the frontmatter is never closed: read as `key: value` lines"),
    "frontmatter-yaml": Meaning("the frontmatter is not valid YAML: read as `key: value` lines"),
    "video-id": Meaning(
        "names a video by something that is neither an id nor a known address", Severity.ERROR
    ),
    "video-missing": Meaning("cites times but names no video: they can't be linked"),
    "citation-alone": Meaning("a citation with no words near it to stand for: left out"),
    "excerpt-long": Meaning("too long for one quote: cut into several with its citations"),
    "citation-time": Meaning("a citation without a readable time: kept without a link"),
    "time-unit": Meaning("minutes and seconds written as hours, corrected"),
    "time-doubtful": Meaning("a time that no video has: the link opens the video without it"),
    "link-missing": Meaning(
        "a wikilink that no note answers to: shown as plain words", Severity.INFO
    ),
    "index-text": Meaning(
        "a page that lists videos or channels: its other text is not read", Severity.INFO
    ),
    "code-skipped": Meaning("a block of code: neither read nor quoted", Severity.INFO),
    "fence-open": Meaning("a code fence is never closed: the rest of the note is code"),
    "note-uncited": Meaning("no citation in the whole note: it can be found, but not quoted"),
}
"""Code → meaning. The message is followed by the detail of the case."""


CODES = tuple(MEANINGS)


def problem(path: str, finding: Finding) -> Problem:
    """Turn a finding in the file at `path` into a line of the report."""
    meaning = MEANINGS[finding.code]
    message = f"{meaning.message} ({finding.detail})" if finding.detail else meaning.message
    return Problem(path, finding.line, finding.code, message, meaning.severity)
