"""A user's own installation: every row of the table in a server that the bot is not in."""

from itertools import product

import pytest

from tests.cogs.rows import ROWS, Row, Who
from tests.e2e.actors import Answer, NotOfferedError, nested
from tests.e2e.process import running, stopped

pytestmark = pytest.mark.slow


def seen(answer: Answer) -> str:
    return str(answer.message.payload) if answer.message else ""


def menus(answer: Answer) -> tuple[str, ...]:
    return tuple(each["placeholder"] for each in nested(answer.components) if each["type"] == 3)


def buttons(answer: Answer, row: Row) -> tuple[str, ...]:
    """What a quote by chance can be watched at is another each time."""
    return tuple(answer.buttons[-len(row.buttons) :] if row.buttons else answer.buttons)


async def test_what_is_for_everyone_answers_and_the_rest_is_not_offered(discord, tmp_path):
    alice, bob = discord.user("alice"), discord.user("bob")
    away = discord.guild("Away", members=[alice], administrators=[discord.owner], installed=False)
    chat = discord.chat(alice, bob, discord.owner)
    uses = 2 * len(ROWS)
    async with running(tmp_path, discord, cooldown={"uses": uses}) as process:
        for row, place in product(ROWS, (away, chat)):
            if row.to_user_install:
                answer = await discord.slash(alice, place, row.command, **row.options)
                given = answer.ephemeral, buttons(answer, row), menus(answer)
                assert given == (row.private, row.buttons, row.menus), str(row)
                assert [words for words in row.says if words not in seen(answer)] == [], str(row)
            else:
                with pytest.raises(NotOfferedError):
                    await discord.slash(discord.owner, place, row.command, **row.options)
        code, log = await stopped(process)

    assert {row.who for row in ROWS if row.to_user_install} == {Who.EVERYONE}
    assert code == 0
    assert "Traceback" not in log


@pytest.mark.parametrize("where", ["server", "chat"])
async def test_its_buttons_menus_and_choices_work_as_anywhere(discord, tmp_path, where):
    alice, bob = discord.user("alice"), discord.user("bob")
    away = discord.chat(alice, bob)
    if where == "server":
        away = discord.guild("Away", members=[alice, bob], installed=False)
    async with running(tmp_path, discord) as process:
        found = await discord.slash(alice, away, "quote", text="sourdough")
        turned = await discord.press(alice, found, "Next match (1 of 8)")
        copy = await discord.press(bob, found, "Next match (2 of 8)")
        refused = await discord.press(bob, found, "Delete")
        shared = await discord.press(bob, copy, "Share")
        shared = await discord.refreshed(shared, followups=1)
        deleted = await discord.press(alice, found, "Delete")
        menu = await discord.use_on_message(alice, away, "Find a quote", "checks its own homework")
        missing = await discord.slash(alice, away, "note", topic="qqqqzzzz")
        choices = await discord.autocomplete(alice, away, "note", "topic", "agi")
        browsed = await discord.slash(alice, away, "browse")
        videos = await discord.choose(alice, browsed, "Pick a channel", "The Kitchen Lab")
        code, log = await stopped(process)

    assert turned.message.id == found.message.id
    assert copy.ephemeral
    assert refused.ephemeral
    assert "Only whoever asked" in refused.content
    assert shared.followups[0].buttons[-1] == "Delete"
    assert deleted.message is None
    assert menu.ephemeral
    assert missing.ephemeral
    assert "AGI" in choices[0]["name"]
    assert menus(videos) == ("Pick a video",)
    assert code == 0
    assert "Traceback" not in log
