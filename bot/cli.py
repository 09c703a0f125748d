"""The command line: one subcommand a function, each the same as operators' scripts rely on.

Exit codes: 0 done · 1 it could not be done, or failed unexpectedly · 2 the command line or the
configuration is wrong: starting again won't help.
"""

import argparse
import asyncio
import dataclasses
import io
import json
import logging
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from rich.console import Console

from bot import app as composition
from bot import runner
from bot.app import App, ensure_loaded, open_app, require_vault
from bot.arguments import parse_arguments
from bot.ask import ask
from bot.check import inspect
from bot.config import read_config, read_token
from bot.copying import copy
from bot.errors import ConfigError, VaultbotError
from bot.lint import lint_vault, select
from bot.logs import escaped, set_up_logging
from bot.masking import Mask
from bot.model import Choice, NoteHit, QuoteHit, Severity
from bot.preview import run_preview
from bot.progress import show_progress
from bot.reply.payload import reply_payload
from bot.reply.reports import printable, problem_line
from bot.reply.terminal import print_reply
from bot.reply.text import counted
from bot.settings import Config, LogSection
from bot.stopping import until_stopped

log = logging.getLogger(__name__)

Command = Callable[[Config, argparse.Namespace, Console], Coroutine[Any, Any, int | None]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit code."""
    try:
        options = parse_arguments(arguments)
    except SystemExit as ended:
        # It was read no further, but whoever would start this again is to be kept from it as well.
        if ended.code == 2 and "--hold" in (sys.argv if arguments is None else arguments):
            asyncio.run(until_stopped())
        raise
    for stream in (sys.stdin, sys.stdout):
        # A byte or a character that is no UTF-8 is shown as a question mark; it ends nothing.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    hidden = _hidden()
    mask = Mask(hidden)

    def tell(text: str) -> None:
        err.print(f"vaultbot: {escaped(mask(text))}", style="red", markup=False, soft_wrap=True)

    set_up_logging(LogSection(), hidden=hidden, colour=_in_colour())
    try:
        config = read_config(options.config, vault=options.vault, database=options.database)
        set_up_logging(config.log, hidden=hidden, colour=_in_colour())
        return asyncio.run(SUBCOMMANDS[options.subcommand](config, options, out)) or 0
    except ConfigError as error:
        tell(str(error))
        if getattr(options, "hold", False):
            asyncio.run(until_stopped())
        return 2
    except VaultbotError as error:
        tell(str(error))
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 1
    except Exception as error:  # noqa: BLE001 - nothing above it would tell of it in a line
        tell(_unexpected(error))
        return 1


def _hidden() -> tuple[str, ...]:
    """The token, as far as there is one: no line may show it."""
    try:
        return (read_token(os.environ),)
    except ConfigError:
        return (os.environ.get("DISCORD_TOKEN", "").strip(),)


def _in_colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def _unexpected(error: Exception) -> str:
    """A line about what nobody foresaw; the traceback goes to the log, not to a terminal."""
    error_id = secrets.token_hex(4)
    if sys.stderr.isatty() and not log.isEnabledFor(logging.DEBUG):
        return f'an unexpected error (error {error_id}); "log.level: DEBUG" shows where'
    log.critical("failed [%s]", error_id, exc_info=error, extra={"error_id": error_id})
    return f"an unexpected error (error {error_id}); the log shows where"


async def _run(config: Config, options: argparse.Namespace, out: Console) -> None:
    # As left out as where `run` itself is.
    if shards := getattr(options, "shards", None):
        section = config.discord.model_copy(update={"shards": shards})
        config = config.model_copy(update={"discord": section})
    if (port := getattr(options, "port", None)) is not None:
        monitoring = config.monitoring.model_copy(update={"port": port})
        config = config.model_copy(update={"monitoring": monitoring})
    await runner.run(config, os.environ)


async def _load(config: Config, options: argparse.Namespace, out: Console) -> None:
    with show_progress() as progress:
        report = await composition.load(config, full=options.full, progress=progress)
    if options.json:
        print(json.dumps(dataclasses.asdict(report)))
        return
    out.print(
        f"{report.notes:,} notes, {report.excerpts:,} quotes in {report.seconds:.1f} s: "
        f"+{report.added:,} ~{report.changed:,} -{report.removed:,}, "
        f"{report.unchanged:,} unchanged, {counted(report.problems, 'problem')}"
    )
    if report.fetch_failed:
        out.print(f"old files: {report.fetch_failed}", markup=False, soft_wrap=True)
    if report.repaired:
        out.print(
            f"{report.repaired:,} times in the wrong unit corrected, "
            f"in {counted(report.repaired_notes, 'note')}"
        )


async def _lint(config: Config, options: argparse.Namespace, out: Console) -> int:
    require_vault(config)
    with show_progress() as progress:
        everything = await lint_vault(config.vault.notes, config.vault.settings, progress=progress)
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
            asked = printable(f"/{line.strip().removeprefix('/')}")
            out.print(f"\n{asked}", style="bold", markup=False)
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
            out.print(f"{printable(query)}  ({spent:.1f} ms)", style="bold", markup=False)
            for hit in found:
                shown = printable(f"{hit['note']}  {hit['text']}")
                out.print(f"  {shown}", markup=False, soft_wrap=True)


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
        out.print(printable(choice.name), markup=False, soft_wrap=True)


async def _preview(config: Config, options: argparse.Namespace, out: Console) -> None:
    own = options.database is None
    tell = partial(out.print, soft_wrap=True)
    await run_preview(config, port=options.port, own_database=own, tell=tell)


async def _sync(config: Config, options: argparse.Namespace, out: Console) -> None:
    written = await runner.sync(config, os.environ)
    out.print(f"commands registered: {', '.join(written)}")


async def _check(config: Config, options: argparse.Namespace, out: Console) -> int:
    findings = (await inspect(config, os.environ)).masked(Mask(_hidden()))
    if options.json:
        print(json.dumps(findings.as_dict(), ensure_ascii=False))
    else:
        for name, value in findings.settings.items():
            out.print(f"{name}: {value}", markup=False, soft_wrap=True)
        for line in findings.health:
            out.print(f"ok: {line}", style="green", markup=False, soft_wrap=True)
        for line in findings.warnings:
            out.print(f"warning: {line}", style="yellow", markup=False, soft_wrap=True)
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


async def _copy(config: Config, options: argparse.Namespace, out: Console) -> None:
    copied = await copy(config.database.place, options.to, replace=options.replace)
    if options.json:
        print(json.dumps(copied.as_dict()))
        return
    out.print(copied.told, markup=False, soft_wrap=True)
    if copied.unfit:
        out.print(printable(copied.left_out), style="yellow", markup=False, soft_wrap=True)


SUBCOMMANDS: dict[str, Command] = {
    "run": _run,
    "load": _load,
    "ask": _ask,
    "search": _search,
    "complete": _complete,
    "lint": _lint,
    "preview": _preview,
    "sync": _sync,
    "check": _check,
    "copy": _copy,
}
