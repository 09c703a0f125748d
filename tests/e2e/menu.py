"""The command menu of Discord's own client: what is offered to whom, and how options are filled."""

from collections.abc import Mapping

from tests.e2e import payloads
from tests.e2e.actors import (
    Channel,
    Chat,
    Guild,
    NotOfferedError,
    Payload,
    Place,
    Role,
    User,
)
from tests.e2e.world import World

CHAT_INPUT, MESSAGE_MENU = 1, 3
_SUBCOMMAND, _GROUP = 1, 2

_ADMINISTRATOR = 1 << 3
_GUILD_INSTALL, _USER_INSTALL = 0, 1
_CONTEXTS = {Guild: (0, "guilds"), type(None): (1, "DMs"), Chat: (2, "private channels")}


def find(world: World, user: User, place: Place, name: str, kind: int) -> Payload:
    """Answer a registered command, if Discord would show it to this user in this place."""
    synced = world.commands.get(place.id if place else None, []) + world.commands.get(None, [])
    of_kind = [command for command in synced if command["type"] == kind]
    for command in of_kind:
        if command["name"] == name:
            _require_offered(world, command, user, place)
            return command
    known = ", ".join(sorted(command["name"] for command in of_kind)) or "none at all"
    raise NotOfferedError(f"command {name!r} was never synced; the bot registered: {known}")


def _require_offered(world: World, command: Payload, user: User, place: Place) -> None:
    name = command["name"]
    contexts = command.get("contexts")
    if contexts is None:
        contexts = [0] if command.get("dm_permission") is False else [0, 1]
    here, called = _CONTEXTS[type(place)]
    if here not in contexts:
        raise NotOfferedError(f"/{name} is not offered in {called}")
    if place is None:
        return
    is_installed = isinstance(place, Guild) and place.installed
    if not is_installed and _USER_INSTALL not in (
        command.get("integration_types") or [_GUILD_INSTALL]
    ):
        raise NotOfferedError(f"/{name} is not offered to user installations")
    if isinstance(place, Chat):
        return
    required = command.get("default_member_permissions")
    permissions = place.member(user).permissions
    if required is None or permissions & _ADMINISTRATOR or (place.id, name) in world.opened:
        return
    if int(required) == 0 or permissions & int(required) != int(required):
        raise NotOfferedError(f"/{name} is not offered to {user.name}: permissions are missing")


def fill(
    world: World, user: User, place: Place, words: str, values: Mapping[str, object]
) -> Payload:
    """Answer the interaction data of a finished command; words may name subcommands."""
    command, path, options = _locate(world, user, place, words)
    unknown = sorted(set(values) - {option["name"] for option in options})
    if unknown:
        raise NotOfferedError(f"/{words} has no option {', '.join(unknown)}")
    missing = [o["name"] for o in options if o.get("required") and o["name"] not in values]
    if missing:
        raise NotOfferedError(f"/{words} requires {', '.join(missing)}")
    resolved: Payload = {}
    filled = [
        {"type": option["type"], "name": option["name"]}
        | {"value": _value(option, values[option["name"]], place, resolved)}
        for option in options
        if option["name"] in values
    ]
    return _data(command, path, filled) | ({"resolved": resolved} if resolved else {})


def typing(
    world: World,
    user: User,
    place: Place,
    words: str,
    option_name: str,
    typed: str,
    others: Mapping[str, object],
) -> tuple[Payload, int]:
    """Answer the data of a command whose one option is being typed, and that option's type."""
    command, path, options = _locate(world, user, place, words)
    by_name = {option["name"]: option for option in options}
    focused = by_name.get(option_name)
    if focused is None or not focused.get("autocomplete"):
        raise NotOfferedError(f"/{words} has no option {option_name!r} with autocomplete")
    filled = [
        {
            "type": by_name[name]["type"],
            "name": name,
            "value": _value(by_name[name], value, place, {}),
        }
        for name, value in others.items()
    ]
    half: Payload = {"type": focused["type"], "name": option_name, "value": typed, "focused": True}
    return _data(command, path, [*filled, half]), focused["type"]


def menu_data(world: World, user: User, place: Place, name: str, message: Payload) -> Payload:
    """Answer the data of a command from the menu on a message."""
    command = find(world, user, place, name, MESSAGE_MENU)
    return _data(command, [], None) | {
        "target_id": message["id"],
        "resolved": {"messages": {message["id"]: message}},
    }


def _locate(
    world: World, user: User, place: Place, words: str
) -> tuple[Payload, list[Payload], list[Payload]]:
    """Answer the command, the subcommands below it, and the options of the last."""
    name, *rest = words.split()
    command = find(world, user, place, name, CHAT_INPUT)
    options: list[Payload] = command.get("options") or []
    path: list[Payload] = []
    for word in rest:
        below = {part["name"]: part for part in options if part["type"] in {_SUBCOMMAND, _GROUP}}
        if word not in below:
            raise NotOfferedError(f"/{words}: no subcommand {word!r}, only {', '.join(below)}")
        path.append(below[word])
        options = below[word].get("options") or []
    if any(option["type"] in {_SUBCOMMAND, _GROUP} for option in options):
        offered = ", ".join(option["name"] for option in options)
        raise NotOfferedError(f"/{words} needs a subcommand: {offered}")
    return command, path, options


def _data(command: Payload, path: list[Payload], options: list[Payload] | None) -> Payload:
    for part in reversed(path):
        options = [{"type": part["type"], "name": part["name"], "options": options}]
    data: Payload = {key: command[key] for key in ("id", "name", "type")}
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    return data | ({"options": options} if options is not None else {})


def _value(option: Payload, value: object, place: Place, resolved: Payload) -> object:
    """Check as Discord's client does, and note what the value refers to."""
    name, kind = option["name"], option["type"]
    if choices := option.get("choices"):
        for choice in choices:
            if value in (choice["value"], choice["name"]):
                return choice["value"]
        offered = ", ".join(choice["name"] for choice in choices)
        raise NotOfferedError(f"option {name}: {value!r} is not one of {offered}")
    match kind, value:
        case (4 | 10, bool()):
            pass
        case (3, str()):
            _require_between(option, len(value), "length")
            return value
        case (4, int()) | (10, int() | float()):
            _require_between(option, value, "value")
            return value
        case (5, bool()):
            return value
        case (6, User()):
            resolved.setdefault("users", {})[str(value.id)] = payloads.user(value)
            if isinstance(place, Guild):
                body = payloads.member(place.member(value), with_permissions=True)
                del body["user"], body["deaf"], body["mute"]
                resolved.setdefault("members", {})[str(value.id)] = body
            return str(value.id)
        case (7, Channel()):
            permissions = {"permissions": str(payloads.MEMBER_PERMISSIONS)}
            within = place if isinstance(place, Guild) else None
            body = payloads.text_channel(value, guild=within) | permissions
            resolved.setdefault("channels", {})[str(value.id)] = body
            return str(value.id)
        case (8, Role()):
            body = payloads.role(value.id, value.name, 1, 0)
            resolved.setdefault("roles", {})[str(value.id)] = body
            return str(value.id)
    raise NotOfferedError(f"option {name}: {value!r} does not suit type {kind}")


def _require_between(option: Payload, size: float, what: str) -> None:
    least, most = option.get(f"min_{what}"), option.get(f"max_{what}")
    if (least is not None and size < least) or (most is not None and size > most):
        raise NotOfferedError(f"option {option['name']}: {what} {size} is not in {least}..{most}")
