"""What somebody sees of an answer, and does with it."""

from typing import Any

import simcord

Actor = simcord.MemberActor | simcord.UserHandle
_BUTTON, _MENU = 2, 3


def seen(message: simcord.ResponseMessage) -> str:
    """All the words of a message, from top to bottom, what its menus offer among them."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.author.name, embed.title, embed.description]
        parts += [part for field in embed.fields for part in (field.name, field.value)]
        parts.append(embed.footer.text)
    parts += [label for menu in menus(message) for label in options(message, menu)]
    return "\n".join(part for part in parts if part)


def buttons(message: simcord.ResponseMessage) -> list[str]:
    """The labels of all buttons, in order of reading."""
    return [each["label"] for each in _components(message, _BUTTON)]


def is_disabled(message: simcord.ResponseMessage, label: str) -> bool:
    (button,) = (each for each in _components(message, _BUTTON) if each["label"] == label)
    return bool(button.get("disabled"))


def menus(message: simcord.ResponseMessage) -> list[str]:
    """What stands on the menus."""
    return [each["placeholder"] for each in _components(message, _MENU)]


def options(message: simcord.ResponseMessage, menu: str) -> list[str]:
    """The labels of what a menu offers."""
    return [option["label"] for option in _menu(message, menu)["options"]]


async def pick(
    actor: Actor, message: simcord.ResponseMessage, menu: str, label: str
) -> simcord.InteractionResult:
    """Choose from a menu what has this label."""
    found = _menu(message, menu)
    value = next(each["value"] for each in found["options"] if each["label"] == label)
    return await actor.select(message, [value], custom_id=found["custom_id"])


def _menu(message: simcord.ResponseMessage, name: str) -> dict[str, Any]:
    return next(each for each in _components(message, _MENU) if each["placeholder"] == name)


def _components(message: simcord.ResponseMessage, kind: int) -> list[dict[str, Any]]:
    return [
        part for row in message.components for part in row["components"] if part["type"] == kind
    ]
