"""What commands are called in other languages: one YAML file each in `bot/locales/`, built as the
commands are.

Each is held to Discord's rules for names and descriptions, because one fault would have Discord
refuse all commands. Whether its keys are those of the commands that there are, tests tell.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import discord
import yaml

from bot.errors import ConfigError

LOCALES = Path(__file__).parent / "locales"
CODES = frozenset(locale.value for locale in discord.Locale)

Place = tuple[str, ...]
"""The keys that lead to a text: `("quote", "options", "text", "name")`."""


@dataclass(frozen=True, slots=True)
class Language:
    """All texts of one file."""

    code: str
    """As Discord has it: `de`, `pt-BR`."""
    texts: Mapping[Place, str]


@dataclass(frozen=True, slots=True)
class _Text:
    most: int
    """Characters."""
    is_name: bool = False
    """Whether it is typed after a slash."""


@dataclass(frozen=True, slots=True)
class _Many:
    """Keys are the English names of things that are alike; each has another name here."""

    each: "_Shape"
    other: "_Shape | None" = None
    """Of keys that nobody can type after a slash."""


_Shape = _Text | _Many | Mapping[str, "_Shape"]

_NAME, _DESCRIPTION = _Text(32, is_name=True), _Text(100)
_OPTION: _Shape = {"name": _NAME, "description": _DESCRIPTION, "choices": _Many(_Text(100))}
_SUBCOMMAND: Mapping[str, _Shape] = {
    "name": _NAME,
    "description": _DESCRIPTION,
    "options": _Many(_OPTION),
}
_GROUP: _Shape = {**_SUBCOMMAND, "commands": _Many(_SUBCOMMAND)}
_COMMAND: _Shape = {**_SUBCOMMAND, "commands": _Many(_GROUP)}
_MENU: _Shape = {"name": _Text(32)}
_FILE = _Many(_COMMAND, other=_MENU)


class _Wrong(Exception):
    """Something in a file whose name is not known here."""

    def __init__(self, node: yaml.Node, place: Place, reason: str) -> None:
        key = f'"{".".join(place)}"' if place else "the file"
        super().__init__(f"{key} {reason}")
        self.line = node.start_mark.line + 1


def read_languages(folder: Path = LOCALES) -> tuple[Language, ...]:
    """Read all languages, by code. Raises ConfigError, which names file, line and key."""
    try:
        # What begins with a dot belongs to an editor or to the system.
        files = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    except OSError as error:
        raise ConfigError(f"{folder}: can't be read: {error.strerror}") from None
    return tuple(_read_language(file) for file in files)


def _read_language(file: Path) -> Language:
    if file.suffix != ".yaml" or file.stem not in CODES:
        codes = ", ".join(sorted(CODES))
        raise ConfigError(f"{file}: should be called LANGUAGE.yaml, with one of {codes}")
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        if root is None:
            raise ConfigError(f"{file}: holds nothing; copy what another language has")
        return Language(file.stem, dict(_texts(root, _FILE, ())))
    except OSError as error:
        raise ConfigError(f"{file}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: can't be read: not UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{file}:{line}: not valid YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{file}: not valid YAML: {str(error).splitlines()[0]}") from None
    except _Wrong as error:
        raise ConfigError(f"{file}:{error.line}: {error}") from None


def _texts(node: yaml.Node, shape: _Shape, place: Place) -> Iterator[tuple[Place, str]]:
    # Nodes, not values: they have lines, and no text is taken for a number, a date or `no`.
    if isinstance(shape, _Text):
        yield place, _text(node, shape, place)
        return
    if not isinstance(node, yaml.MappingNode):
        raise _Wrong(node, place, "should hold keys and values")
    keys: set[str] = set()
    names: dict[str, str] = {}
    for key_node, value in node.value:
        key = str(key_node.value)
        here = (*place, key)
        if key in keys:
            raise _Wrong(key_node, here, "stands here twice")
        keys.add(key)
        below = _below(shape, key)
        if below is None:
            known = ", ".join(shape) if isinstance(shape, Mapping) else ""
            raise _Wrong(key_node, here, f"is unknown; there may be {known}")
        texts = dict(_texts(value, below, here))
        if isinstance(shape, _Many) and (name := texts.get((*here, "name")) or texts.get(here)):
            if name in names:
                raise _Wrong(key_node, here, f'is called "{name}", as "{names[name]}" is')
            names[name] = key
        yield from texts.items()


def _below(shape: _Many | Mapping[str, _Shape], key: str) -> _Shape | None:
    if not isinstance(shape, _Many):
        return shape.get(key)
    return shape.other if shape.other and not _can_be_typed(key) else shape.each


def _text(node: yaml.Node, wanted: _Text, place: Place) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _Wrong(node, place, "should be a text")
    text = str(node.value)
    if not text.strip() or len(text) > wanted.most:
        reason = f"has {len(text)} characters; it needs 1 to {wanted.most}, not all blank"
        raise _Wrong(node, place, reason)
    if wanted.is_name and not _can_be_typed(text):
        allowed = "lower case letters, digits, - and _"
        raise _Wrong(node, place, f'should have {allowed} only, not "{text}"')
    return text


def _can_be_typed(name: str) -> bool:
    """Whether Discord takes it as the name of a slash command or of an option."""
    return name == name.lower() and all(_is_of_a_name(character) for character in name)


def _is_of_a_name(character: str) -> bool:
    if character in "-_" or unicodedata.category(character)[0] in "LN":
        return True
    # Vowel signs, which are no letters.
    return unicodedata.name(character, "").startswith(("DEVANAGARI", "THAI"))
