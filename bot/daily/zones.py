"""Time zones by the names that people type: `Europe/Berlin`, `berlin`, `new york`."""

import re
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
ALSO = {
    "america/los_angeles": ("san francisco", "seattle", "california", "pst", "pdt", "pacific time"),
    "america/denver": ("mst", "mdt", "mountain time"),
    "america/chicago": ("houston", "dallas", "texas", "cst", "cdt", "central time"),
    "america/new_york": ("washington", "boston", "miami", "atlanta", "est", "edt", "eastern time"),
    "america/sao_paulo": ("rio de janeiro", "brasilia", "brazil"),
    "europe/london": ("england", "great britain", "uk", "bst"),
    "europe/berlin": ("munich", "hamburg", "cologne", "frankfurt", "germany", "cet", "cest", "mez"),
    "europe/zurich": ("geneva", "switzerland"),
    "europe/madrid": ("barcelona", "spain"),
    "europe/rome": ("milan", "italy"),
    "europe/paris": ("france",),
    "europe/amsterdam": ("netherlands",),
    "asia/kolkata": ("mumbai", "delhi", "bangalore", "chennai", "india", "ist"),
    "asia/shanghai": ("beijing", "shenzhen", "china"),
    "asia/tokyo": ("osaka", "japan", "jst"),
    "australia/sydney": ("canberra", "aest"),
}
"""What people call zones whose names they don't know: zones are named after one city each."""
MOST_NEAR = 3
FEWEST_FOR_SLIPS = 4
"""Letters; fewer may be the beginning of anything."""
_OFFSET = re.compile(r"(?:utc|gmt)\s*([+-])\s*(\d{1,2})(?::?00)?", re.IGNORECASE)
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
    wanted = _fold(typed)
    # Before the zones of these names, which know of no summer: EST, MST, CET.
    if name := _called().get(wanted):
        return name
    if name := _known().get(typed.strip().replace(" ", "_").casefold()):
        return name
    if offset := _OFFSET.fullmatch(typed.strip()):
        # By an old custom, the sign is the other way round in these names.
        sign = "-" if offset[1] == "+" else "+"
        return _known().get(f"etc/gmt{sign}{int(offset[2])}")
    found = [name for name, whole, last in _folded() if wanted in (last, whole)]
    return found[0] if len(found) == 1 else None


@cache
def _called() -> dict[str, str]:
    """Zones by the folded names of `ALSO`."""
    known = _known()
    return {
        _fold(name): known[zone] for zone, names in ALSO.items() for name in names if zone in known
    }


def match_zones(typed: str) -> list[str]:
    """Zones that hold what was typed, those whose city begins with it first; else those like it."""
    wanted = _fold(typed)
    if not wanted:
        return [name for name in LEADING if name.casefold() in _known()]
    found = [
        (not last.startswith(wanted), not whole.startswith(wanted), name)
        for name, whole, last in _folded()
        if wanted in whole
    ]
    called = [zone for name, zone in _called().items() if name.startswith(wanted)]
    whole = [_called()[wanted]] if wanted in _called() else []
    offered = list(dict.fromkeys([*whole, *(name for _, _, name in sorted(found)), *called]))
    if not offered and (offset := find_zone(typed)):
        return [offset]
    return offered or list(dict.fromkeys(_alike(wanted) if len(wanted) >= FEWEST_FOR_SLIPS else ()))


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
