"""The people, places and answers of a test: small frozen values, no behaviour that reaches out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = Any
"""Any JSON value: only what reads it knows its shape."""
Payload = dict[str, Any]
"""A JSON object as it travels."""

EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15


class NotOfferedError(AssertionError):
    """A real user could not have done this: Discord's own client would not have offered it."""


class NoAnswerError(AssertionError):
    """The bot let a user wait: Discord would show that the application did not respond."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who types commands."""

    id: int
    name: str
    locale: str = "en-US"


@dataclass(frozen=True, slots=True)
class Role:
    """A role of one guild."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A text channel of one guild."""

    id: int
    name: str
    forbids: str = ""
    """What the bot may not do there: `write` or `view`; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Member:
    """A user in one guild."""

    user: User
    role_ids: tuple[int, ...] = ()
    permissions: int = 0
    """Discord's permission bits, already resolved for every channel of the guild."""


@dataclass(frozen=True, slots=True)
class Guild:
    """A guild, its first channel being where commands are typed."""

    id: int
    name: str
    owner_id: int
    channels: tuple[Channel, ...]
    members: tuple[Member, ...]
    roles: tuple[Role, ...] = ()
    installed: bool = True
    """False: the bot is not in the guild, its commands are there by a user's own installation."""
    system_channel_id: int | None = None

    def member(self, user: User) -> Member:
        """Answer who the user is here; fails for a stranger."""
        for member in self.members:
            if member.user.id == user.id:
                return member
        raise NotOfferedError(f"{user.name} is not a member of {self.name}")

    def channel(self, name: str) -> Channel:
        """Answer the channel with this name."""
        return next(channel for channel in self.channels if channel.name == name)

    def role(self, name: str) -> Role:
        """Answer the role with this name."""
        return next(role for role in self.roles if role.name == name)


def nested(components: list[Payload]) -> Iterator[Payload]:
    """Every component, containers before what they hold."""
    for component in components:
        yield component
        yield from nested(component.get("components") or [])
        if accessory := component.get("accessory"):
            yield accessory


def names(component: Payload) -> tuple[str, ...]:
    """Answer what a test may call a component: label, custom_id, placeholder, emoji."""
    emoji = component.get("emoji") or {}
    found = (component.get(key) for key in ("label", "custom_id", "placeholder"))
    return tuple(str(name) for name in (*found, emoji.get("name")) if name)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stood when it was looked at."""

    payload: Payload = field(repr=False)

    @property
    def id(self) -> int:
        return int(self.payload["id"])

    @property
    def content(self) -> str:
        return str(self.payload["content"])

    @property
    def embeds(self) -> list[Payload]:
        return list(self.payload["embeds"])

    @property
    def components(self) -> list[Payload]:
        """Top-level components: action rows, or layout components."""
        return list(self.payload["components"])

    @property
    def attachments(self) -> list[Payload]:
        return list(self.payload["attachments"])

    @property
    def ephemeral(self) -> bool:
        return bool(self.payload["flags"] & EPHEMERAL)

    @property
    def buttons(self) -> list[str]:
        """The labels (else the emojis) of all buttons, in order of reading."""
        return [
            (names(component) or ("",))[0]
            for component in nested(self.components)
            if component["type"] == 2
        ]

    def component(self, name: str) -> Payload:
        """Answer the button or select menu with this label, custom_id, placeholder or emoji."""
        usable = [part for part in nested(self.components) if part["type"] in {2, 3, 5, 6, 7, 8}]
        for part in usable:
            if name in names(part):
                return part
        offered = ", ".join(repr(names(part)[0]) for part in usable if names(part)) or "nothing"
        raise NotOfferedError(f"no component {name!r}: the message offers {offered}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user saw after one action."""

    type: int
    """The interaction callback's type: 4 message, 5 deferred, 6 nothing yet, 7 edit, 9 modal."""
    message: Message | None
    """The reply (types 4, 5) or the message acted on (6, 7); None if it was deleted."""
    followups: tuple[Message, ...]
    seconds: float
    """From the user's action to the bot's first acknowledgement."""
    callback: Payload = field(repr=False)
    """The acknowledgement as the bot sent it."""
    token: str = field(repr=False)

    def _shown(self) -> Message:
        if self.message is None:
            raise AssertionError("the message was deleted")
        return self.message

    @property
    def content(self) -> str:
        return self._shown().content

    @property
    def embeds(self) -> list[Payload]:
        return self._shown().embeds

    @property
    def components(self) -> list[Payload]:
        return self._shown().components

    @property
    def buttons(self) -> list[str]:
        return self._shown().buttons

    @property
    def ephemeral(self) -> bool:
        return self._shown().ephemeral


@dataclass(frozen=True, slots=True)
class Request:
    """One thing the bot sent, over REST or the gateway."""

    method: str
    """An HTTP method, or WS for a gateway payload."""
    path: str
    """Without /api/v10; for WS the name of the operation, such as IDENTIFY."""
    query: dict[str, str]
    payload: Any
    """The JSON body (of multipart: payload_json); None if there was none."""
    files: tuple[str, ...] = ()
    """Names of the uploaded files."""
    status: int = 0
    """What was answered; 0 while it is being answered."""
    seconds: float = 0.0
    """On the stand-in's monotonic clock, at arrival."""
