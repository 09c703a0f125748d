"""Thousands of commands and presses that mean harm, over sockets, to the bot's own process."""

import sys
import time

import pytest

from tests.e2e.actors import EPHEMERAL, Answer, Payload
from tests.e2e.messages import message
from tests.e2e.process import running, stopped
from tests.hostile.forged import Forger
from tests.hostile.forging import MESSAGE_MENU, command_data, forge_command, forge_press
from tests.hostile.texts import Typist
from tests.replies.markup import Sent
from tests.replies.properties import id_faults

COUNT = 2_500
WORDS = ["sourdough", "deepseek", "starter", "agi", "checks", "homework", "the", "bread", "heat"]
COMMANDS = {
    "note": "topic", "quote": "text", "search": "query", "video": "video", "random": "channel",
    "browse": "channel", "about": "", "daily set": "zone", "daily show": "", "daily preview": "",
    "daily pause": "", "daily clear": "", "settings set": "channel", "settings show": "",
    "settings reset": "", "vault status": "", "vault misses": "", "vault reload": "",
}  # fmt: skip
FULL = 30
"""An interaction that is refused by the owner of the bot's commands is no test of them."""


@pytest.mark.slow
async def test_thousands_of_forged_interactions_are_answered_and_do_no_harm(discord, tmp_path):
    typist = Typist(5, WORDS, [1, 2, 3])
    draw, forger = typist.draw, Forger(typist)
    people = [discord.user(name) for name in ("alice", "bob")]
    adam = discord.user("adam")
    room = discord.guild("R\n\x1b[2J\u202e @everyone", members=people, administrators=[adam])
    away = discord.guild("Away", members=[*people, adam], installed=False)
    places = (room, room, room, away, None, discord.chat(*people, adam))
    answers: list[Answer] = []

    def data() -> Payload:
        """A command as Discord would send it, or one that there is none of."""
        command = draw.choice((*COMMANDS, *COMMANDS, *COMMANDS, typist.text()[:32] or "x"))
        option = COMMANDS.get(command, "x")
        options: Payload = {option: typist.text()} if option else {}
        if draw.random() < 0.3:
            names = ("channel", "private", "in", "zone", "time", "full", "x", typist.text()[:9])
            values = (typist.text(), True, 7, -1, 2**53, 0.5, "")
            options[draw.choice(names)] = draw.choice(values)
        return command_data(command, options)

    async def act() -> Answer:
        user, place = draw.choice((*people, adam)), draw.choice(places)
        way = draw.random()
        if way < 0.4:
            return await forge_command(discord, user, place, data())
        if way < 0.55:
            typed = data()
            focused = _last(typed["options"])
            if focused is None or focused["type"] != 3:
                return await forge_command(discord, user, place, typed)
            return await forge_command(discord, user, place, _typing(typed, focused), typing=True)
        if way < 0.6:
            source = _foreign(discord, people[0], {"content": typist.text()[:2_000]})
            menu = command_data("x", {}, kind=MESSAGE_MENU) | {
                "name": draw.choice(("Find a quote", "Find a quote", "nothing")),
                "target_id": source["id"], "resolved": {"messages": {source["id"]: source}},
            }  # fmt: skip
            return await forge_command(discord, user, place, menu)
        ours = [answer for answer in answers if answer.message]
        if ours and draw.random() < 0.6:
            source = draw.choice(ours).message.payload
        else:
            body = forger.message() | {"flags": draw.choice((0, EPHEMERAL))}
            source = _foreign(discord, people[0], body)
        parts = [part for row in source["components"] for part in row["components"]]
        ids = [part["custom_id"] for part in parts if part.get("custom_id")]
        custom_id = draw.choice(ids) if ids and draw.random() < 0.5 else forger.custom_id()
        values = (forger.custom_id(),) if custom_id.startswith("vm:") else ()
        return await forge_press(discord, user, place, custom_id, source, *values)

    started = time.perf_counter()
    async with running(tmp_path, discord, cooldown={"uses": 10**6}) as process:
        for _ in range(COUNT):
            answers.append(await act())
            del answers[:-FULL]
            if (shown := answers[-1].message) and shown.payload["author"]["id"] != "1":
                found = Sent(shown.payload)
                assert list(id_faults(found)) == [] or shown.payload.get("foreign")
        took = time.perf_counter() - started
        code, log = await stopped(process)

    waits = [wait for wait in discord.waits.values() if wait is not None]
    sys.stdout.write(
        f"{COUNT:,} in {took:.0f} s; the slowest was acknowledged in {max(waits):.2f} s\n"
    )
    assert code == 0
    assert "Traceback" not in log
    assert "ERROR" not in log
    assert not {"\x1b", "\u202e"} & set(log)


def _foreign(discord, author, body: Payload) -> Payload:
    """A message that is none of ours."""
    number = discord._world.ids.next()
    return message(message_id=number, channel_id=2, author=author, body=body)


def _last(options: list[Payload]) -> Payload | None:
    while options and "options" in options[-1]:
        options = options[-1]["options"]
    return options[-1] if options else None


def _typing(data: Payload, focused: Payload) -> Payload:
    focused["focused"] = True
    return data
