"""What is written down of those who use the bot: nothing."""

import sqlite3
from contextlib import closing

from tests.cogs.acting import options, pick
from tests.cogs.conftest import ONE_SHARD

pytestmark = ONE_SHARD


def dump(database) -> list[tuple[str, str]]:
    """(table, row as text) of all that the database holds."""
    with closing(sqlite3.connect(database)) as opened:
        tables = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return [
            (name, "|".join(map(str, row)))
            for (name,) in tables
            for row in opened.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - its own names
        ]


async def test_no_id_of_anybody_is_kept_but_of_a_server_that_chose_its_settings(
    simcord_env, simcord_bot, database, alice, bob, owner, channel
):
    simcord_bot.answers.desk.keep_misses = True
    other = simcord_env.create_guild("Other")
    there = other.create_text_channel("general")
    found = await alice.slash(channel, "quote", text="sourdough")
    await bob.click(found.response, label="Next match (1 of 8)")
    await alice.click(found.response, label="Note")
    for command, asked in (
        ("note", {"topic": "agi"}),
        ("random", {}),
        ("video", {"video": "sourdough"}),
        ("browse", {}),
        ("about", {}),
        ("note", {"topic": "qqqqzzzz"}),
    ):
        await alice.slash(channel, command, **asked)
        await other.add_member(bob.user).slash(there, command, **asked)
        await alice.user.slash(command, **asked)
    searched = await bob.slash(channel, "search", query="sourdough")
    label = options(searched.response, "Open one in full")[0]
    await pick(bob, searched.response, "Open one in full", label)
    await alice.click((await alice.click(found.response, label="Note")).response, label="Share")
    await alice.autocomplete(channel, "note", "topic", "sour")
    await owner.slash(channel, "settings set", replies="private")
    await owner.slash(channel, "vault reload")
    await owner.slash(channel, "vault misses")

    held = dump(database)

    people = [alice, bob, owner, other, there, channel, found.response]
    for table, row in held:
        assert not [each for each in people if str(each.id) in row]
        assert not [each for each in (alice, bob, owner) if each.name in row.split("|")]
        assert table == "guild_settings" or str(simcord_env.guild.id) not in row
    assert [table for table, row in held if str(simcord_env.guild.id) in row] == ["guild_settings"]
    assert ("misses", "note|qqqqzzzz") in [
        (t, r.rpartition("|")[0].rpartition("|")[0]) for t, r in held
    ]
