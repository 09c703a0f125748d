"""Ids of buttons that nobody of ours made, and messages around them."""

import random
from typing import Any

from bot.model import Action, Verb
from bot.reply.custom_ids import format_id
from bot.reply.text import visible
from tests.hostile.texts import Typist

OTHERS = [
    "confirm", "cancel:123", "ticket_open", "page_next", "{'a': 1}", '{"op":"x"}',
    "role:1234567890", "vb", "vb:", "VB:q:0000000000", "vb:zz", "vb:q", "vb:q:::::::", "vm:0",
    "vm:1", "vm:99", "vm:x", "vm:", "v" * 100, "\0", "vb:d", "vb:sh", "vb:q:\n", "vb:x:::: ",
    "vb:np::99999", "vb:np::-9999", "vb:s::9999::", "vb:a:::::",
    "vb:a:0000000000:1::9999999999999999999", "vb:a:0000000000:1::٣",
]  # fmt: skip
VERBS = list(Verb)
PAGES = [-9_999, -1, 0, 0, 0, 1, 1, 2, 9, 500, 9_999]


class Forger:
    """Writes ids, the same for the same seed."""

    def __init__(self, typist: Typist) -> None:
        self._typist = typist
        self._draw: random.Random = typist.draw

    def action(self) -> Action:
        """Any press."""
        channel = self._typist.key() if self._draw.random() < 0.3 else 0
        text = self._typist.text() if self._draw.random() < 0.5 else ""
        return Action(
            self._draw.choice(VERBS), self._typist.key(), self._draw.choice(PAGES), channel, text
        )

    def custom_id(self) -> str:
        """One of ours, ours mangled, or somebody else's; at most as long as Discord lets it be."""
        if self._draw.random() < 0.1:
            return self._draw.choice(OTHERS)
        made = format_id(self.action())
        return made if self._draw.random() < 0.5 else self._mangled(made)[:100] or "x"

    def _mangled(self, text: str) -> str:
        place = self._draw.randrange(len(text) + 1)
        return self._draw.choice(
            (
                text[:place],
                text[place:],
                text[:place] + self._typist.text()[:20] + text[place:],
                text[:place] + chr(self._draw.randrange(0x110000)) + text[place + 1 :],
                text + ":" * self._draw.randint(1, 9),
                text.replace(":", "", 1),
                text.upper(),
                text * 2,
            )
        )

    def message(self) -> dict[str, Any]:
        """The body of a message that another bot could have sent, with buttons and a menu."""
        if self._draw.random() < 0.3:
            return {}
        text = self._typist.text
        button = {"type": 2, "style": 2, "label": "x", "custom_id": self.custom_id()}
        option = {"label": text()[:100] or "x", "value": self.custom_id()}
        menu = {"type": 3, "custom_id": "vm:0", "placeholder": text()[:100], "options": [option]}
        embed = {
            "title": text()[:256], "description": text()[:4_000], "footer": {"text": text()[:200]},
            "fields": [{"name": text()[:200] or "x", "value": text()[:900] or "x"}],
        }  # fmt: skip
        return {
            "content": visible(text())[:2_000],
            "embeds": [embed] if self._draw.random() < 0.5 else [],
            "components": [
                {"type": 1, "components": [menu]},
                {"type": 1, "components": [button, {**button, "custom_id": self.custom_id()}]},
            ],
        }
