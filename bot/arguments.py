"""What stands on the command line: subcommands and their options."""

import argparse
import difflib
from collections.abc import Sequence
from pathlib import Path

from bot.shards import Shards, parse_shards
from bot.vault import CODES

DESCRIPTION = "A Discord bot that answers from a vault of cited video notes."


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line; `subcommand` is the name of what is to be done, `run` by default.

    Ends the process with exit code 2, and a line on standard error, where it is wrong.
    """
    return _parser().parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("vaultbot", description=DESCRIPTION, parents=[_paths(None)])
    parser.set_defaults(subcommand="run")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        # Left out after the subcommand, a path given before it stands.
        paths = _paths(argparse.SUPPRESS)
        command = commands.add_parser(name, help=text, description=text, parents=[paths])
        command.set_defaults(subcommand=name)
        return command

    run = add("run", "connect to Discord and answer (the default)")
    run.add_argument(
        "--hold",
        action="store_true",
        help="where the command line or the configuration is wrong, say so and wait to be stopped "
        "instead of ending: for containers, which would be started again for ever",
    )
    run.add_argument(
        "--shards",
        type=_shards,
        metavar="IDS/COUNT",
        help="instead of discord.shards, such as 0-1/4: those of this process, and how many the "
        "bot has",
    )
    run.add_argument(
        "--port",
        type=_port,
        metavar="N",
        help="instead of monitoring.port: two processes on one machine need two",
    )
    load = add("load", "bring the database up to the vault")
    load.add_argument("--full", action="store_true", help="read every file again")
    load.add_argument("--json", action="store_true", help="print the report as JSON")
    asking = add("ask", 'answer a slash command here: ask "/quote deepseek"')
    asking.add_argument("command", nargs="+", help="one or more commands, each in quotation marks")
    asking.add_argument("--json", action="store_true", help="print what Discord would be sent")
    search = add("search", "answer queries from standard input, one a line")
    search.add_argument("kind", choices=("notes", "quotes"))
    search.add_argument("--limit", type=_positive, default=10, metavar="N")
    search.add_argument("--channel", default="", metavar="C")
    search.add_argument("--json", action="store_true", help="one JSON object a query")
    complete = add("complete", "what autocomplete offers for what was typed")
    complete.add_argument("kind", choices=("note", "quote"))
    complete.add_argument("typed")
    complete.add_argument("--channel", default="", metavar="C")
    complete.add_argument("--json", action="store_true", help="print a JSON list")
    lint = add("lint", "what is wrong in the vault; exit code 1 if any of it is an error")
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
    preview = add("preview", "try the commands on a page in your browser; no token")
    preview.add_argument("--port", type=_port, default=0, metavar="N", help="(any free one)")
    add("sync", "register the commands with Discord now")
    check = add("check", "print the settings in force, and what is wrong, if anything")
    check.add_argument("--json", action="store_true", help="print it as JSON")
    copy = add(
        "copy",
        "take what servers set, their daily quotes and misses to another database; end the bot "
        "first",
    )
    copy.add_argument("--to", required=True, metavar="PLACE", help="a file or postgresql://…")
    copy.add_argument(
        "--replace", action="store_true", help="in place of what is kept there, which is forgotten"
    )
    copy.add_argument("--json", action="store_true", help="print how many rows of each as JSON")
    return parser


def _paths(default: str | None) -> argparse.ArgumentParser:
    """The options that every subcommand takes, before or after its name."""
    paths = argparse.ArgumentParser(add_help=False, argument_default=default)
    paths.add_argument("--config", type=Path, metavar="FILE", help="settings (config.yaml)")
    paths.add_argument("--vault", type=Path, metavar="DIR", help="instead of vault.path")
    paths.add_argument(
        "--database",
        metavar="PLACE",
        help="a file or postgresql://…, instead of the set one",
    )
    return paths


def _positive(text: str) -> int:
    number = _number(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a number") from None


def _port(text: str) -> int:
    number = _number(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError("must be between 0 and 65535")
    return number


def _shards(text: str) -> Shards:
    try:
        return parse_shards(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"must be {error}") from None


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
