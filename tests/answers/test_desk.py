"""What all answers stand on: what a server chose, where is looked, what is kept of it."""

import asyncio
from dataclasses import replace

import pytest

from bot.answers import ANYBODY, Asker, Desk
from bot.answers.desk import Scope
from bot.keys import key_of
from bot.library import Library
from bot.model import Action, GuildSettings, Replies, Verb
from bot.reply.embeds import Look
from bot.store.sqlite.store import SqliteStore
from tests.answers.conftest import GUILD
from tests.reply.build import buttons_of

HERE = Asker(GUILD, openly=True)


async def found_in(desk: Desk, scope: Scope, *channels: str) -> tuple[str, list[str], Scope]:
    """(what is found, the channels that were looked in, where it is said to be found)."""
    asked: list[str] = []

    async def find(channel: str) -> str:
        asked.append(channel)
        return f"in {channel}" if channel in channels else ""

    found, scope = await desk.find(scope, find)
    return found, asked, scope


async def test_a_server_that_chose_nothing_is_answered_as_the_bot_is_configured(desk: Desk) -> None:
    for asker in (ANYBODY, HERE):
        terms = await desk.terms(asker)
        assert (terms.look, terms.private, terms.channel) == (Look(lead_in=2), False, "")


async def test_what_a_server_chose_holds_at_once_there_and_nowhere_else(desk: Desk) -> None:
    await desk.terms(HERE)
    await desk.change_settings(GUILD, GuildSettings("kitchenlab", Replies.PRIVATE, 0, True))

    terms = await desk.terms(HERE)
    assert (terms.look, terms.private, terms.channel) == (Look(0, plain=True), True, "kitchenlab")
    assert (await desk.terms(Asker(GUILD + 1))).look == Look(lead_in=2)
    assert (await desk.terms(ANYBODY)).look == Look(lead_in=2)

    await desk.change_settings(GUILD, None)
    assert (await desk.terms(HERE)).look == Look(lead_in=2)


async def test_a_server_can_choose_embeds_where_the_bot_is_plain(
    sample: Library, store: SqliteStore
) -> None:
    desk = Desk(sample, store, Look(plain=True))
    await desk.change_settings(GUILD, GuildSettings(plain=False))

    assert not (await desk.terms(HERE)).look.plain
    assert (await desk.terms(ANYBODY)).look.plain


@pytest.mark.parametrize("replies", Replies)
async def test_what_the_asker_says_comes_before_what_the_server_chose(
    desk: Desk, replies: Replies
) -> None:
    await desk.change_settings(GUILD, GuildSettings(replies=replies))

    assert (await desk.terms(HERE)).private is (replies is Replies.PRIVATE)
    assert (await desk.terms(replace(HERE, private=True))).private
    assert not (await desk.terms(replace(HERE, private=False))).private


async def test_settings_are_read_once(desk: Desk, store: SqliteStore) -> None:
    await desk.terms(HERE)
    await store.kept.put_settings(GUILD, GuildSettings("kitchenlab"))

    assert (await desk.terms(HERE)).channel == ""


async def test_what_another_process_was_told_is_seen_where_it_is_read_anew(
    desk: Desk, store: SqliteStore
) -> None:
    await desk.look(GUILD)
    await store.kept.put_settings(GUILD, GuildSettings(plain=True))
    assert not (await desk.look(GUILD)).plain
    assert (await desk.fresh_look(GUILD)).plain
    assert (await desk.look(GUILD)).plain


async def test_a_change_while_settings_are_read_is_not_forgotten(desk: Desk) -> None:
    wanted = GuildSettings("kitchenlab")

    await asyncio.gather(
        desk.settings(GUILD), desk.settings(GUILD), desk.change_settings(GUILD, wanted)
    )

    assert await desk.settings(GUILD) == wanted


@pytest.mark.parametrize(
    ("channel", "text", "scope"),
    [
        ("", "deepseek", Scope("longwayround")),
        ("kitchenlab", "deepseek", Scope("kitchenlab", "kitchenlab")),
        (" The Kitchen Lab ", "", Scope("kitchenlab", "The Kitchen Lab")),
        ("kitchenlab", "x channel:sachinandadam", Scope("sachinandadam", "sachinandadam")),
        ("nowhere", "deepseek", None),
        ("", "x channel:nowhere", None),
        ("kitchenlab", "x channel:nowhere", None),
    ],
)
async def test_a_channel_in_the_text_comes_first_then_the_option_then_the_server_s(
    desk: Desk, channel: str, text: str, scope: Scope | None
) -> None:
    await desk.change_settings(GUILD, GuildSettings("longwayround"))

    assert desk.scope(channel, await desk.terms(HERE), text=text) == scope


async def test_a_press_looks_where_its_answer_was_found(desk: Desk) -> None:
    action = Action(Verb.NEXT, channel=key_of("kitchenlab"))

    assert desk.scope_of(action) == Scope("kitchenlab")
    assert desk.scope_of(action).number == action.channel
    assert desk.scope_of(Action(Verb.NEXT)) == Scope("")
    assert desk.scope_of(Action(Verb.NEXT, channel=5)) == Scope("")
    assert Scope("").number == 0


async def test_a_server_s_channel_comes_first_and_not_alone(desk: Desk) -> None:
    own = Scope("lex")

    assert await found_in(desk, own, "lex", "") == ("in lex", ["lex"], own)
    assert await found_in(desk, own, "") == ("in ", ["lex", ""], Scope(""))
    assert await found_in(desk, own) == ("", ["lex", ""], Scope(""))


async def test_a_channel_that_was_asked_for_is_looked_in_alone(desk: Desk) -> None:
    typed = Scope("lex", "Lex")

    assert await found_in(desk, typed, "") == ("", ["lex"], typed)
    assert await found_in(desk, Scope(""), "") == ("in ", [""], Scope(""))


async def test_nothing_found_offers_the_nearest_and_counts_it(
    desk: Desk, store: SqliteStore
) -> None:
    reply = await desk.nothing("deepsek xyzzyplugh", kind="quote", scope=Scope("", ""))

    assert "deepsek xyzzyplugh" in reply.content
    assert "DeepSeek without a human in the loop" in [b.label for b in buttons_of(reply)]
    assert [(m.kind, m.text, m.times) for m in await store.kept.misses(limit=5)] == [
        ("quote", "deepsek xyzzyplugh", 1)
    ]


async def test_nothing_is_counted_where_that_is_not_wanted(
    sample: Library, store: SqliteStore
) -> None:
    desk = Desk(sample, store, Look())
    reply = await desk.nothing("xyzzyplugh", kind="note", scope=Scope("lex", "Lex"))

    assert "in Lex" in reply.content
    assert "in Lex" in reply.content
    assert await store.kept.misses(limit=5) == []


async def test_what_is_missed_is_kept_as_it_is_seen(desk: Desk) -> None:
    await desk.missed("note", "xyz\ud800zy\n\u202eplugh")
    await desk.missed("note", "\ud800\u200b")

    (kept,) = await desk.store.kept.misses(limit=9)
    assert kept.text == "xyzzy plugh"
