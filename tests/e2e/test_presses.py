"""Buttons and menus of the real process: after a restart, after a reload, on what is not ours."""

from tests.e2e.process import running, stopped


async def test_a_message_from_before_a_restart_and_a_reload_works(discord, tmp_path):
    alice, bob = discord.user("alice"), discord.user("bob")
    room = discord.guild("Room", members=[alice, bob], administrators=[discord.owner])
    async with running(tmp_path, discord) as process:
        quote = await discord.slash(alice, room, "quote", text="sourdough")
        mine = await discord.slash(alice, room, "note", topic="agi", private=True)
        found = await discord.slash(alice, room, "search", query="sourdough")
        dm = await discord.slash(alice, None, "quote", text="sourdough")
        await stopped(process)

    loaf = tmp_path / "vault" / "kitchenlab" / "baking_a_sourdough_loaf.md"
    async with running(tmp_path, discord) as process:
        copy = await discord.press(bob, quote, "Next match (1 of 8)")
        turned = await discord.press(alice, quote, "Next match (1 of 8)")
        in_dm = await discord.press(alice, dm, "Later ▶")
        shared = await discord.press(alice, mine, "Share")
        shared = await discord.refreshed(shared, followups=1)
        picked = await discord.choose(alice, found, "Open one in full", "Baking a sourdough loaf")
        loaf.write_text(loaf.read_text("utf-8").replace("gummy", "sticky"), "utf-8")
        reloaded = await discord.slash(discord.owner, room, "vault reload")
        on = await discord.press(alice, quote, "Next match (2 of 8)")
        deleted = await discord.press(alice, quote, "Delete")
        code, log = await stopped(process)

    assert (copy.type, copy.ephemeral) == (4, True)
    assert (turned.type, turned.message.id) == (7, quote.message.id)
    assert "Next match (2 of 8)" in turned.buttons
    assert in_dm.message.id == dm.message.id
    assert shared.buttons[-1] == "Shared"
    assert shared.followups[0].buttons[-1] == "Delete"
    assert not shared.followups[0].ephemeral
    assert picked.ephemeral
    assert picked.embeds[0]["title"] == "Baking a sourdough loaf"
    assert "~1 " in reloaded.content
    assert "Next match (3 of 8)" in on.buttons
    assert deleted.message is None
    assert code == 0
    assert "Traceback" not in log


async def test_a_quote_that_a_reload_changed_offers_what_stands_there_now(discord, tmp_path):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice], administrators=[discord.owner])
    loaf = tmp_path / "vault" / "kitchenlab" / "baking_a_sourdough_loaf.md"
    async with running(tmp_path, discord) as process:
        quote = await discord.slash(alice, room, "quote", text="sourdough gummy")
        loaf.write_text(loaf.read_text("utf-8").replace("gummy", "sticky"), "utf-8")
        await discord.slash(discord.owner, room, "vault reload")

        gone = await discord.press(alice, quote, "Cite")
        nearest = await discord.press(alice, gone, gone.buttons[0])
        found = await discord.slash(alice, room, "quote", text="sourdough sticky")
        code, log = await stopped(process)

    assert gone.ephemeral
    assert "no longer in the vault" in gone.content
    assert nearest.ephemeral
    assert nearest.embeds[0]["title"] == "Baking a sourdough loaf"
    assert "**sticky**" in found.embeds[0]["description"]
    assert code == 0
    assert "Traceback" not in log


async def test_find_a_quote_on_a_message(discord, tmp_path):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice])
    async with running(tmp_path, discord):
        here = await discord.use_on_message(alice, room, "Find a quote", "checks its own homework")
        dm = await discord.use_on_message(alice, None, "Find a quote", "checks its own homework")
        none = await discord.use_on_message(alice, room, "Find a quote", "qqqq zzzz")
        empty = await discord.use_on_message(alice, room, "Find a quote", "")

    for answer in (here, dm):
        assert answer.ephemeral
        assert "**checks its own homework**" in answer.embeds[0]["description"]
        assert answer.buttons[-1] == "Share"
    assert none.ephemeral
    assert "qqqq zzzz" in none.content
    assert "no words" in empty.content
