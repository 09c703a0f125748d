"""Time zones by the names that people type: `Europe/Berlin`, `berlin`, `new york`."""

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.model import Choice
from bot.reply.text import CHOICES_LIMIT

LEADING = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Africa/Lagos",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
"""What is offered before anything is typed: where many people live."""
MOST_NEAR = 3
_AREAS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/",
    "Indian/", "Pacific/",
)  # fmt: skip


@cache
def zone_names() -> Sequence[str]:
    """All that are worth offering; older names (`US/Eastern`) are understood all the same.

    The first call reads a folder.
    """
    return sorted(name for name in _known().values() if name.startswith(_AREAS) or name == "UTC")


@cache
def _known() -> dict[str, str]:
    """Every name by its lower case, but for those that say "whatever this machine is set to"."""
    names = available_timezones() - {"localtime", "posixrules", "Factory"}
    return {name.casefold(): name for name in sorted(names)}


@cache
def _folded() -> Sequence[tuple[str, str, str]]:
    """(name, folded whole, folded last part) of each that is offered."""
    return [(name, _fold(name), _fold(name.rpartition("/")[2])) for name in zone_names()]


def find_zone(typed: str) -> str | None:
    """The zone that was picked or typed: by its name in any case, or by a city of one zone only."""
    if name := _known().get(typed.strip().replace(" ", "_").casefold()):
        return name
    wanted = _fold(typed)
    found = [name for name, whole, last in _folded() if wanted in (last, whole)]
    return found[0] if len(found) == 1 else None


def match_zones(typed: str) -> list[str]:
    """Zones that hold what was typed; those whose city begins with it first."""
    wanted = _fold(typed)
    if not wanted:
        return [name for name in LEADING if name.casefold() in _known()]
    found = [
        (not last.startswith(wanted), not whole.startswith(wanted), name)
        for name, whole, last in _folded()
        if wanted in whole
    ]
    return [name for _, _, name in sorted(found)]


def near_zones(typed: str) -> list[str]:
    """The few names that are nearest to one that is not known."""
    found = dict.fromkeys([*match_zones(typed), *_alike(_fold(typed))])
    return list(found)[:MOST_NEAR]


def _alike(wanted: str) -> Iterator[str]:
    for part in (2, 1):
        names = {row[part]: row[0] for row in _folded()}
        for name in get_close_matches(wanted, names, n=MOST_NEAR, cutoff=0.6):
            yield names[name]


def zone_choices(typed: str) -> list[Choice]:
    """What autocomplete offers."""
    return [Choice(name, name) for name in match_zones(typed)[:CHOICES_LIMIT]]


def _fold(text: str) -> str:
    """Letters and digits alone, without accents: `São Paulo` → `saopaulo`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())
