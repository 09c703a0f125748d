"""The texts of the quote a day: within Discord's limits, and safe whatever was typed."""

from dataclasses import replace

import pytest

from bot.model import Daily, Drawn, Pause
from bot.reply import daily as texts
from bot.reply.embeds import Look
from bot.reply.quotes import quote_reply
from bot.reply.text import CONTENT_LIMIT
from tests.reply.build import quote, stored

DAILY = Daily(1, 22, 570, "Europe/Berlin", next_at=1_000, posted=3, seed=5)
EXCERPT = stored("What set it apart was the absence of people.", 1340)
LONG = "*@everyone* `x` " * 500


def drawn(**fields: int) -> Drawn:
    return replace(Drawn(EXCERPT, seed=5, cursor=7, left=9), **fields)


def test_the_post_is_the_quote_as_quote_shows_it():
    post = texts.daily_reply(EXCERPT, 0, Look())
    shown = quote_reply(quote(EXCERPT.excerpt.text, 1340), Look(), closes=False)
    assert post == shown
    assert post.rows
    assert texts.daily_reply(EXCERPT, 33, Look()).content == "<@&33>"
    assert not post.ephemeral


@pytest.mark.parametrize("reason", [reason for reason in Pause if reason])
def test_every_pause_says_why_and_what_helps(reason):
    paused = replace(DAILY, paused=reason)
    shown = texts.show_reply(paused, "", drawn()).content
    told = texts.stopped_reply(paused).content
    assert "**Paused**: " in shown
    assert "is paused: " in told
    assert "`/daily " in shown
    assert "`/daily " in told
    assert "<t:" not in shown


def test_what_was_posted_of_how_many():
    assert "3 of 13 quotes posted" in texts.show_reply(DAILY, "", drawn()).content
    ended = texts.show_reply(DAILY, "", drawn(seed=6)).content
    assert "All 3 quotes were posted; the next begins a new round of 10" in ended
    assert "nothing to post" in texts.show_reply(DAILY, "", None).content


def test_a_mention_that_nobody_hears_is_told():
    daily = replace(DAILY, role_id=33)
    assert "Nobody will hear" in texts.set_reply(daily, "", unheard=True).content
    assert "Nobody" not in texts.set_reply(daily, "").content


@pytest.mark.parametrize(
    "reply",
    [
        texts.set_reply(replace(DAILY, role_id=33), LONG, unheard=True),
        texts.show_reply(DAILY, LONG, drawn()),
        texts.bad_time(LONG),
        texts.bad_zone(LONG, ["Europe/Berlin", "UTC"]),
        texts.bad_zone(LONG, []),
        texts.nothing_to_draw(LONG),
        texts.can_not_post(22, ["View Channel", "Send Messages"]),
        texts.preview_reply(replace(DAILY, role_id=33), drawn(), Look()),
        texts.paused_reply(DAILY),
        texts.resumed_reply(DAILY),
        texts.cleared_reply(),
    ],
)
def test_answers_are_private_short_and_safe(reply):
    assert reply.ephemeral
    assert 0 < len(reply.content) <= CONTENT_LIMIT
    assert "*@everyone*" not in reply.content
