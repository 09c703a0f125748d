"""`ask "/quote deepseek"`: a slash command read from text, answered without Discord."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.answers import Answers, Asker
from bot.errors import ConfigError
from bot.reply.message import Reply

_OPTION = re.compile(r'(?<!\S)(?P<name>[a-z_]+):(?P<value>"[^"]*"|\S*)')
_TRUE = frozenset({"true", "yes", "1", "on"})
_FALSE = frozenset({"false", "no", "0", "off"})


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
    def where(self) -> str:
        """The `in` option of /search."""
        return self.options.get("in", "both")

    @property
    def asker(self) -> Asker:
        """Who asks: somebody who said `private`, or did not."""
        said = self.options.get("private", "").lower()
        private = True if said in _TRUE else False if said in _FALSE else None
        return Asker(private=private)


@dataclass(frozen=True, slots=True)
class ReadCommand:
    """A command that can be asked here."""

    main: str
    """The option that may stand bare."""
    answer: Callable[[Answers, Asked], Awaitable[Reply]]
    options: tuple[str, ...] = ("channel", "private")
    """Those beside it."""
    needs_main: bool = True


READ_COMMANDS: dict[str, ReadCommand] = {
    "note": ReadCommand(
        "topic", lambda to, a: to.notes.note(a.main, channel=a.channel, asker=a.asker)
    ),
    "quote": ReadCommand(
        "text", lambda to, a: to.quotes.quote(a.main, channel=a.channel, asker=a.asker)
    ),
    "search": ReadCommand(
        "query",
        lambda to, a: to.searches.search(a.main, where=a.where, channel=a.channel, asker=a.asker),
        ("in", "channel", "private"),
    ),
    "random": ReadCommand(
        "channel",
        lambda to, a: to.quotes.random(channel=a.main, asker=a.asker),
        ("private",),
        needs_main=False,
    ),
    "video": ReadCommand(
        "video", lambda to, a: to.videos.video(a.main, asker=a.asker), ("private",)
    ),
    "browse": ReadCommand(
        "channel",
        lambda to, a: to.videos.browse(channel=a.main, asker=a.asker),
        (),
        needs_main=False,
    ),
    "about": ReadCommand("", lambda to, a: to.vault.about(), (), needs_main=False),
}
"""Every command that changes nothing, by name."""


async def ask(answers: Answers, line: str) -> Reply:
    """Answer one line such as `/quote deepseek channel:lexfridman`.

    The main option may stand bare or by name; a value with blanks stands in quotation marks.
    Raises ConfigError for a command that there is none of, or one without its main option.
    """
    name, _, rest = line.strip().removeprefix("/").partition(" ")
    if name not in READ_COMMANDS:
        known = ", ".join(f"/{command}" for command in READ_COMMANDS)
        raise ConfigError(f"no command /{name} to ask here; there are {known}")
    command = READ_COMMANDS[name]
    asked = parse_asked(rest, main=command.main, options=command.options)
    if command.needs_main and not asked.main:
        raise ConfigError(f'/{name} needs its {command.main}: ask "/{name} …"')
    return await command.answer(answers, asked)


def parse_asked(
    text: str, *, main: str, options: tuple[str, ...] = ("channel", "private")
) -> Asked:
    """Split a command's words into its main option and the named ones.

    A `name:` that is no option of the command belongs to the words: `/quote re: markets`.
    """
    named: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        if match["name"] not in (main, *options) or match["name"] in named:
            return match.group()
        named[match["name"]] = match["value"].strip('"')
        return ""

    bare = " ".join(_OPTION.sub(take, text).split())
    # `text:deep seek` without quotation marks: the words after it are the option's too.
    return Asked(main=f"{named.pop(main, '')} {bare}".strip(), options=named)
