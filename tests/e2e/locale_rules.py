"""Names and descriptions in other languages, which Discord's description lets be anything."""

from collections import Counter
from collections.abc import Iterator

from tests.e2e.actors import Payload
from tests.e2e.complaints import at, keys

_LOCALES = keys(
    "ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl pt-BR ro "
    "ru sv-SE th tr uk vi zh-CN zh-TW"
)


def named(part: Payload, where: str) -> Iterator[tuple[str, str]]:
    """Every name of a command, option or choice, with its path."""
    return _worded(part, where, "name")


def described(part: Payload, where: str) -> Iterator[tuple[str, str]]:
    """Every description, with its path."""
    return _worded(part, where, "description")


def longest(part: Payload, key: str) -> int:
    """The characters that count toward a command's 8000: of one language, the longest."""
    return max(len(text) for _, text in _worded(part, "", key))


def locale_faults(part: Payload, where: str) -> Iterator[str]:
    """Yield languages that Discord does not have."""
    for key in ("name_localizations", "description_localizations"):
        for locale in part.get(key) or {}:
            if locale not in _LOCALES:
                yield f"{at(where, key, locale)}: no locale of Discord's"


def alike_faults(parts: list[Payload], where: str) -> Iterator[str]:
    """Yield what is called alike beside each other, to those who read one language."""
    locales = {locale for part in parts for locale in part.get("name_localizations") or {}}
    for locale in sorted(locales):
        shown = Counter(
            str((part.get("name_localizations") or {}).get(locale) or part.get("name"))
            for part in parts
        )
        for name, times in shown.items():
            if times > 1:
                yield f"{where}: {name!r} stands {times} times in {locale}"


def _worded(part: Payload, where: str, key: str) -> Iterator[tuple[str, str]]:
    yield at(where, key), part.get(key) or ""
    for locale, text in (part.get(f"{key}_localizations") or {}).items():
        yield at(where, f"{key}_localizations", locale), text
