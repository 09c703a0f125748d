"""What is due is posted once, whatever fails in between."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.daily.answers import DailyAnswers
from bot.daily.poster import Poster, nonce_of
from bot.errors import NotThere, StoreBusy
from bot.model import Pause
from bot.store.sqlite import connection
from bot.store.sqlite.store import open_store
from tests.daily.conftest import (
    CHANNEL,
    GUILD,
    ROLE,
    Clock,
    FakeDiscord,
    Killed,
    put_daily,
    stored,
    unix,
    usual_look,
)

NINE = "2026-11-24T09:00:00+01:00"


async def test_it_is_posted_when_it_is_due_and_once(answers, poster, clock, discord):
    daily = await put_daily(answers, role_id=ROLE)
    clock.to("2026-11-24T08:59:59+01:00")
    await poster.post_due()
    assert discord.posts == []

    clock.to(NINE)
    for _ in range(3):
        await poster.post_due()

    (post,) = discord.posts
    assert (post.daily.channel_id, post.nonce) == (CHANNEL, f"{GUILD}261124")
    assert post.reply.content == f"<@&{ROLE}>"
    assert post.reply.embeds[0].description.startswith("> Number ")
    assert post.reply.rows[0][0].label.startswith("▶ Watch at ")
    after = await stored(answers)
    assert (after.claim, after.posted, after.last_date) == (None, 1, "2026-11-24")
    assert after.next_at == daily.next_at + 86_400
    assert after.cursor > daily.cursor


async def test_many_servers_each_get_theirs(answers, poster, clock, discord):
    discord.guilds = set(range(1, 40))
    for guild in discord.guilds:
        await put_daily(answers, guild_id=guild, seed=guild)
    clock.to(NINE)
    await poster.post_due()
    assert sorted(post.daily.guild_id for post in discord.posts) == sorted(discord.guilds)


async def test_two_processes_on_one_database_post_one_message(answers, clock, discord):
    await put_daily(answers)
    clock.to(NINE)
    posters = [Poster(answers, discord) for _ in range(4)]
    await asyncio.gather(*(each.post_due() for each in posters))
    await asyncio.gather(*(each.post_due() for each in posters))
    assert len(discord.posts) == 1


@pytest.mark.parametrize("when", ["before", "after"])
# Also by a process on another machine, whose clock is behind.
@pytest.mark.parametrize("later", [90, 120, -2, -30])
async def test_a_claim_of_a_process_that_was_killed_is_sent_again_as_the_same(
    answers, poster, clock, discord, when, later
):
    await put_daily(answers)
    clock.to(NINE)
    discord.kill = when
    with pytest.raises(Killed):
        await poster.post_due()
    claimed = await stored(answers)
    assert claimed.claim
    assert claimed.last_date == "2026-11-24"

    clock.now += later
    await Poster(answers, discord).post_due()

    assert len(discord.posts) == 1
    assert discord.calls == [nonce_of(claimed)] * 2
    assert (await stored(answers)).claim is None


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("later", [121, 3_600, -31, -600])
async def test_an_older_claim_counts_as_posted(answers, poster, clock, discord, when, later):
    await put_daily(answers)
    clock.to(NINE)
    discord.kill = when
    with pytest.raises(Killed):
        await poster.post_due()

    clock.now += later
    await Poster(answers, discord).post_due()
    clock.to("2026-11-24T09:00:30+01:00")
    await Poster(answers, discord).post_due()

    assert len(discord.calls) == 1
    assert (await stored(answers)).claim is None
    clock.to("2026-11-25T09:00:00+01:00")
    await Poster(answers, discord).post_due()
    assert discord.posts[-1].nonce == f"{GUILD}261125"


async def test_what_fails_for_a_moment_is_tried_again_as_the_same(answers, poster, clock, discord):
    await put_daily(answers)
    clock.to(NINE)
    discord.fails = True
    await poster.post_due()
    clock.now += 10
    await poster.post_due()
    assert len(discord.calls) == 1

    clock.now += 20
    await poster.post_due()
    assert len(discord.calls) == 2
    discord.fails = False
    clock.now += 59
    await poster.post_due()
    assert len(discord.calls) == 2
    clock.now += 1
    await poster.post_due()

    assert len(discord.posts) == 1
    assert set(discord.calls) == {f"{GUILD}261124"}
    assert (await stored(answers)).claim is None


async def test_after_an_hour_of_failures_the_day_is_skipped(
    answers, poster, clock, discord, caplog
):
    await put_daily(answers)
    clock.to(NINE)
    discord.fails = True
    for _ in range(2 * 180):
        await poster.post_due()
        clock.now += 20
    assert 25 <= len(discord.calls) <= 32
    assert (await stored(answers)).claim is None
    assert "given up today: 503" in caplog.text

    discord.fails = False
    await poster.post_due()
    assert discord.posts == []
    clock.to("2026-11-25T09:00:00+01:00")
    await poster.post_due()
    assert len(discord.posts) == 1


async def test_a_clock_that_is_set_back_ends_neither_trying_nor_giving_up(
    answers, poster, clock, discord
):
    await put_daily(answers)
    clock.to(NINE)
    discord.fails = True
    for _ in range(100):
        await poster.post_due()
        clock.now -= 3_600
    assert len(discord.calls) == 32
    assert (await stored(answers)).claim is None


@pytest.mark.parametrize("reason", [Pause.CHANNEL_GONE, Pause.NO_ACCESS, Pause.NO_PERMISSION])
async def test_what_discord_refuses_pauses_it_and_tells_why_once(
    answers, poster, clock, discord, caplog, reason
):
    before = await put_daily(answers)
    preview = await answers.draw(before)
    clock.to(NINE)
    discord.refuses = reason
    for _ in range(3):
        await poster.post_due()

    paused = await stored(answers)
    assert (paused.paused, paused.claim, len(discord.calls)) == (reason, None, 1)
    (warning,) = discord.warnings
    assert f"<#{CHANNEL}> is paused" in warning
    assert f"paused: {reason}" in caplog.text
    assert warning.partition(": ")[2][:20] in (await answers.show(GUILD)).content

    # It was not posted, so it is still to come, and the day is free.
    assert await answers.draw(paused) == preview
    discord.refuses = Pause.NOT
    await answers.pause(GUILD, missing=lambda _: [])
    clock.to("2026-11-25T09:00:00+01:00")
    await poster.post_due()
    assert len(discord.posts) == 1


async def test_what_may_have_arrived_stays_out_of_the_bag(answers, poster, clock, discord):
    before = await put_daily(answers)
    first = await answers.draw(before)
    clock.to(NINE)
    discord.fails = True
    await poster.post_due()
    discord.refuses, discord.fails = Pause.CHANNEL_GONE, False
    clock.now += 60
    await poster.post_due()

    paused = await stored(answers)
    assert paused.paused is Pause.CHANNEL_GONE
    assert paused.last_date == "2026-11-24"
    assert (await answers.draw(paused)).excerpt != first.excerpt


async def test_a_source_that_left_the_vault_pauses_it(answers, poster, clock, discord, vault):
    await put_daily(answers, source="roots")
    (vault / "roots" / "b.md").unlink()
    await answers.library.load()
    clock.to(NINE)
    await poster.post_due()
    assert (await stored(answers)).paused is Pause.SOURCE_GONE
    assert "no longer has the channel" in discord.warnings[0]
    assert discord.calls == []


async def test_an_empty_vault_costs_its_days_and_no_more(answers, poster, clock, discord, vault):
    await put_daily(answers, source="fruit")
    texts = {path: path.read_text("utf-8") for path in vault.rglob("*.md")}
    for path in texts:
        path.unlink()
    await answers.library.load(full=True)
    clock.to(NINE)
    await poster.post_due()
    await poster.post_due()
    assert (await stored(answers)).paused is Pause.NOT
    assert (discord.warnings, discord.calls) == ([], [])

    for path, text in texts.items():
        path.write_text(text, "utf-8")
    await answers.library.load()
    clock.to("2026-11-25T09:00:00+01:00")
    await poster.post_due()
    assert len(discord.posts) == 1


async def test_a_server_that_the_bot_is_not_in_is_left_as_it_is(answers, poster, clock, discord):
    daily = await put_daily(answers)
    discord.guilds.clear()
    clock.to(NINE)
    await poster.post_due()
    assert await stored(answers) == daily
    assert (discord.warnings, discord.calls) == ([], [])


async def test_a_server_that_turns_out_to_be_left_is_left_as_it_was(
    answers, poster, clock, discord
):
    daily = await put_daily(answers)
    discord.left = True
    clock.to(NINE)
    await poster.post_due()
    assert await stored(answers) == daily
    assert (discord.warnings, len(discord.calls)) == ([], 1)

    discord.left = False
    clock.now += 3_600
    await poster.post_due()
    assert len(discord.posts) == 1


async def test_the_claim_of_another_process_is_left_to_it_where_the_server_is_left(
    answers, poster, clock, discord
):
    daily = await put_daily(answers)
    clock.to(NINE)
    leads = [True, False]
    other = Poster(answers, discord, may_post=lambda: leads.pop(0) if leads else True)
    await other.post_due()
    claimed = await stored(answers)
    discord.left = True
    await poster.post_due()
    assert await stored(answers) == claimed
    await other.post_due()
    assert await stored(answers) == daily


async def test_what_was_set_meanwhile_stays_where_a_server_turns_out_to_be_left(
    answers, poster, clock, discord, monkeypatch
):
    await put_daily(answers)
    clock.to(NINE)

    async def post(daily, reply, *, nonce):
        later = replace(await stored(answers), next_at=daily.next_at + 60)
        assert await answers.rows.swap(await stored(answers), later)
        raise NotThere("the bot is not there")

    monkeypatch.setattr(discord, "post", post)
    await poster.post_due()
    daily = await stored(answers)
    assert (daily.claim, daily.last_date, daily.next_at) == (None, "", unix(NINE) + 86_400 + 60)


async def test_what_may_have_arrived_counts_where_the_server_is_then_left(
    answers, poster, clock, discord
):
    await put_daily(answers)
    clock.to(NINE)
    discord.fails = True
    await poster.post_due()
    discord.fails, discord.left = False, True
    clock.now += 60
    await poster.post_due()
    daily = await stored(answers)
    assert (daily.claim, daily.last_date) == (None, "2026-11-24")


async def test_no_post_is_begun_or_sent_by_a_process_that_leads_no_longer(answers, clock, discord):
    leads = [True, False]
    poster = Poster(answers, discord, may_post=lambda: leads.pop(0))
    daily = await put_daily(answers)
    clock.to(NINE)
    await poster.post_due()
    claimed = await stored(answers)
    assert (discord.calls, claimed.posted) == ([], daily.posted + 1)

    # Whoever leads now sends it, as the message that it would have been.
    clock.now += 20
    await Poster(answers, discord).post_due()
    assert [post.daily.claim for post in discord.posts] == [claimed.claim]
    leads.append(False)
    clock.now += 86_400
    await poster.post_due()
    assert len(discord.posts) == 1


@pytest.mark.parametrize(("late", "made_up"), [("11:59:59", True), ("12:00:01", False)])
async def test_a_missed_run_is_made_up_for_within_three_hours(
    answers, poster, clock, discord, late, made_up
):
    await put_daily(answers)
    clock.to(f"2026-11-24T{late}+01:00")
    for _ in range(3):
        await poster.post_due()
    assert len(discord.posts) == made_up
    assert (await stored(answers)).next_at == unix("2026-11-25T09:00:00+01:00")


async def test_of_many_missed_days_the_last_is_made_up_for(answers, poster, clock, discord):
    await put_daily(answers)
    clock.to("2026-12-04T09:30:00+01:00")
    await poster.post_due()
    await poster.post_due()
    assert discord.posts == []
    clock.to("2026-12-05T09:30:00+01:00")
    await poster.post_due()
    assert len(discord.posts) == 1


async def test_a_clock_that_is_set_back_posts_nothing_again(answers, poster, clock, discord):
    await put_daily(answers)
    clock.to(NINE)
    await poster.post_due()
    for text in ("2026-11-24T08:00:00+01:00", "2026-11-23T09:00:00+01:00", NINE):
        clock.to(text)
        await poster.post_due()
    assert len(discord.posts) == 1


async def test_a_date_is_posted_once_whatever_the_row_says(answers, poster, clock, discord):
    await put_daily(answers, last_date="2026-11-24", next_at=unix(NINE))
    clock.to(NINE)
    await poster.post_due()
    assert discord.calls == []
    assert (await stored(answers)).next_at == unix("2026-11-25T09:00:00+01:00")


async def test_a_clock_that_was_years_ahead_does_no_lasting_harm(answers, poster, clock, discord):
    await put_daily(answers)
    clock.to("2029-11-24T09:00:00+01:00")
    await poster.post_due()
    clock.to(NINE)
    await poster.post_due()
    assert discord.calls == []
    clock.to("2026-11-25T09:00:00+01:00")
    await poster.post_due()
    assert len(discord.posts) == 1


async def test_a_fault_of_ours_ends_the_day_and_has_an_id_in_the_log(
    answers, poster, clock, discord, caplog
):
    await put_daily(answers)
    clock.to(NINE)
    discord.broken = True
    await poster.post_due()
    await poster.post_due()
    assert len(discord.calls) == 1
    assert (await stored(answers)).claim is None
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info
    assert f"server {GUILD} failed [" in record.message


async def test_one_that_can_not_be_read_stops_no_other(answers, poster, clock, discord, caplog):
    discord.guilds = {1, GUILD}
    await put_daily(answers, guild_id=1)
    await put_daily(answers)
    clock.to(NINE)
    row = await answers.rows.get(1)
    await answers.rows.swap(row, replace(row, zone="Europe/Atlantis"))
    await poster.post_due()
    assert [post.daily.guild_id for post in discord.posts] == [GUILD]
    assert "server 1 failed" in caplog.text


@pytest.mark.parametrize("command", ["pause", "clear", "set"])
async def test_a_command_while_it_is_being_tried_ends_the_trying(
    answers, poster, clock, discord, command
):
    await put_daily(answers)
    clock.to(NINE)
    discord.fails = True
    await poster.post_due()
    if command == "pause":
        await answers.pause(GUILD, missing=lambda _: [])
    elif command == "clear":
        await answers.clear(GUILD)
    else:
        await answers.set(
            GUILD, channel_id=CHANNEL, time="9:05", zone="Europe/Berlin", missing=lambda _: []
        )
    discord.fails = False
    clock.now += 3_000
    await poster.post_due()
    assert discord.posts == []
    assert (await stored(answers)).claim is None


async def test_a_command_just_before_it_is_tried_again_ends_the_trying_too(
    answers, poster, clock, discord, library, monkeypatch
):
    await put_daily(answers)
    clock.to(NINE)
    discord.fails = True
    await poster.post_due()
    discord.fails = False
    clock.now += 30
    get_quote = library.get_quote

    async def pause_meanwhile(key: int) -> object:
        await answers.pause(GUILD, missing=lambda _: [])
        return await get_quote(key)

    monkeypatch.setattr(library, "get_quote", pause_meanwhile)
    await poster.post_due()
    assert discord.posts == []
    assert (await stored(answers)).paused is Pause.BY_HAND


async def test_what_arrived_but_could_not_be_written_down_is_not_sent_again(
    tmp_path: Path, library, clock: Clock, discord: FakeDiscord, monkeypatch
):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    async with open_store(tmp_path / "vault.db") as store:
        answers = DailyAnswers(store.daily, library, usual_look, clock)
        poster = Poster(answers, discord)
        await put_daily(answers)
        clock.to(NINE)
        async with connection.open_connection(tmp_path / "vault.db") as other:
            post = discord.post

            async def post_while_another_writes(*args: object, **options: object) -> Pause:
                await other.execute("BEGIN IMMEDIATE")
                return await post(*args, **options)

            monkeypatch.setattr(discord, "post", post_while_another_writes)
            with pytest.raises(StoreBusy):
                await poster.post_due()
            assert (await stored(answers)).claim
            await other.rollback()
        clock.now += 1_000
        await poster.post_due()
        assert (await stored(answers)).claim is None
        assert len(discord.calls) == 1
