"""How the vault, the bot and a server's settings are, in words. All private."""

from collections import Counter
from collections.abc import Sequence

from bot.errors import StoreUnsure
from bot.model import GuildSettings, LoadReport, Miss, Problem, Reach, VaultStatus
from bot.reply.message import LinkButton, Reply
from bot.reply.notices import notice
from bot.reply.text import CONTENT_LIMIT, counted, escape, shorten, typed

PROBLEM_ROOM = 160
ERROR_ROOM = 1500
MISS_ROOM = 100
FIRST_PROBLEMS = 10
FIRST_MISSES = 20
PROBLEM_CODES = 6

PRIVACY = (
    "Privacy: the bot reads only the commands that are sent to it, and keeps nothing about you."
)
PRIVACY_OF_MISSES = "Whoever runs it sees what was asked and not found, without names or servers."


def about(
    status: VaultStatus,
    *,
    version: str,
    invite: str,
    keeps_misses: bool,
    reach: Reach | None = None,
) -> Reply:
    """What this is, how much it knows, since when, in how many servers, what it keeps of people."""
    loaded = f"loaded <t:{status.loaded_at}:R>" if status.loaded_at else "not loaded yet"
    counts = f"**{status.notes:,}** notes · **{status.excerpts:,}** quotes"
    lines = [
        f"**Vaultbot {version}** finds notes and quotes, and the second they were said at.",
        f"{counts} · **{status.videos:,}** videos · {loaded}",
        *([_reach(reach)] if reach else []),
        "Try `/quote`, `/note`, `/search`, `/video`, `/random` or `/browse`.",
        PRIVACY,
        PRIVACY_OF_MISSES if keeps_misses else "What you ask is written down nowhere.",
    ]
    rows = ((LinkButton("Add to a server", invite),),) if invite else ()
    return Reply(content="\n".join(lines), rows=rows, ephemeral=True)


def _reach(reach: Reach) -> str:
    """`In **1,234** servers (3 of 4 shards heard).`"""
    servers = f"In **{reach.servers:,}** server{'' if reach.servers == 1 else 's'}"
    if reach.heard < reach.shards:
        return f"{servers} ({reach.heard} of {counted(reach.shards, 'shard')} heard)."
    return f"{servers}, on {reach.shards} shards." if reach.shards > 1 else f"{servers}."


def guild_settings(settings: GuildSettings, *, channel_name: str) -> Reply:
    """What a server chose, each with what it means."""
    channel = f"**{escape(channel_name)}** first" if channel_name else "the whole vault"
    lead_in = "as the bot has it" if settings.lead_in is None else f"{settings.lead_in} s before"
    display = {None: "as the bot has it", True: "plain text", False: "embeds"}[settings.plain]
    return notice(
        "Settings of this server:\n"
        f"- `channel`: {channel}\n"
        f"- `replies`: {settings.replies}, where the asker doesn't say\n"
        f"- `lead_in`: {lead_in}\n"
        f"- `display`: {display}"
    )


def misses(found: Sequence[Miss], *, kept: bool) -> Reply:
    """What was asked and not found, the most frequent first; a file where it is long."""
    if not kept:
        return notice(
            "What is not found is not kept. Set `usage.misses: true` in the configuration to keep "
            "it: the words only, never who asked or where."
        )
    if not found:
        return notice("Nothing was asked that was not found.")
    lines = [f"- {miss.times} × `/{miss.kind}` {typed(miss.text, MISS_ROOM)}" for miss in found]
    attachment = None
    if len(found) > FIRST_MISSES:
        rows = (f"{miss.times}\t{miss.kind}\t{printable(miss.text)}\n" for miss in found)
        attachment = ("misses.txt", "".join(rows))
    text = "\n".join(["Asked and not found:", *lines[:FIRST_MISSES]])
    return Reply(
        content=shorten(text, CONTENT_LIMIT), ephemeral=True, notice=True, attachment=attachment
    )


def load_report(report: LoadReport) -> Reply:
    """What a reload changed."""
    changed = f"+{report.added:,} ~{report.changed:,} −{report.removed:,}"
    text = (
        f"Reloaded in {report.seconds:.1f} s: **{changed}**, {report.unchanged:,} unchanged.\n"
        f"The vault now has {counted(report.notes, 'note')} and {counted(report.excerpts, 'quote')}"
    )
    if report.repaired:
        text += f"; times corrected in {counted(report.repaired_notes, 'note')}"
    text += (
        f"; {counted(report.problems, 'problem')}, see `/vault status`." if report.problems else "."
    )
    if report.fetch_failed:
        why = shorten(report.fetch_failed, ERROR_ROOM, render=escape)
        text += f"\n**Not up to date**, this is what was there: {why}"
    return notice(text)


def load_failed(error: Exception) -> Reply:
    """The reload could not be done; whoever runs the bot may know why."""
    why = shorten(str(error), ERROR_ROOM, render=escape)
    if isinstance(error, StoreUnsure):
        return notice(f"Whether the reload is done can't be told now: {why}")
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
        notes = counted(status.repaired_notes, "note")
        lines.append(f"{status.repaired:,} times in the wrong unit corrected, in {notes}")
    if problems:
        lines.append(f"**{counted(status.problems, 'problem')}**: {_by_code(problems)}")
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


def _by_code(problems: Sequence[Problem]) -> str:
    """`41 frontmatter-yaml, 3 video-id`, the most frequent first."""
    counts = Counter(problem.code for problem in problems).most_common(PROBLEM_CODES)
    return ", ".join(f"{count:,} {code}" for code, count in counts)


def problem_line(problem: Problem) -> str:
    """`path:line code message`, as a compiler writes it: one line, and nothing that acts on it."""
    line = f"{problem.path}:{problem.line} {problem.code} {problem.message}"
    return printable(line)


def printable(text: str) -> str:
    """Text in which nothing moves the cursor or hides."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
