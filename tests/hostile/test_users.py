"""Thousands of commands and presses that mean harm, over sockets, to the bot's own process."""

import sys
import time
from collections.abc import Sequence

import pytest

from tests.e2e.actors import EPHEMERAL, Answer, Payload, Place, User
from tests.e2e.messages import message
from tests.e2e.process import PATIENCE, running, stopped
from tests.e2e.standin import StandIn
from tests.hostile.forged import Forger
from tests.hostile.forging import MESSAGE_MENU, command_data, forge_command, forge_press
from tests.hostile.texts import Typist

COUNT = 2_500
TYPED = ("note", "quote", "video", "random", "browse", "daily set", "settings set")
"""Those whose first option offers choices; Discord asks for none of others."""
HIDING = "R\n\x1b[2J\u202e @everyone"
WORDS = ["sourdough", "deepseek", "starter", "agi", "checks", "homework", "the", "bread", "heat"]
COMMANDS = {
    "note": "topic", "quote": "text", "search": "query", "video": "video", "random": "channel",
    "browse": "channel", "about": "", "daily set": "zone", "daily show": "", "daily preview": "",
    "daily pause": "", "daily clear": "", "settings set": "channel", "settings show": "",
    "settings reset": "", "vault status": "", "vault misses": "", "vault reload": "",
}  # fmt: skip
KEPT = 30
"""Answers that are remembered, to be pressed."""


class Mob:
    """People who send what no client would."""

    def __init__(self, discord: StandIn) -> None:
        self._discord = discord
        self._typist = Typist(5, WORDS, [1, 2, 3])
        self._forger = Forger(self._typist)
        self._draw = self._typist.draw
        people = [discord.user(name) for name in ("alice", "bob")]
        adam = discord.user("adam")
        room = discord.guild(HIDING, members=people, administrators=[adam])
        away = discord.guild("Away", members=[*people, adam], installed=False)
        self._people = (*people, adam)
        self._places = (room, room, room, away, None, discord.chat(*people, adam))
        self._answers: list[Answer] = []

    async def act(self) -> None:
        """Send anything; it must be answered."""
        user, place = self._draw.choice(self._people), self._draw.choice(self._places)
        way = self._draw.choice(
            (self._command, self._command, self._menu, self._press, self._press)
        )
        self._answers.append(await way(user, place))
        del self._answers[:-KEPT]

    async def _command(self, user: User, place: Place) -> Answer:
        """A command as Discord would send it, one that there is none of, or one being typed."""
        text, draw = self._typist.text, self._draw
        command = draw.choice((*COMMANDS, *COMMANDS, *COMMANDS, text()[:32] or "x"))
        option = COMMANDS.get(command, "x")
        options: Payload = {option: text()} if option else {}
        if draw.random() < 0.3:
            names = ("channel", "private", "in", "zone", "time", "full", "x", text()[:9])
            options[draw.choice(names)] = draw.choice((text(), True, 7, -1, 2**53, 0.5, ""))
        data = command_data(command, options)
        typing = command in TYPED and draw.random() < 0.4
        if typing:
            last = data
            while last.get("options"):
                last = last["options"][0]
            last["focused"] = True
        return await forge_command(self._discord, user, place, data, typing=typing)

    async def _menu(self, user: User, place: Place) -> Answer:
        """A command on a message."""
        source = self._foreign({"content": self._typist.text()[:2_000]})
        name = self._draw.choice(("Find a quote", "Find a quote", "Find a quote", "x"))
        data = command_data(name, {}, kind=MESSAGE_MENU) | {
            "name": name,
            "target_id": source["id"],
            "resolved": {"messages": {source["id"]: source}},
        }
        return await forge_command(self._discord, user, place, data)

    async def _press(self, user: User, place: Place) -> Answer:
        """A press on an answer of ours, or on a message of another bot."""
        ours = [answer.message.payload for answer in self._answers if answer.message]
        foreign = self._foreign(
            self._forger.message() | {"flags": self._draw.choice((0, EPHEMERAL))}
        )
        source = self._draw.choice((*ours, foreign))
        parts = [part for row in source["components"] for part in row["components"]]
        ids = [part["custom_id"] for part in parts if part.get("custom_id")]
        own = bool(ids) and self._draw.random() < 0.6
        custom_id = self._draw.choice(ids) if own else self._forger.custom_id()
        values = (self._forger.custom_id(),) if custom_id.startswith("vm:") else ()
        if not own:
            # Discord tells of no press on what does not stand in the message.
            source = source | {"components": [_row(custom_id, values)]}
        return await forge_press(self._discord, user, place, custom_id, source, *values)

    def _foreign(self, body: Payload) -> Payload:
        """A message that is none of ours."""
        number = self._discord._world.ids.next()
        return message(message_id=number, channel_id=2, author=self._people[0], body=body)


def _row(custom_id: str, values: Sequence[str]) -> Payload:
    options = [{"label": "x", "value": value} for value in values]
    part: Payload = {"id": 2, "custom_id": custom_id, "type": 3 if values else 2}
    part |= {"options": options} if values else {"label": "x", "style": 2}
    return {"id": 1, "type": 1, "components": [part]}


@pytest.mark.slow
async def test_thousands_of_forged_interactions_are_answered_and_do_no_harm(tmp_path):
    async with StandIn(patience=PATIENCE) as discord:
        mob, started = Mob(discord), time.perf_counter()
        async with running(tmp_path, discord, cooldown={"uses": 10**6}) as process:
            for _ in range(COUNT):
                await mob.act()
            took = time.perf_counter() - started
            code, log = await stopped(process)
        slowest = max(wait for wait in discord.waits.values() if wait is not None)
        sys.stdout.write(
            f"{COUNT:,} in {took:.0f} s, the slowest acknowledged in {slowest:.2f} s\n"
        )
        assert discord.violations == []

    assert code == 0
    assert [line for line in log.splitlines() if "ERROR" in line or line[:1].isspace()] == []
    assert not {"\x1b", "\u202e"} & set(log)
