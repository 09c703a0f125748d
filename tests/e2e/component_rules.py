"""Own rules for buttons, menus and layout components."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.e2e.actors import COMPONENTS_V2, Json, Payload
from tests.e2e.complaints import at, keys, unknown_keys

V2_COMPONENTS = 40
V2_TEXT = 4000

_SELECT = "custom_id placeholder min_values max_values disabled required "
_COMPONENT_KEYS = {
    kind: keys(f"type id {names}")
    for kind, names in {
        1: "components",
        2: "style label emoji custom_id sku_id url disabled",
        3: _SELECT + "options",
        5: _SELECT + "default_values",
        6: _SELECT + "default_values",
        7: _SELECT + "default_values",
        8: _SELECT + "default_values channel_types",
        9: "components accessory",
        10: "content",
        11: "media description spoiler",
        12: "items",
        13: "file spoiler",
        14: "divider spacing",
        17: "components accent_color spoiler",
    }.items()
}
_V1_KINDS = {1, 2, 3, 5, 6, 7, 8}
_SELECTS = {3, 5, 6, 7, 8}
_LINK_STYLE, _PREMIUM_STYLE = 5, 6


def walk(components: list[Payload], where: str) -> Iterator[tuple[str, Payload]]:
    """Every component with its path, containers before what they hold."""
    for index, component in enumerate(components):
        here = at(where, index)
        yield here, component
        if inner := component.get("components"):
            yield from walk(inner, at(here, "components"))
        if accessory := component.get("accessory"):
            yield at(here, "accessory"), accessory


def component_oddities(components: list[Payload], where: str) -> Iterator[str]:
    """Yield unknown types and keys."""
    for here, component in walk(components, where):
        known = _COMPONENT_KEYS.get(component.get("type", 0))
        if known is None:
            yield f"{here}: component of unknown type {component.get('type')!r}"
        else:
            yield from unknown_keys(component, known, here)


def components_faults(message: Payload, where: str) -> Iterator[str]:
    """Yield what Discord would refuse of a message's components."""
    top = message.get("components") or []
    found = list(walk(top, at(where, "components")))
    layout = bool(int(message.get("flags") or 0) & COMPONENTS_V2)
    if layout:
        yield from _layout_faults(message, found, where)
    else:
        if len(top) > 5:
            yield f"{at(where, 'components')}: {len(top)} action rows, at most 5"
        for here, component in found:
            if component.get("type") not in _V1_KINDS:
                yield f"{here}: layout component without the flag for components V2"
    custom_ids = Counter(part["custom_id"] for _, part in found if part.get("custom_id"))
    for custom_id, times in custom_ids.items():
        if times > 1:
            yield f"{at(where, 'components')}: custom_id {custom_id!r} stands {times} times"
    for here, component in found:
        kind = component.get("type")
        if kind == 1:
            yield from _row_faults(component, here)
        elif kind == 2:
            yield from _button_faults(component, here)
        elif kind in _SELECTS:
            yield from _select_faults(component, here)


def _layout_faults(message: Payload, found: list[tuple[str, Payload]], where: str) -> Iterator[str]:
    for key in ("content", "embeds", "poll"):
        if message.get(key):
            yield f"{at(where, key)}: not together with components V2"
    if len(found) > V2_COMPONENTS:
        yield (
            f"{at(where, 'components')}: {len(found)} components with all nested ones, "
            f"at most {V2_COMPONENTS}"
        )
    text = sum(len(part.get("content") or "") for _, part in found if part.get("type") == 10)
    if text > V2_TEXT:
        yield f"{at(where, 'components')}: {text} characters of text, at most {V2_TEXT}"


def _row_faults(row: Payload, where: str) -> Iterator[str]:
    kinds = [child.get("type") for child in row.get("components") or []]
    selects = sum(kind in _SELECTS for kind in kinds)
    if not kinds or len(kinds) > 5 or (selects and len(kinds) > 1):
        yield f"{where}: {len(kinds)} components, a row holds 1 to 5 buttons or one select menu"


def _button_faults(button: Payload, where: str) -> Iterator[str]:
    style, url, custom_id = (button.get(key) for key in ("style", "url", "custom_id"))
    if style == _LINK_STYLE:
        if not url or custom_id:
            yield f"{where}: a link button has a url and no custom_id"
        yield from url_faults(url, at(where, "url"), 512, ("http", "https", "discord"))
    elif style != _PREMIUM_STYLE and (not custom_id or url):
        yield f"{where}: a button has a custom_id and no url"
    if custom_id and len(custom_id) > 100:
        yield f"{at(where, 'custom_id')}: {len(custom_id)} characters, at most 100"
    label = button.get("label") or ""
    if len(label) > 80:
        yield f"{at(where, 'label')}: {len(label)} characters, at most 80"
    if style != _PREMIUM_STYLE and not label.strip() and not button.get("emoji"):
        yield f"{where}: a button has a label or an emoji"


def _select_faults(menu: Payload, where: str) -> Iterator[str]:
    if not 1 <= len(menu.get("custom_id") or "") <= 100:
        yield f"{at(where, 'custom_id')}: 1 to 100 characters"
    if len(menu.get("placeholder") or "") > 150:
        yield f"{at(where, 'placeholder')}: at most 150 characters"
    if menu.get("type") != 3:
        return
    options = menu.get("options") or []
    if not 1 <= len(options) <= 25:
        yield f"{at(where, 'options')}: {len(options)} options, 1 to 25"
    for index, option in enumerate(options):
        for key in ("label", "value"):
            if not 1 <= len(str(option.get(key) or "").strip()) <= 100:
                yield f"{at(where, 'options', index, key)}: blank or over 100 characters"
        if len(option.get("description") or "") > 100:
            yield f"{at(where, 'options', index, 'description')}: over 100 characters"
    values = Counter(option.get("value") for option in options)
    for value, times in values.items():
        if times > 1:
            yield f"{at(where, 'options')}: value {value!r} stands {times} times"


def url_faults(url: Json, where: str, limit: int, schemes: tuple[str, ...]) -> Iterator[str]:
    """Complain of what is no absolute URL of these schemes, or too long."""
    if url is None:
        return
    try:
        parts = urlsplit(url)
    except ValueError:
        yield f"{where}: not a URL: {url!r}"
        return
    if parts.scheme not in schemes or not parts.netloc or re.search(r"\s", url):
        yield f"{where}: not a URL of {' or '.join(schemes)}: {url[:60]!r}"
    elif len(url) > limit:
        yield f"{where}: {len(url)} characters, at most {limit}"
