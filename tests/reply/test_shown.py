"""What a message shows, read back as the reply that made it, and shared."""

from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.model import Action, Verb
from bot.reply.embeds import Look
from bot.reply.message import ActionButton, LinkButton, Menu, Option, Reply
from bot.reply.notes import note_reply
from bot.reply.notices import notice
from bot.reply.payload import reply_payload
from bot.reply.quotes import quote_reply
from bot.reply.shown import (
    next_match,
    picked_label,
    quoted_words,
    shared,
    shared_already,
    shown_reply,
    still_shared,
    title_of,
)
from bot.reply.text import CONTENT_LIMIT
from tests.e2e.actors import EPHEMERAL, User
from tests.e2e.messages import message
from tests.reply.build import LINK, VIDEO, buttons_of, note, press_of, quote
from tests.reply.kinds import replies

LOOK = Look()
PLAIN = Look(plain=True)


def message_of(reply: Reply) -> discord.Message:
    """The message as discord.py makes it of what Discord made of the reply."""
    body = reply_payload(reply)
    body["flags"] = EPHEMERAL if body.pop("ephemeral") else 0
    bot = User(id=1, name="vaultbot")
    return read_message(message(message_id=3, channel_id=2, author=bot, body=body))


def read_message(data: Any) -> discord.Message:
    state = discord.Client(intents=discord.Intents(guilds=True))._connection
    channel: Any = discord.PartialMessageable(state, id=2)
    return discord.Message(state=state, channel=channel, data=data)


@pytest.mark.parametrize("look", [LOOK, PLAIN], ids=["embed", "plain"])
@pytest.mark.parametrize("text", ["", "Words of *it*.", "A sentence. " * 400])
async def test_a_message_is_read_back_as_what_was_sent(text: str, look: Look) -> None:
    for kind, sent in replies(text, look, VIDEO).items():
        read = shown_reply(message_of(sent))
        assert reply_payload(read) == reply_payload(sent), kind
        assert [type(row) for row in read.rows] == [type(row) for row in sent.rows], kind


async def test_a_button_is_read_back_with_all_that_it_is() -> None:
    following = ActionButton("Next", Action(Verb.NEXT, page=1, channel=5, text="a: b"))
    sent = quote_reply(quote("Words.", 5), LOOK, private=True, next_match=following, is_first=True)

    read = shown_reply(message_of(sent))

    assert read.rows == sent.rows
    assert read.embeds == sent.embeds
    assert read.ephemeral


async def test_what_is_not_ours_in_a_message_is_left_out() -> None:
    sent = message(
        message_id=3,
        channel_id=2,
        author=User(id=1, name="vaultbot"),
        body={
            "content": "hi",
            "components": [
                row(
                    {"type": 2, "style": 1, "label": "Old", "custom_id": "another:thing"},
                    {"type": 2, "style": 5, "label": "Link", "url": LINK},
                    {"type": 2, "style": 2, "emoji": {"name": "🎲"}, "custom_id": "vb:d"},
                ),
                row(
                    {
                        "type": 3,
                        "custom_id": "vm:1",
                        "options": [{"label": "a", "value": "nonsense"}],
                    }
                ),
                row({"type": 2, "style": 1, "label": "Older", "custom_id": "vb:"}),
            ],
        },
    )

    assert shown_reply(read_message(sent)) == Reply(
        "hi", rows=((LinkButton("Link", LINK), ActionButton("", Action(Verb.DELETE))),)
    )


def row(*components: Any) -> Any:
    return {"type": 1, "components": list(components)}


@pytest.mark.parametrize("look", [LOOK, PLAIN], ids=["embed", "plain"])
def test_sharing_shows_the_same_to_all_with_a_name_and_delete_for_share(look: Look) -> None:
    private = quote_reply(quote("The *words*.", 5), look, private=True)
    public = shared(private, by="Alice *the* great")

    assert not public.ephemeral
    assert public.embeds == private.embeds
    assert public.content.endswith(r"-# shared by Alice \*the\* great")
    assert public.content.startswith(private.content)
    assert buttons_of(public)[:-1] == buttons_of(private)[:-1]
    assert buttons_of(public)[-1] == ActionButton("Delete", Action(Verb.DELETE))
    assert "Share" not in [button.label for button in buttons_of(public)]


def test_a_shared_answer_that_is_turned_keeps_the_name_below_it() -> None:
    public = shared(quote_reply(quote("Words.", 5), LOOK, private=True), by="Alice")
    turned = quote_reply(quote("Other words.", 6), LOOK)

    assert still_shared(turned, public).content == "-# shared by Alice"
    assert still_shared(turned, turned) == turned
    assert still_shared(notice("It is gone."), public) == notice("It is gone.")


def test_what_was_shared_can_not_be_a_second_time() -> None:
    private = quote_reply(quote("Words.", 5), LOOK, private=True)
    after = shared_already(private)

    assert after.ephemeral
    assert press_of(after, "Shared") == ActionButton("Shared", Action(Verb.SHARE), disabled=True)
    assert buttons_of(after)[:-1] == buttons_of(private)[:-1]
    assert shared_already(after) == after


def test_a_menu_stays_when_its_answer_is_shared() -> None:
    related = [replace(note().note, key=7)]
    private = note_reply(note(), [], LOOK, related=related, private=True)

    assert shared(private, by="Al").rows[1] == private.rows[1]
    assert shared_already(private).rows[1] == private.rows[1]


@pytest.mark.parametrize("by", ["x" * 900, "*" * 900, "@everyone [x](y)" * 40, ""])
@pytest.mark.parametrize("text", ["word " * 900, "*_`[" * 900])
def test_nothing_of_a_plain_answer_is_cut_for_the_name_of_who_shares_it(text: str, by: str) -> None:
    private = quote_reply(quote(text, *range(36_000, 36_009)), PLAIN, private=True)
    public = shared(private, by=by)

    assert public.content.startswith(f"{private.content}\n-# shared by")
    assert len(public.content) <= CONTENT_LIMIT


@pytest.mark.parametrize("look", [LOOK, PLAIN], ids=["embed", "plain"])
def test_the_words_of_a_quote_are_read_off_its_message(look: Look) -> None:
    hit = replace(quote("On deep*seek, in_deed [1].", 5, headings=("A",)), emphasis=((3, 12),))

    # Marks are dropped with those that make bold: it is to be searched for.
    assert quoted_words(quote_reply(hit, look)) == "On deepseek, in_deed [1]."


def test_what_quotes_nothing_has_no_words() -> None:
    assert quoted_words(Reply()) == ""
    assert quoted_words(Reply("hi")) == ""


@pytest.mark.parametrize("look", [LOOK, PLAIN], ids=["embed", "plain"])
def test_a_title_is_read_off_its_message(look: Look) -> None:
    assert title_of(note_reply(note(title="On RL, once more"), [], look)) == "On RL, once more"
    assert title_of(Reply()) == ""
    assert title_of(Reply("Words.")) == ""


def test_what_was_picked_has_the_name_that_the_menu_gave_it() -> None:
    option = Option("On *RL*", Action(Verb.NOTE, 7))
    reply = Reply(rows=((LinkButton("Watch", LINK),), Menu("Related", (option,))))

    assert picked_label(reply, option.action) == "On *RL*"
    assert picked_label(reply, Action(Verb.NOTE, 8)) == ""


def test_the_next_match_is_found_among_buttons_and_menus() -> None:
    following = ActionButton("Next match (1 of 3)", Action(Verb.NEXT, page=1, text="words"))
    menu = Menu("Related", (Option("x", Action(Verb.NOTE, 1)),))
    reply = Reply(rows=(menu, (LinkButton("Watch", LINK),), (following,)))

    assert next_match(reply) == following
    assert next_match(Reply(rows=(menu,))) is None
    assert next_match(quote_reply(quote("Words."), LOOK, next_match=following)) == following
