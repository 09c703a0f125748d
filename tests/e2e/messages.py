"""Messages as Discord keeps them: what a bot sent, with what Discord adds; and after an edit."""

import datetime as dt
from collections.abc import Sequence

from tests.e2e.actors import EPHEMERAL, LOADING, Json, Payload, User
from tests.e2e.payloads import user


def message(
    *, message_id: int, channel_id: int, author: User, body: Payload, files: Sequence[str] = ()
) -> Payload:
    """A new message from what the bot sent; flags may hold LOADING for one that is yet to come."""
    empty: Payload = {
        "id": str(message_id),
        "channel_id": str(channel_id),
        "type": 20,
        "author": user(author, bot=True),
        "application_id": str(author.id),
        "webhook_id": str(author.id),
        "content": "",
        "embeds": [],
        "components": [],
        "attachments": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
        "flags": int(body.get("flags") or 0) & (EPHEMERAL | LOADING),
        "timestamp": _now(),
        "edited_timestamp": None,
    }
    return edited(empty, body, files) | {"edited_timestamp": None}


def edited(before: Payload, body: Payload, files: Sequence[str] = ()) -> Payload:
    """The message after an edit: keys that were sent replace, others stay."""
    after = before | {"edited_timestamp": _now()}
    if "content" in body:
        after["content"] = body["content"] or ""
    if "embeds" in body:
        after["embeds"] = [_without_nulls({"type": "rich"} | embed) for embed in body["embeds"]]
    if "components" in body:
        after["components"] = _numbered(body["components"] or [])
    if body.get("poll"):
        after["poll"] = body["poll"]
    # An edit can add flags, but neither hide a public message nor show a private one.
    kept = before["flags"] & EPHEMERAL
    after["flags"] = kept | before["flags"] | (int(body.get("flags") or 0) & ~EPHEMERAL)
    after["attachments"] = _attachments(before["attachments"], body.get("attachments"), files)
    return after


def _attachments(
    before: list[Payload], listed: list[Payload] | None, files: Sequence[str]
) -> list[Payload]:
    """Old attachments stay unless a list without them was sent; uploads have their index as id."""
    kept_ids = None if listed is None else {str(item["id"]) for item in listed}
    kept = [item for item in before if kept_ids is None or item["id"] in kept_ids]
    taken = len(before)
    new = [
        {
            "id": str(1_000_000 + taken + index),
            "filename": name,
            "size": 1,
            "url": f"https://cdn.discordapp.com/ephemeral-attachments/{index}/{name}",
            "proxy_url": f"https://media.discordapp.net/ephemeral-attachments/{index}/{name}",
        }
        for index, name in enumerate(files)
    ]
    return kept + new


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _numbered(components: list[Payload]) -> list[Payload]:
    """Components with the running `id` that Discord gives to each that has none."""
    counter = iter(range(1, 1000))

    def number(component: Payload) -> Payload:
        done: Payload = {"id": next(counter)} | _without_nulls(component)
        if "components" in done:
            done["components"] = [number(child) for child in done["components"]]
        if "accessory" in done:
            done["accessory"] = number(done["accessory"])
        return done

    return [number(component) for component in components]


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()
