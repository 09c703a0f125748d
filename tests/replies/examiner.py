"""Takes replies, sends them as far as Discord's door, and keeps what is wrong with them."""

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from bot.model import Choice
from bot.reply.message import Reply
from bot.reply.payload import reply_payload
from tests.e2e.actors import EPHEMERAL, Payload
from tests.e2e.fast_conformance import callback_violations
from tests.replies.markup import Sent
from tests.replies.properties import id_faults, markup_faults

MOST_FAULTS = 40
OWN_MARKUP = frozenset({"cite", "settings"})
"""In blocks of code nothing acts; and settings are a list."""


@dataclass(slots=True)
class Tally:
    """What came of an examination."""

    payloads: Counter[str] = field(default_factory=Counter)
    """By the kind of reply."""
    seconds: Counter[str] = field(default_factory=Counter)
    """That making them took, by kind; judging them is not in it."""
    faults: list[str] = field(default_factory=list)
    """The first of them, each with the reply it was found in."""
    found: int = 0
    """All of them."""
    longest: int = 0
    """Characters of the longest private message with buttons; sharing it adds a line."""

    def add(self, other: "Tally") -> None:
        """Count what another process found, too."""
        self.payloads.update(other.payloads)
        self.seconds.update(other.seconds)
        self.found += other.found
        self.longest = max(self.longest, other.longest)
        self.faults += other.faults[: MOST_FAULTS - len(self.faults)]


class Examiner:
    """One process's examination of replies."""

    def __init__(self) -> None:
        self.tally = Tally()

    async def take(
        self, kind: str, name: str, coming: Awaitable[Reply], *, emphasised: bool = False
    ) -> Sent:
        """The message that a reply is sent as, judged for all that holds of every message."""
        started = time.perf_counter()
        reply = await coming
        self._count(kind, started)
        body = as_sent(reply)
        sent = Sent(body["data"])
        self.blame(kind, name, iter(callback_violations(body)))
        self.blame(kind, name, id_faults(sent))
        if kind not in OWN_MARKUP:
            self.blame(kind, name, markup_faults(sent, emphasised=emphasised))
        if reply.ephemeral and reply.rows and not reply.notice:
            self.tally.longest = max(self.tally.longest, len(reply.content))
        return sent

    def choices(self, kind: str, name: str, make: Callable[[], list[Choice]]) -> list[Choice]:
        """What autocomplete offers, judged."""
        started = time.perf_counter()
        made = make()
        self._count(kind, started)
        offered = [{"name": choice.name, "value": choice.value} for choice in made]
        self.blame(kind, name, iter(callback_violations({"type": 8, "data": {"choices": offered}})))
        return made

    def blame(self, kind: str, name: str, faults: Iterator[str]) -> None:
        """Keep faults."""
        for fault in faults:
            self.tally.found += 1
            if len(self.tally.faults) < MOST_FAULTS:
                self.tally.faults.append(f"{kind} {name}: {fault}")

    def _count(self, kind: str, started: float) -> None:
        self.tally.seconds[kind] += time.perf_counter() - started
        self.tally.payloads[kind] += 1


def as_sent(reply: Reply) -> Payload:
    """The body of the answer to an interaction that a reply becomes."""
    made = reply_payload(reply)
    flags = {"flags": EPHEMERAL} if made.pop("ephemeral") else {}
    data = {key: value for key, value in made.items() if value} | flags
    if reply.attachment:
        data["attachments"] = [{"id": 0, "filename": reply.attachment[0]}]
    return {"type": 4, "data": data}
