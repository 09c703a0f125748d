"""Interactions that no client of Discord's would send: any data, by anybody, about any message."""

from tests.e2e.actors import Answer, Payload, Place, User
from tests.e2e.exchange import AUTOCOMPLETE, COMMAND, COMPONENT
from tests.e2e.standin import StandIn

CHAT_INPUT, MESSAGE_MENU = 1, 3
_SUBCOMMAND = 1
_BUTTON, _SELECT = 2, 3
_STRING = 3


def command_data(words: str, options: Payload, *, kind: int = CHAT_INPUT) -> Payload:
    """`vault reload` and its options, as if Discord had offered it; values may be anything."""
    name, *path = words.split(" ", 2)
    kinds = {bool: 5, int: 4, float: 10}
    filled: list[Payload] = [
        {"type": kinds.get(type(value), _STRING), "name": key, "value": value}
        for key, value in options.items()
    ]
    for step in reversed(path):
        filled = [{"type": _SUBCOMMAND, "name": step, "options": filled}]
    return {"id": "1", "name": name, "type": kind, "options": filled}


async def forge_command(
    standin: StandIn, user: User, place: Place, data: Payload, *, typing: bool = False
) -> Answer:
    """Send a command, or what is typed of one."""
    kind = AUTOCOMPLETE if typing else COMMAND
    exchange = await standin._act(kind, user, place, data)
    return await standin._finish(exchange, f"forged {data['name'][:50]!r}")


async def forge_press(
    standin: StandIn, user: User, place: Place, custom_id: str, message: Payload, *values: str
) -> Answer:
    """Press a button of any id on any message, or pick these values of a menu."""
    data: Payload = {"custom_id": custom_id, "component_type": _SELECT if values else _BUTTON}
    if values:
        data["values"] = list(values)
    exchange = await standin._act(COMPONENT, user, place, data, source=message)
    return await standin._finish(exchange, f"forged press of {custom_id[:50]!r}")
