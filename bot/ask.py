"""`ask "/quote deepseek"`: a slash command read from text, answered without Discord."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.answers import Answers
from bot.errors import ConfigError
from bot.reply.message import Reply

_OPTION = re.compile(r'(?<!\S)(?P<name>[a-z_]+):(?P<value>"[^"]*"|\S*)')
_TRUE = frozenset({"true", "yes", "1", "on"})

ReadCommand = Callable[[Answers, "Asked"], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as typed: its main option, and the others by name."""

    main: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def channel(self) -> str:
        """The `channel` option; empty where none was given."""
        return self.options.get("channel", "")

    @property
    def private(self) -> bool:
        """The `private` option."""
        return self.options.get("private", "").lower() in _TRUE


READ_COMMANDS: dict[str, tuple[str, ReadCommand]] = {
    "note": (
        "topic",
        lambda to, asked: to.note(asked.main, channel=asked.channel, private=asked.private),
    ),
    "quote": (
        "text",
        lambda to, asked: to.quote(asked.main, channel=asked.channel, private=asked.private),
    ),
}
"""Command → (its main option, what answers it)."""

OPTIONS = ("channel", "private")
"""The options beside the main one."""


async def ask(answers: Answers, line: str) -> Reply:
    """Answer one line such as `/quote deepseek channel:lexfridman`.

    The main option may stand bare or by name; a value with blanks stands in quotation marks.
    Raises ConfigError for a command that there is none of, or one without its main option.
    """
    name, _, rest = line.strip().removeprefix("/").partition(" ")
    if name not in READ_COMMANDS:
        known = ", ".join(f"/{command}" for command in READ_COMMANDS)
        raise ConfigError(f"no command /{name} to ask here; there are {known}")
    main, answer = READ_COMMANDS[name]
    asked = parse_asked(rest, main=main)
    if not asked.main:
        raise ConfigError(f'/{name} needs its {main}: ask "/{name} …"')
    return await answer(answers, asked)


def parse_asked(text: str, *, main: str) -> Asked:
    """Split a command's words into its main option and the named ones.

    A `name:` that is no option of the command belongs to the words: `/quote re: markets`.
    """
    options: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        if match["name"] not in (main, *OPTIONS) or match["name"] in options:
            return match.group()
        options[match["name"]] = match["value"].strip('"')
        return ""

    bare = " ".join(_OPTION.sub(take, text).split())
    # `text:deep seek` without quotation marks: the words after it are the option's too.
    return Asked(main=f"{options.pop(main, '')} {bare}".strip(), options=options)
