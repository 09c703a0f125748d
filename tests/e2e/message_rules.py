"""Own rules for messages, for what Discord documents and its OpenAPI description leaves out."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from tests.e2e.actors import COMPONENTS_V2, Json, Payload
from tests.e2e.complaints import at, keys, strings, unknown_keys
from tests.e2e.component_rules import component_oddities, components_faults, url_faults

EMBED_TOTAL = 6000

_EMBED_TEXTS = (
    (("title",), 256),
    (("description",), 4096),
    (("footer", "text"), 2048),
    (("author", "name"), 256),
)
_EMBED_BODY = ("title", "description", "fields", "author", "footer", "image", "thumbnail", "video")
_EMBED_URLS = (("url",), ("author", "url"))
_EMBED_PICTURES = (
    ("image", "url"),
    ("thumbnail", "url"),
    ("author", "icon_url"),
    ("footer", "icon_url"),
)
_MASKED_LINK = re.compile(r"\]\(<?(https?://[^\s)>]+)")
_VIDEO_HOSTS = ("youtube.com", "youtu.be", "youtube-nocookie.com")

_MESSAGE_KEYS = keys(
    "content embeds components attachments allowed_mentions flags tts poll username avatar_url "
    "thread_name applied_tags nonce enforce_nonce message_reference sticker_ids"
)
# discord.py sends `flags` in each embed, although the description does not know it.
_EMBED_KEYS = keys("type url color timestamp provider flags").union(_EMBED_BODY)
_PART_KEYS = {
    "author": keys("name url icon_url proxy_icon_url"),
    "footer": keys("text icon_url proxy_icon_url"),
    "image": keys("url proxy_url width height description flags"),
    "thumbnail": keys("url proxy_url width height description flags"),
}
_FIELD_KEYS = keys("name value inline")


def is_empty(message: Payload) -> bool:
    """Whether there would be nothing to see; buttons alone do not count, layout components do."""
    layout = message.get("components") if int(message.get("flags") or 0) & COMPONENTS_V2 else None
    kept = ("embeds", "attachments", "poll", "sticker_ids")
    text = (message.get("content") or "").strip()
    return not (text or layout or any(message.get(key) for key in kept))


def message_faults(message: Payload, where: str = "", *, creates: bool) -> Iterator[str]:
    """Yield what Discord would refuse."""
    if creates and is_empty(message):
        yield f"{where or 'message'}: empty message"
    content = message.get("content") or ""
    if len(content) > 2000:
        yield f"{at(where, 'content')}: {len(content)} characters, at most 2000"
    embeds = message.get("embeds") or []
    if len(embeds) > 10:
        yield f"{at(where, 'embeds')}: {len(embeds)} embeds, at most 10"
    total = sum(embed_length(embed) for embed in embeds)
    if total > EMBED_TOTAL:
        yield (
            f"{at(where, 'embeds')}: {total} characters in all embeds together, "
            f"at most {EMBED_TOTAL}"
        )
    for index, embed in enumerate(embeds):
        yield from _embed_faults(embed, at(where, "embeds", index))
    yield from components_faults(message, where)


def message_oddities(message: Payload, where: str = "") -> Iterator[str]:
    """Yield what Discord would take, but that cannot be meant."""
    yield from unknown_keys(message, _MESSAGE_KEYS, where or "message")
    first: dict[str, int] = {}
    for index, embed in enumerate(message.get("embeds") or []):
        here = at(where, "embeds", index)
        yield from unknown_keys(embed, _EMBED_KEYS, here)
        for part, known in _PART_KEYS.items():
            yield from unknown_keys(embed.get(part) or {}, known, at(here, part))
        for number, field in enumerate(embed.get("fields") or []):
            yield from unknown_keys(field, _FIELD_KEYS, at(here, "fields", number))
        url = embed.get("url")
        if url and first.setdefault(url, index) != index:
            yield f"{at(here, 'url')}: same as of embeds[{first[url]}], Discord shows only that one"
    yield from component_oddities(message.get("components") or [], at(where, "components"))
    for here, text in strings(message, where):
        linked = [text] if here.endswith("url") else _MASKED_LINK.findall(text)
        for url in linked:
            if fault := _start_fault(url):
                yield f"{here}: {fault}"


def embed_length(embed: Payload) -> int:
    """Count what Discord counts: trimmed title, description, fields, footer and author."""
    texts = [_text(embed, path) for path, _ in _EMBED_TEXTS]
    for field in embed.get("fields") or []:
        texts += [field.get("name"), field.get("value")]
    return sum(len((text or "").strip()) for text in texts)


def _text(embed: Payload, path: tuple[str, ...]) -> Json:
    value: Json = embed
    for key in path:
        value = (value or {}).get(key)
    return value


def _embed_faults(embed: Payload, where: str) -> Iterator[str]:
    if not any(embed.get(key) for key in _EMBED_BODY):
        yield f"{where}: embed with nothing in it"
    for path, limit in _EMBED_TEXTS:
        length = len((_text(embed, path) or "").strip())
        if length > limit:
            yield f"{at(where, *path)}: {length} characters, at most {limit}"
    fields = embed.get("fields") or []
    if len(fields) > 25:
        yield f"{at(where, 'fields')}: {len(fields)} fields, at most 25"
    for index, field in enumerate(fields):
        for key, limit in (("name", 256), ("value", 1024)):
            text = (field.get(key) or "").strip()
            if not text:
                yield f"{at(where, 'fields', index, key)}: blank"
            elif len(text) > limit:
                yield f"{at(where, 'fields', index, key)}: {len(text)} characters, at most {limit}"
    for path in _EMBED_URLS:
        if (url := _text(embed, path)) is not None:
            yield from url_faults(url, at(where, *path), 2048, ("http", "https"))
    for path in _EMBED_PICTURES:
        if (url := _text(embed, path)) is not None:
            schemes = ("http", "https", "attachment")
            yield from url_faults(url, at(where, *path), 2048, schemes)


def _start_fault(url: str) -> str:
    """Say what is wrong with the second at which a video link starts; empty if nothing."""
    parts = urlsplit(url)
    if not (parts.hostname or "").endswith(_VIDEO_HOSTS):
        return ""
    for key, values in parse_qs(parts.query, keep_blank_values=True).items():
        if key in {"t", "start"} and not all(re.fullmatch(r"\d+s?", value) for value in values):
            return f"{key}= is not a whole number of seconds: {values[0]!r}"
    return ""
