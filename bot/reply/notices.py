"""Short answers in words: nothing found, reloaded, status. All private."""

from collections import Counter
from collections.abc import Sequence

from bot.model import LoadReport, Problem, VaultStatus
from bot.reply.message import Reply
from bot.reply.text import CONTENT_LIMIT, escape, shorten

# Room for each part, so that a whole notice stays below Discord's 2,000.
ASKED_ROOM = 200
NAME_ROOM = 150
PROBLEM_ROOM = 160
ERROR_ROOM = 1500
FIRST_PROBLEMS = 10
PROBLEM_CODES = 6


def nothing_found(asked: str, *, kind: str, nearest: Sequence[str], channel: str = "") -> Reply:
    """Names what was asked, and the nearest that there is."""
    where = f" in {_named(channel)}" if channel else ""
    text = f"No {kind} found for “{shorten(asked, ASKED_ROOM, render=escape)}”{where}."
    if nearest:
        text += "\nNearest: " + " · ".join(f"**{_named(title)}**" for title in nearest)
    elif channel:
        text += "\nTry it without the channel."
    return notice(text)


def _named(name: str) -> str:
    return shorten(name, NAME_ROOM, render=escape)


def unknown_channel(asked: str) -> Reply:
    """The channel option names none."""
    return notice(
        f"There is no channel “{shorten(asked, ASKED_ROOM, render=escape)}” in this vault; "
        "pick one from the list."
    )


def load_report(report: LoadReport) -> Reply:
    """What a reload changed."""
    changed = f"+{report.added:,} ~{report.changed:,} −{report.removed:,}"
    text = (
        f"Reloaded in {report.seconds:.1f} s: **{changed}**, {report.unchanged:,} unchanged.\n"
        f"The vault now has {report.notes:,} notes and {report.excerpts:,} quotes"
    )
    if report.repaired:
        text += f"; times corrected in {_notes(report.repaired_notes)}"
    text += f"; {report.problems:,} problems, see `/vault status`." if report.problems else "."
    return notice(text)


def load_failed(error: Exception) -> Reply:
    """The reload could not be done; whoever runs the bot may know why."""
    why = shorten(str(error), ERROR_ROOM, render=escape)
    return notice(f"The reload failed, and nothing changed: {why}")


def vault_status(status: VaultStatus, problems: Sequence[Problem]) -> Reply:
    """Counts and the first problems; all of them as an attached text file."""
    loaded = f"<t:{status.loaded_at}:R>" if status.loaded_at else "never"
    counts = f"**{status.notes:,}** notes · **{status.excerpts:,}** quotes"
    size = f"database {status.database_bytes / 1e6:.1f} MB"
    lines = [
        f"{counts} · {status.videos:,} videos · {status.channels:,} channels",
        f"Loaded {loaded} · {size}",
    ]
    if status.repaired:
        notes = _notes(status.repaired_notes)
        lines.append(f"{status.repaired:,} times in the wrong unit corrected, in {notes}")
    if problems:
        lines.append(f"**{status.problems:,} problems**: {_by_code(problems)}")
        lines += [
            f"- {shorten(problem_line(problem), PROBLEM_ROOM, render=escape)}"
            for problem in problems[:FIRST_PROBLEMS]
        ]
    else:
        lines.append("No problems.")
    attachment = None
    if len(problems) > FIRST_PROBLEMS:
        attachment = ("problems.txt", "".join(f"{problem_line(line)}\n" for line in problems))
    return Reply(
        content=shorten("\n".join(lines), CONTENT_LIMIT), ephemeral=True, attachment=attachment
    )


def _notes(count: int) -> str:
    return "1 note" if count == 1 else f"{count:,} notes"


def _by_code(problems: Sequence[Problem]) -> str:
    """`41 frontmatter-yaml, 3 video-id`, the most frequent first."""
    counts = Counter(problem.code for problem in problems).most_common(PROBLEM_CODES)
    return ", ".join(f"{count:,} {code}" for code, count in counts)


def problem_line(problem: Problem) -> str:
    """`path:line code message`, as a compiler writes it: one line, and nothing that acts on it."""
    line = f"{problem.path}:{problem.line} {problem.code} {problem.message}"
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in line)


def notice(text: str) -> Reply:
    """A private answer in words."""
    return Reply(content=shorten(text, CONTENT_LIMIT), ephemeral=True)
