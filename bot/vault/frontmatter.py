"""The `---` block on top of a note: every value a string, whatever YAML would make of it."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from bot.vault.normalize import one_line
from bot.vault.problems import Finding

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Base loaders know no tags and no types: `1e5` and `2024-01-01` stay what they are."""

_FENCE = re.compile(r"---[ \t]*\n")
_PAIR = re.compile(r"([A-Za-z][\w -]{0,40}?)[ \t]*:[ \t]+(.*)")
_QUOTED = re.compile(r"([\"'])(.*)\1")
_NESTING = re.compile(r"[\[{&*]|[-?:][ \t]+(?=[-?\[{])")
_MAX_NESTING = 200
"""The C parser has no depth limit of its own: a long `[[[[…` would end the process."""

_PLAIN = re.compile(
    r"\n*(?:[A-Za-z]\w{0,40}: [A-Za-z0-9](?:[\w ,.'()?!/&-]*[\w.')?!-])?\n)+", re.ASCII
)
"""Lines that hold nothing YAML gives a meaning to: `key: plain words`."""
_SEPARATORS = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """What stands between the two lines of `---`, and where the body starts."""

    values: dict[str, str] = field(default_factory=dict)
    """By key: lower case, without `_` and `-`. Values that are no plain text are left out."""
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    """The line of the file that the body starts in."""
    findings: tuple[Finding, ...] = ()

    def names(self, key: str) -> tuple[str, ...]:
        """A value that may be a list or one name: `aliases`."""
        value = self.values.get(key, "")
        return self.lists.get(key) or ((value,) if value else ())

    def words(self, key: str) -> tuple[str, ...]:
        """A value that may be a list, or words separated by commas or blanks: `tags`."""
        words = self.lists.get(key) or tuple(_SEPARATORS.split(self.values.get(key, "")))
        return tuple(word.lstrip("#") for word in words if word.strip("#"))


class StringHandler(YAMLHandler):
    """The YAML frontmatter that python-frontmatter finds, read without guessing types."""

    def load(self, fm: str, **kwargs: object) -> dict[str, Any]:
        """Parse YAML into strings, lists and mappings of strings; empty if it is no mapping."""
        if len(_NESTING.findall(fm)) > _MAX_NESTING:
            raise yaml.YAMLError("nested too deeply")
        if _PLAIN.fullmatch(fm):  # what YAML would make of it, at a fraction of the cost
            return dict(line.split(": ") for line in fm.split("\n") if line)
        loaded = super().load(fm, Loader=_LOADER, **kwargs)
        return loaded if isinstance(loaded, dict) else {}


_HANDLER = StringHandler()


def parse_frontmatter(text: str) -> Frontmatter:
    """Split a file into its frontmatter and its body; never raises on any text.

    What stands between two lines of `---` is frontmatter if it maps keys to values. One that is no
    YAML and has an empty line was never closed: the second `---` is a rule in the body.
    """
    if not _FENCE.match(text):
        return Frontmatter(body=text)
    try:
        source, body = _HANDLER.split(text)
    except ValueError:
        return _parse_open(text)
    line = text.count("\n", 0, len(text) - len(body)) + 1
    try:
        loaded = _HANDLER.load(source)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if "\n\n" in source:
            return _parse_open(text)
        finding = Finding(1, "frontmatter-yaml", getattr(error, "problem", None) or str(error))
        return Frontmatter(_parse_pairs(source), {}, body, line, (finding,))
    if not loaded and source.strip():
        return Frontmatter(body=text)
    return Frontmatter(*_split_values(loaded), body, line)


def _parse_open(text: str) -> Frontmatter:
    """Read a frontmatter without an end: the `key: value` lines that the file starts with."""
    lines = text.split("\n")
    end = 1
    while end < len(lines) and _PAIR.fullmatch(lines[end]):
        end += 1
    values = _parse_pairs("\n".join(lines[1:end]))
    finding = Finding(1, "frontmatter-open")
    return Frontmatter(values, {}, "\n".join(lines[end:]), end + 1, (finding,))


def _parse_pairs(source: str) -> dict[str, str]:
    pairs = (_PAIR.fullmatch(line) for line in source.split("\n"))
    return {_fold_key(pair[1]): _QUOTED.sub(r"\2", pair[2].strip()) for pair in pairs if pair}


def _split_values(loaded: dict[Any, Any]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for key, value in loaded.items():
        if not isinstance(key, str):
            continue
        if isinstance(value, str):
            values[_fold_key(key)] = one_line(value)
        elif isinstance(value, list):
            items = (one_line(item) for item in value if isinstance(item, str))
            lists[_fold_key(key)] = tuple(filter(None, items))
    return values, lists


def _fold_key(key: str) -> str:
    return key.strip().lower().replace("_", "").replace("-", "")
