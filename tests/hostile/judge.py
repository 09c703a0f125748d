"""Asks one thing after another, and keeps what raised, what breaks a rule and what is slow."""

import math
import re
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.model import Choice
from bot.reply.message import Reply
from tests.e2e.actors import Json, Payload
from tests.e2e.fast_conformance import callback_violations
from tests.hostile.commands import Asked
from tests.replies.examiner import as_sent
from tests.replies.markup import Sent
from tests.replies.properties import id_faults, markup_faults

SLOW = 1.0
"""Seconds of processor time, of all threads together."""
AGAIN = 3
"""Times that what was slow is asked again: the machine may have been busy."""
MOST_FAULTS = 20

OWN_MARKUP = frozenset({"settings", "daily", "share", "about", "status", "misses"})
"""Kinds whose words have mark-up of ours in them."""
_ACTS = re.compile(r"(?<!\\)(?:\\\\)*(?:@everyone|@here|<@|<#|</|<a?:\w|\]\()")
_HIDES = re.compile("[\x00-\x08\x0e-\x1b\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(slots=True)
class Judge:
    """What came of it, counted by kind."""

    asked: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds of processor time."""
    slowest_of: str = ""

    async def ask(self, asked: Asked) -> Reply | None:
        """Ask, judge what comes, and return it where it is a reply."""
        self.asked[asked.kind] += 1
        try:
            answer, seconds = await _timed(asked.coming)
            for _ in range(AGAIN):
                if seconds <= SLOW:
                    break
                seconds = min(seconds, (await _timed(asked.coming))[1])
            if seconds > self.slowest:
                self.slowest, self.slowest_of = seconds, f"{asked.kind} {asked.told[:200]}"
            if seconds > SLOW:
                self.blame(asked, f"{seconds:.2f} s")
            body = _body(answer)
        except Exception:  # noqa: BLE001 - that is what is looked for
            self.blame(asked, traceback.format_exc(limit=-6))
            return None
        for fault in [*callback_violations(body), *_faults(asked.kind, body)]:
            self.blame(asked, fault)
        return answer if isinstance(answer, Reply) else None

    def blame(self, asked: Asked, fault: str) -> None:
        """Keep a fault."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(f"{asked.kind} {asked.told[:1_000]}: {fault}")

    def told(self, seconds: float) -> str:
        """A line about all of it."""
        total = self.asked.total()
        return (
            f"{total:,} asked in {seconds:.0f} s, {1000 * seconds / total:.1f} ms each; "
            f"the slowest took {math.ceil(1000 * self.slowest)} ms: {self.slowest_of[:120]}"
        )


async def _timed(
    make: Callable[[], Awaitable[Reply | list[Choice]]],
) -> tuple[Reply | list[Choice], float]:
    started = time.process_time()
    answer = await make()
    return answer, time.process_time() - started


def _body(answer: Reply | list[Choice]) -> Payload:
    if isinstance(answer, Reply):
        return as_sent(answer)
    offered = [{"name": choice.name, "value": choice.value} for choice in answer]
    return {"type": 8, "data": {"choices": offered}}


def _faults(kind: str, body: Payload) -> list[str]:
    """Mark-up that acts, and what hides or reorders what stands beside it."""
    data = body["data"]
    found = [f"hides: {text[:200]!r}" for text in _texts(data) if _HIDES.search(text)]
    if body["type"] != 4:
        return found
    sent = Sent(data)
    found += id_faults(sent)
    if kind in OWN_MARKUP:
        found += [f"acts: {line[:200]!r}" for line in sent.lines if _mentions(kind, line)]
    elif not data.get("content", "").startswith("Markdown\n```"):
        found += markup_faults(sent, emphasised=True)
    return found


def _mentions(kind: str, line: str) -> bool:
    ours = line.replace("<#9>", "") if kind in ("daily", "share") else line
    return bool(_ACTS.search(re.sub(r"\]\(<?https://youtu\.be/", "", ours)))


def _texts(value: Json) -> list[str]:
    """All texts of a payload but ids, which nobody sees."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        seen = [each for key, each in value.items() if key not in ("custom_id", "value")]
        return [text for each in seen for text in _texts(each)]
    return [text for each in value for text in _texts(each)] if isinstance(value, list) else []
