"""The command line: one subcommand a function, each the same as operators' scripts rely on.

Exit codes: 0 done · 1 it could not be done · 2 the command line or the configuration is wrong.
"""

import argparse
import asyncio
import dataclasses
import difflib
import io
import json
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
from rich.console import Console

from bot import app as composition
from bot.app import App, ensure_loaded, open_app, require_vault
from bot.ask import ask
from bot.config import read_config
from bot.errors import ConfigError, VaultbotError
from bot.health import inspect
from bot.lint import lint_vault, select
from bot.model import Choice, NoteHit, QuoteHit, Severity
from bot.progress import show_progress
from bot.reply.payload import reply_payload
from bot.reply.reports import problem_line
from bot.reply.terminal import print_reply
from bot.settings import Config
from bot.vault import CODES

Command = Callable[[Config, argparse.Namespace, Console], Coroutine[Any, Any, int | None]]

DESCRIPTION = "A Discord bot that answers from a vault of cited video notes."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit code."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdin, sys.stdout):
        # A byte or a character that is no UTF-8 is shown as a question mark; it ends nothing.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    try:
        config = read_config(options.config, vault=options.vault, database=options.database)
        _set_up_logging(config)
        command: Command = options.run
        return asyncio.run(command(config, options, out)) or 0
    except ConfigError as error:
        err.print(f"vaultbot: {error}", style="red", markup=False, soft_wrap=True)
        return 2
    except VaultbotError as error:
        err.print(f"vaultbot: {error}", style="red", markup=False, soft_wrap=True)
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("vaultbot", description=DESCRIPTION, parents=[_paths(None)])
    parser.set_defaults(run=_run)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")

    def add(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        # Left out after the subcommand, a path given before it stands.
        paths = _paths(argparse.SUPPRESS)
        command = commands.add_parser(name, help=text, description=text, parents=[paths])
        command.set_defaults(run=run)
        return command

    add("run", _run, "connect to Discord and answer (the default)")
    load = add("load", _load, "bring the database up to the vault")
    load.add_argument("--full", action="store_true", help="read every file again")
    load.add_argument("--json", action="store_true", help="print the report as JSON")
    asking = add("ask", _ask, 'answer a slash command here: ask "/quote deepseek"')
    asking.add_argument("command", nargs="+", help="one or more commands, each in quotation marks")
    asking.add_argument("--json", action="store_true", help="print what Discord would be sent")
    search = add("search", _search, "answer queries from standard input, one a line")
    search.add_argument("kind", choices=("notes", "quotes"))
    search.add_argument("--limit", type=_positive, default=10, metavar="N")
    search.add_argument("--channel", default="", metavar="C")
    search.add_argument("--json", action="store_true", help="one JSON object a query")
    complete = add("complete", _complete, "what autocomplete offers for what was typed")
    complete.add_argument("kind", choices=("note", "quote"))
    complete.add_argument("typed")
    complete.add_argument("--channel", default="", metavar="C")
    complete.add_argument("--json", action="store_true", help="print a JSON list")
    lint = add("lint", _lint, "what is wrong in the vault; exit code 1 if any of it is an error")
    lint.add_argument(
        "--select",
        type=_codes,
        action="extend",
        default=[],
        metavar="CODES",
        help="only these: codes or their beginnings, with commas between",
    )
    lint.add_argument(
        "--ignore", type=_codes, action="extend", default=[], metavar="CODES", help="all but these"
    )
    lint.add_argument("--json", action="store_true", help="one JSON object a problem")
    add("sync", _sync, "register the commands with Discord now")
    check = add("check", _check, "print the settings in force, and what is wrong, if anything")
    check.add_argument("--json", action="store_true", help="print it as JSON")
    return parser


def _paths(default: str | None) -> argparse.ArgumentParser:
    """The options that every subcommand takes, before or after its name."""
    paths = argparse.ArgumentParser(add_help=False, argument_default=default)
    paths.add_argument("--config", type=Path, metavar="FILE", help="settings (config.yaml)")
    paths.add_argument("--vault", type=Path, metavar="DIR", help="instead of vault.path")
    paths.add_argument("--database", type=Path, metavar="FILE", help="instead of database.path")
    return paths


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _codes(text: str) -> list[str]:
    """Codes of problems, or beginnings of some."""
    prefixes = [part.strip() for part in text.split(",") if part.strip()]
    if not prefixes:
        raise argparse.ArgumentTypeError(f"name codes among {', '.join(CODES)}")
    for prefix in prefixes:
        if not any(code.startswith(prefix) for code in CODES):
            nearest = difflib.get_close_matches(prefix, CODES, n=1)
            hint = f"; did you mean {nearest[0]}?" if nearest else f" among {', '.join(CODES)}"
            raise argparse.ArgumentTypeError(f"no code begins with {prefix}{hint}")
    return prefixes


def _set_up_logging(config: Config) -> None:
    level = logging.getLevelNamesMapping()[config.log.level]
    discord.utils.setup_logging(handler=logging.StreamHandler(), level=level, root=True)


async def _run(config: Config, options: argparse.Namespace, out: Console) -> None:
    await composition.run(config, os.environ)


async def _load(config: Config, options: argparse.Namespace, out: Console) -> None:
    with show_progress() as progress:
        report = await composition.load(config, full=options.full, progress=progress)
    if options.json:
        print(json.dumps(dataclasses.asdict(report)))
        return
    out.print(
        f"{report.notes:,} notes, {report.excerpts:,} quotes in {report.seconds:.1f} s: "
        f"+{report.added:,} ~{report.changed:,} -{report.removed:,}, "
        f"{report.unchanged:,} unchanged, {report.problems:,} "
        f"{'problem' if report.problems == 1 else 'problems'}"
    )
    if report.repaired:
        out.print(
            f"{report.repaired:,} times in the wrong unit corrected, "
            f"in {report.repaired_notes:,} {'note' if report.repaired_notes == 1 else 'notes'}"
        )


async def _lint(config: Config, options: argparse.Namespace, out: Console) -> int:
    require_vault(config)
    with show_progress() as progress:
        everything = await lint_vault(config.vault.path, config.vault.settings, progress=progress)
    problems = select(everything, only=options.select, ignored=options.ignore)
    for found in problems:
        if options.json:
            print(json.dumps(dataclasses.asdict(found), ensure_ascii=False))
        else:
            print(problem_line(found))
    return 1 if any(found.severity is Severity.ERROR for found in problems) else 0


async def _ask(config: Config, options: argparse.Namespace, out: Console) -> None:
    async with _ready(config) as app:
        for line in options.command:
            payload = reply_payload(await ask(app.answers, line))
            if options.json:
                print(json.dumps(payload, ensure_ascii=False))
                continue
            out.print(f"\n[bold]{'/' + line.strip().removeprefix('/')}[/]", markup=True)
            print_reply(out, payload)


async def _search(config: Config, options: argparse.Namespace, out: Console) -> None:
    async with _ready(config) as app:
        channel = _channel(app, options.channel)
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            query_id, query = _query_line(line, number)
            started = time.perf_counter()
            hits: Sequence[NoteHit | QuoteHit]
            if options.kind == "notes":
                hits = await app.library.find_notes(query, limit=options.limit, channel=channel)
            else:
                hits = await app.library.find_quotes(query, limit=options.limit, channel=channel)
            spent = (time.perf_counter() - started) * 1000
            found = [_hit(hit) for hit in hits]
            if options.json:
                answer = {"id": query_id, "query": query, "ms": round(spent, 3), "hits": found}
                print(json.dumps(answer, ensure_ascii=False))
                continue
            out.print(f"{query}  ({spent:.1f} ms)", style="bold", markup=False)
            for hit in found:
                out.print(f"  {hit['note']}  {hit['text']}", markup=False, soft_wrap=True)


def _query_line(line: str, number: int) -> tuple[Any, str]:
    """(id, query) of a line: plain text, or JSON `{"id", "query"}`."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict) and isinstance(value.get("query"), str):
        return value.get("id", number), value["query"]
    return number, line.strip()


def _hit(hit: NoteHit | QuoteHit) -> dict[str, Any]:
    note = hit.note if isinstance(hit, NoteHit) else hit.excerpt.note
    excerpt = None if isinstance(hit, NoteHit) else hit.excerpt.excerpt
    return {
        "note": note.path,
        "title": note.title,
        "channel": note.channel,
        "video_id": note.video_id,
        "seconds": [moment.seconds for moment in excerpt.moments] if excerpt else [],
        "text": excerpt.text if excerpt else note.lead,
        "score": round(hit.score, 4),
        "why": list(hit.why),
    }


async def _complete(config: Config, options: argparse.Namespace, out: Console) -> None:
    async with _ready(config) as app:
        _channel(app, options.channel)
        group = app.answers.notes if options.kind == "note" else app.answers.quotes
        choices: list[Choice] = await group.choices(options.typed, channel=options.channel)
    if options.json:
        print(json.dumps([dataclasses.asdict(choice) for choice in choices], ensure_ascii=False))
        return
    for choice in choices:
        out.print(choice.name, markup=False, soft_wrap=True)


async def _sync(config: Config, options: argparse.Namespace, out: Console) -> None:
    written = await composition.sync(config, os.environ)
    out.print(f"commands registered: {', '.join(written)}")


async def _check(config: Config, options: argparse.Namespace, out: Console) -> int:
    findings = await inspect(config, os.environ)
    if options.json:
        print(json.dumps(findings.as_dict(), ensure_ascii=False))
    else:
        for name, value in findings.settings.items():
            out.print(f"{name}: {value}", markup=False, soft_wrap=True)
        for line in findings.health:
            out.print(f"ok: {line}", style="green", markup=False, soft_wrap=True)
        for line in findings.faults:
            out.print(f"wrong: {line}", style="red", markup=False, soft_wrap=True)
    return 1 if findings.faults else 0


def _channel(app: App, typed: str) -> str:
    if not typed:
        return ""
    key = app.library.catalogue.find_channel(typed)
    if key is None:
        raise ConfigError(f"no channel {typed} in this vault")
    return key


@asynccontextmanager
async def _ready(config: Config) -> AsyncIterator[App]:
    """The app over a database that holds a vault; loads it where that never happened."""
    async with open_app(config) as app:
        with show_progress() as progress:
            await ensure_loaded(app, progress)
        yield app
