"""One interaction and all that comes of it, under Discord's own rules."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.e2e import messages, payloads
from tests.e2e.actors import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    Answer,
    Message,
    Payload,
    Place,
    User,
)
from tests.e2e.message_rules import is_empty

COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
"""Types of interaction."""

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Types of callback."""

_ALLOWED = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
}
_VALUE_TYPES: dict[int, tuple[type, ...]] = {3: (str,), 4: (int,), 10: (int, float)}


class RefusalError(Exception):
    """Discord says no."""

    def __init__(
        self, status: int, code: int, message: str, complaints: Sequence[str] = ()
    ) -> None:
        super().__init__(f"{status}/{code} {'; '.join(complaints) or message}")
        self.message = message
        self.status = status
        self.code = code
        """Discord's own JSON error code."""
        self.complaints = list(complaints)
        """What is wrong with the body, each as "where: what"."""


def unknown_message() -> RefusalError:
    return RefusalError(404, 10008, "Unknown Message")


@dataclass(slots=True, eq=False)
class Exchange:
    """Mutable: it grows as the bot answers."""

    id: int
    token: str
    kind: int
    user: User
    bot: User
    place: Place
    channel_id: int
    deadline: float
    """Monotonic time until which the first acknowledgement counts."""
    focused_type: int = 3
    """Autocomplete: the type of the option that is being typed."""
    source: Payload | None = None
    """Components: the message that holds what was pressed, and so @original for types 6 and 7."""
    started: float = field(default_factory=time.monotonic)
    callback: Payload | None = None
    acknowledged: float | None = None
    original: Payload | None = None
    followups: list[Payload] = field(default_factory=list)
    edits: int = 0
    """How often anything was edited, deleted or followed up since the acknowledgement."""
    expired: bool = False
    """True: its fifteen minutes are over."""
    refusals: list[str] = field(default_factory=list)
    """What the bot tried and was refused."""

    @property
    def messages(self) -> list[Payload]:
        """All that can still be seen."""
        return ([self.original] if self.original else []) + self.followups

    @property
    def settled(self) -> bool:
        """Whether the user has seen something final."""
        if self.callback is None:
            return False
        return self.callback["type"] not in {DEFERRED, DEFERRED_UPDATE} or self.edits > 0

    def answer(self) -> Answer:
        if self.callback is None or self.acknowledged is None:
            raise AssertionError("nothing was answered yet")
        return Answer(
            type=self.callback["type"],
            message=Message(self.original) if self.original else None,
            followups=tuple(Message(item) for item in self.followups),
            seconds=self.acknowledged - self.started,
            callback=self.callback,
            token=self.token,
        )

    def acknowledge(
        self, body: Payload, files: Sequence[str], message_id: int, *, arrived: float
    ) -> Payload:
        """Take the first callback; answers what Discord answers to with_response."""
        if self.callback is not None:
            raise RefusalError(400, 40060, "Interaction has already been acknowledged.")
        if arrived > self.deadline:
            raise RefusalError(404, 10062, "Unknown interaction")
        kind = body["type"]
        if kind not in _ALLOWED[self.kind] or (kind == CHOICES and not self._choices_fit(body)):
            raise RefusalError(400, 50035, "Invalid Form Body")
        data = body.get("data") or {}
        if kind in {MESSAGE, DEFERRED}:
            flags = int(data.get("flags") or 0) | (LOADING if kind == DEFERRED else 0)
            self.original = self._new(message_id, data | {"flags": flags}, files)
        elif kind in {DEFERRED_UPDATE, UPDATE}:
            self.original = self.source
            if kind == UPDATE and self.source is not None:
                self.original = _edited(self.source, data, files)
        self.callback, self.acknowledged = body, arrived
        return self._receipt(kind)

    def _choices_fit(self, body: Payload) -> bool:
        wanted = _VALUE_TYPES[self.focused_type]
        choices = (body.get("data") or {}).get("choices") or []
        return all(isinstance(choice["value"], wanted) for choice in choices)

    def _receipt(self, kind: int) -> Payload:
        receipt: Payload = {"interaction": {"id": str(self.id), "type": self.kind}}
        if self.original is not None:
            receipt["interaction"] |= {
                "response_message_id": self.original["id"],
                "response_message_loading": kind == DEFERRED,
                "response_message_ephemeral": bool(self.original["flags"] & EPHEMERAL),
            }
        if kind in {MESSAGE, UPDATE}:
            receipt["resource"] = {"type": kind, "message": self.original}
        return receipt

    def follow_up(self, body: Payload, files: Sequence[str], message_id: int) -> Payload:
        """Post another message; right after a deferral this fills the deferred one."""
        self._require_open()
        if self.original is not None and self.original["flags"] & LOADING:
            return self.edit("@original", body, files)
        message = self._new(message_id, body, files)
        self.followups.append(message)
        self.edits += 1
        return message

    def get(self, which: str) -> Payload:
        self._require_open()
        if which == "@original":
            if self.original is None:
                raise unknown_message()
            return self.original
        for message in self.messages:
            if message["id"] == which:
                return message
        raise unknown_message()

    def edit(self, which: str, body: Payload, files: Sequence[str]) -> Payload:
        before = self.get(which)
        after = _edited(before, body, files)
        self.replace(before["id"], after)
        return after

    def delete(self, which: str) -> None:
        self.replace(self.get(which)["id"], None)

    def replace(self, message_id: str, after: Payload | None) -> None:
        """Put the message's new state, or None for its end."""
        if self.original is not None and self.original["id"] == message_id:
            self.original = after
        changed = (after if item["id"] == message_id else item for item in self.followups)
        self.followups = [item for item in changed if item is not None]
        self.edits += 1

    def _require_open(self) -> None:
        if self.expired:
            raise RefusalError(401, 50027, "Invalid Webhook Token")
        if self.callback is None:
            raise RefusalError(404, 10015, "Unknown Webhook")

    def _new(self, message_id: int, body: Payload, files: Sequence[str]) -> Payload:
        return messages.message(
            message_id=message_id,
            channel_id=self.channel_id,
            author=self.bot,
            body=body,
            files=files,
        ) | {"interaction_metadata": self._metadata()}

    def _metadata(self) -> Payload:
        return {
            "id": str(self.id),
            "type": self.kind,
            "user": payloads.user(self.user),
            "authorizing_integration_owners": {},
        }


def _edited(before: Payload, body: Payload, files: Sequence[str]) -> Payload:
    after = messages.edited(before, body, files)
    after["flags"] &= ~LOADING
    if after["flags"] & COMPONENTS_V2 and (after["content"] or after["embeds"]):
        raise RefusalError(400, 50035, "Invalid Form Body")
    if is_empty(after):
        raise RefusalError(400, 50006, "Cannot send an empty message")
    return after
