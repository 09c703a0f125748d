"""Configuration: one YAML file and the environment become one frozen `Config`.

`read_config` is called once, by the composition root; every other room is handed the values it
needs. The bot's token is not part of the file: it comes from `DISCORD_TOKEN`, or from the file
that `DISCORD_TOKEN_FILE` names, and is read by `read_token` only when the bot connects.
"""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.access import barred
from bot.errors import ConfigError
from bot.places import is_server, place_fault
from bot.remotes import masked_if_none
from bot.settings import (
    Config,
    DatabaseSection,
    Section,
    config_keys,
    section_names,
)

DEFAULT_FILE = Path("config.yaml")

_WANTED = {
    "vault.path": "a folder",
    "database.path": "a file",
    "discord.api_url": "an http:// or https:// address that does not end in /",
    "log.level": "DEBUG, INFO, WARNING or ERROR",
    "vault.sites": "a list of sites, each with name, address and moment",
    "name": "a name in small letters, digits and dashes",
}
"""What a value should be, where pydantic says it in words for programmers."""

_TOKEN = re.compile(r"[!-~]+")
"""What a header of HTTP takes; with anything else no request could be made."""

S = TypeVar("S", bound="Section")


def read_config(
    file: Path | None,
    *,
    vault: Path | None = None,
    database: str | Path | None = None,
) -> Config:
    """Read the YAML file, then let the command line's paths win.

    Without `file`, `config.yaml` of the working folder is used where there is one. Relative paths
    in a file start at the file's own folder. Raises ConfigError with one line: file, line, key and
    the nearest known key.
    """
    if why := barred(file or DEFAULT_FILE):
        raise ConfigError(f"{file or DEFAULT_FILE}: can't be read: {why}")
    if file is None:
        file = DEFAULT_FILE if DEFAULT_FILE.exists() else None
    elif not file.is_file():
        raise ConfigError(f"{file}: no such file (copy config.example.yaml to begin)")
    config = _parse_file(file) if file else Config()
    if file:
        config = _rebase(config, file.parent)
    if vault:
        config = config.model_copy(update={"vault": _updated(config.vault, path=vault)})
    if database is not None:
        config = config.model_copy(update={"database": _named(config.database, database)})
    return config


def read_token(environ: Mapping[str, str]) -> str:
    """Take the bot's token from `DISCORD_TOKEN` or the file that `DISCORD_TOKEN_FILE` names.

    Raises ConfigError, never quoting the token, where both differ, none is there, or what is there
    can't be one.
    """
    direct = environ.get("DISCORD_TOKEN", "").strip()
    from_file = ""
    if name := environ.get("DISCORD_TOKEN_FILE", "").strip():
        try:
            from_file = Path(name).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"DISCORD_TOKEN_FILE: can't read {name}: {_reason(error)}") from None
        if not from_file:
            raise ConfigError(f"DISCORD_TOKEN_FILE: {name} is empty")
        _require_token_alone(from_file, f"DISCORD_TOKEN_FILE: {name}")
    if direct:
        _require_token_alone(direct, "DISCORD_TOKEN")
    if direct and from_file and direct != from_file:
        raise ConfigError("DISCORD_TOKEN and DISCORD_TOKEN_FILE hold different tokens; unset one")
    if token := direct or from_file:
        return token
    raise ConfigError(
        "no bot token: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to a file that holds it "
        "(https://discord.com/developers/applications, page Bot); "
        "'ask' answers commands without one"
    )


def _require_token_alone(text: str, source: str) -> None:
    if not _TOKEN.fullmatch(text):
        raise ConfigError(
            f"{source} holds more than a token (blanks or several lines), or characters that no "
            "token has; it should hold the token alone"
        )


def _parse_file(file: Path) -> Config:
    try:
        text = file.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        loaded = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: can't be read: {_reason(error)}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{file}:{line}: not valid YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        # A value that looks like a date or a number and is none, `2024-13-45`, is a ValueError.
        raise ConfigError(f"{file}: not valid YAML: {str(error).splitlines()[0]}") from None
    if loaded is None:
        return Config()
    try:
        return Config.model_validate(_without_empty_sections(loaded))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        line = _line_of(root, [str(part) for part in first["loc"]])
        raise ConfigError(f"{file}:{line}: {_explain(first)}") from None


def _without_empty_sections(loaded: object, prefix: str = "") -> object:
    """`vault:` with every key commented out is an empty section, not a null."""
    if not isinstance(loaded, dict):
        return loaded
    return {
        key: {}
        if value is None and name in section_names()
        else _without_empty_sections(value, f"{name}.")
        if isinstance(value, dict)
        else value
        for key, value in loaded.items()
        for name in (f"{prefix}{key}",)
    }


def _explain(error: ErrorDetails) -> str:
    parts = [str(part) for part in error["loc"]]
    key = ".".join(parts)
    if error["type"] in {"extra_forbidden", "invalid_key"}:
        if "token" in parts[-1].lower():
            return f'unknown key "{key}": the token never stands in a file, set DISCORD_TOKEN'
        known = [*config_keys(), *section_names()]
        nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
        hint = f'; did you mean "{nearest[0]}"?' if nearest else "; see config.example.yaml"
        return f'unknown key "{key}"{hint}'
    if error["type"] in {"model_type", "model_attributes_type"}:
        where = f'"{key}"' if key else "the file"
        return f"{where} should hold keys and values, not {_shown(error['input'])}"
    wanted = _WANTED.get(key) or _WANTED.get(parts[-1]) or error["msg"]
    wanted = wanted.removeprefix("Input should be ").removeprefix("Value error, ")
    if parts[0] == "database" and isinstance(error["input"], str):
        # Not even hidden: where an address is none, nobody knows what in it is the password.
        return f'"{key}" should be {wanted}'
    return f'"{key}" should be {wanted}, not {_shown(error["input"])}'


def _shown(value: object) -> str:
    text = masked_if_none(repr(value))
    return text if len(text) <= 60 else text[:59] + "…"


def _line_of(root: yaml.Node | None, parts: list[str]) -> int:
    """The line, 1-based, of the deepest key of `parts` that the file holds."""
    line = 1
    for part in parts:
        if isinstance(root, yaml.SequenceNode) and part.isdigit() and int(part) < len(root.value):
            root = root.value[int(part)]
            line = root.start_mark.line + 1
            continue
        if not isinstance(root, yaml.MappingNode):
            break
        for key, value in root.value:
            if key.value == part:
                line, root = key.start_mark.line + 1, value
                break
        else:
            break
    return line


def _rebase(config: Config, folder: Path) -> Config:
    update: dict[str, Section] = {
        "vault": _updated(config.vault, path=folder / _home(config.vault.path)),
        "database": _updated(config.database, path=folder / _home(config.database.path)),
    }
    return config.model_copy(update=update)


def _named(section: DatabaseSection, place: str | Path) -> DatabaseSection:
    """The database that the command line names, in place of the file's; its replica goes too."""
    if fault := place_fault(str(place)):
        raise ConfigError(f"--database should be {fault}")
    if is_server(str(place)):
        return _updated(section, url=str(place), replica=None)
    return _updated(section, path=Path(place), url=None, replica=None)


def _home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # no such user, or none with a home
        return path


def _updated(section: S, **values: object) -> S:
    return section.model_copy(update=values)


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "not UTF-8 text"
