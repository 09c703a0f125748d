"""Own rules for commands and choices that Discord's OpenAPI description does not hold."""

import unicodedata
from collections import Counter
from collections.abc import Iterator

from tests.e2e.actors import Json, Payload
from tests.e2e.complaints import at, keys, unknown_keys
from tests.e2e.locale_rules import alike_faults, described, locale_faults, longest, named

CHAT_INPUT = 1
_COMMANDS_AT_MOST = {CHAT_INPUT: 100, 2: 15, 3: 15, 4: 1}
_KIND_NAMES = {CHAT_INPUT: "chat input", 2: "user", 3: "message", 4: "entry point"}
_COMMAND_TEXT = 8000
_CHOICES = 25

_SUBCOMMAND, _GROUP, _STRING, _INTEGER, _NUMBER = 1, 2, 3, 4, 10
_VALUE_TYPES: dict[int, tuple[type, ...]] = {
    _STRING: (str,),
    _INTEGER: (int,),
    _NUMBER: (int, float),
}

# discord.py sends `nsfw`, which the description of the request lacks.
_COMMAND_KEYS = keys(
    "id type name name_localizations description description_localizations options "
    "default_member_permissions dm_permission contexts integration_types nsfw handler"
)
_OPTION_KEYS = keys(
    "type name name_localizations description description_localizations required choices options "
    "channel_types min_value max_value min_length max_length autocomplete"
)
_CHOICE_KEYS = keys("name name_localizations value")


def commands_faults(commands: list[Payload]) -> Iterator[str]:
    """Yield what Discord would refuse in a bulk overwrite of commands."""
    kinds = Counter(command.get("type") or CHAT_INPUT for command in commands)
    for kind, count in kinds.items():
        most = _COMMANDS_AT_MOST.get(kind, 0)
        if count > most:
            named = _KIND_NAMES.get(kind, f"type {kind}")
            yield f"commands: {count} {named} commands, at most {most}"
    seen = Counter((command.get("type") or 1, command.get("name")) for command in commands)
    for (_, name), times in seen.items():
        if times > 1:
            yield f"commands: {name!r} stands {times} times"
    for kind in kinds:
        alike = [each for each in commands if (each.get("type") or CHAT_INPUT) == kind]
        yield from alike_faults(alike, "commands")
    for index, command in enumerate(commands):
        yield from _command_faults(command, at("", index))


def commands_oddities(commands: list[Payload]) -> Iterator[str]:
    """Yield keys that nobody reads."""
    for index, command in enumerate(commands):
        where = at("", index)
        yield from unknown_keys(command, _COMMAND_KEYS, where)
        yield from _option_oddities(command.get("options") or [], at(where, "options"))


def choices_faults(choices: list[Payload], where: str) -> Iterator[str]:
    """Yield what Discord would refuse in static or autocompleted choices."""
    if len(choices) > _CHOICES:
        yield f"{where}: {len(choices)} choices, at most {_CHOICES}"
    yield from alike_faults(choices, where)
    for index, choice in enumerate(choices):
        value = choice.get("value")
        yield from locale_faults(choice, at(where, index))
        for place, name in named(choice, at(where, index)):
            yield from _text_faults(name, place, most=100)
        if isinstance(value, str) and not 1 <= len(value) <= 100:
            yield f"{at(where, index, 'value')}: {len(value)} characters, 1 to 100"
        elif isinstance(value, bool) or not isinstance(value, str | int | float):
            yield f"{at(where, index, 'value')}: neither text nor a number: {value!r}"


def choices_oddities(choices: list[Payload], where: str) -> Iterator[str]:
    """Yield unknown keys and choices that are exactly alike."""
    for index, choice in enumerate(choices):
        yield from unknown_keys(choice, _CHOICE_KEYS, at(where, index))
    alike = Counter((str(choice.get("name")), str(choice.get("value"))) for choice in choices)
    for (name, _), times in alike.items():
        if times > 1:
            yield f"{where}: choice {name!r} stands {times} times"


def _command_faults(command: Payload, where: str) -> Iterator[str]:
    if (command.get("type") or CHAT_INPUT) == CHAT_INPUT:
        yield from _words_faults(command, where)
        yield from _options_faults(command.get("options") or [], at(where, "options"), depth=0)
    else:
        yield from locale_faults(command, where)
        for place, name in named(command, where):
            yield from _text_faults(name, place, most=32)
        for key in ("description", "description_localizations", "options"):
            if command.get(key):
                yield f"{at(where, key)}: a menu command has none"
    length = _text_length(command)
    if length > _COMMAND_TEXT:
        yield f"{where}: {length} characters in names, descriptions and values, at most 8000"


def _text_length(part: Payload) -> int:
    own = longest(part, "name") + longest(part, "description")
    choices = sum(longest(c, "name") + len(str(c.get("value"))) for c in part.get("choices") or [])
    return own + choices + sum(_text_length(option) for option in part.get("options") or [])


def _words_faults(part: Payload, where: str) -> Iterator[str]:
    """Of names and descriptions of a slash command or an option, in every language."""
    yield from locale_faults(part, where)
    for place, name in named(part, where):
        yield from _name_faults(name, place)
    for place, description in described(part, where):
        yield from _text_faults(description, place, most=100)


def _name_faults(name: str, where: str) -> Iterator[str]:
    if not 1 <= len(name) <= 32:
        yield f"{where}: {len(name)} characters, 1 to 32"
    elif not all(_name_character(character) for character in name):
        yield f"{where}: {name!r} holds more than letters, digits, - and _"
    elif name != name.lower():
        yield f"{where}: {name!r} is not lower case"


def _name_character(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return unicodedata.name(character, "").startswith(("DEVANAGARI", "THAI"))


def _text_faults(text: str, where: str, *, most: int) -> Iterator[str]:
    if not 1 <= len(text) <= most or not text.strip():
        yield f"{where}: {len(text)} characters, 1 to {most} and not blank"


def _options_faults(options: list[Payload], where: str, *, depth: int) -> Iterator[str]:
    if len(options) > 25:
        yield f"{where}: {len(options)} options, at most 25"
    for name, times in Counter(option.get("name") for option in options).items():
        if times > 1:
            yield f"{where}: {name!r} stands {times} times"
    yield from alike_faults(options, where)
    kinds = {option.get("type") for option in options}
    if kinds & {_SUBCOMMAND, _GROUP} and kinds - {_SUBCOMMAND, _GROUP}:
        yield f"{where}: subcommands beside ordinary options"
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield f"{where}: a required option after an optional one"
    for index, option in enumerate(options):
        yield from _option_faults(option, at(where, index), depth=depth)


def _option_faults(option: Payload, where: str, *, depth: int) -> Iterator[str]:
    kind: Json = option.get("type")
    yield from _words_faults(option, where)
    if kind in {_SUBCOMMAND, _GROUP}:
        if depth > 1 or (kind == _GROUP and depth > 0):
            yield f"{where}: nested too deep"
        yield from _options_faults(
            option.get("options") or [], at(where, "options"), depth=depth + 1
        )
        return
    choices = option.get("choices") or []
    yield from choices_faults(choices, at(where, "choices"))
    if choices and option.get("autocomplete"):
        yield f"{where}: choices together with autocomplete"
    if (choices or option.get("autocomplete")) and kind not in _VALUE_TYPES:
        yield f"{where}: only text and numbers have choices or autocomplete"
    for index, choice in enumerate(choices):
        if not isinstance(choice.get("value"), _VALUE_TYPES.get(kind, (object,))):
            yield f"{at(where, 'choices', index, 'value')}: not of the option's type"
    for low, high in (("min_value", "max_value"), ("min_length", "max_length")):
        least, most = option.get(low), option.get(high)
        if least is not None and most is not None and least > most:
            yield f"{where}: {low} {least} is over {high} {most}"


def _option_oddities(options: list[Payload], where: str) -> Iterator[str]:
    for index, option in enumerate(options):
        here = at(where, index)
        yield from unknown_keys(option, _OPTION_KEYS, here)
        yield from choices_oddities(option.get("choices") or [], at(here, "choices"))
        yield from _option_oddities(option.get("options") or [], at(here, "options"))
