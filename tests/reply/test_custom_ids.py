"""Ids of buttons: all of an action in a hundred characters, and nothing of what others send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keys import BITS
from bot.model import Action, Verb
from bot.reply.carried import carried, carry
from bot.reply.custom_ids import LIMIT, clip, format_id, parse_id
from bot.reply.embeds import Look
from bot.reply.quotes import quote_reply
from tests.reply.build import buttons_of, quote

KEYS = st.integers(0, 2**BITS - 1)
TEXTS = st.text(max_size=90) | st.text(st.sampled_from("a: é👩"), max_size=90)
ACTIONS = st.builds(Action, st.sampled_from(Verb), KEYS, st.integers(-1, 9999), KEYS, TEXTS)


def units(text: str) -> int:
    """As Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_comes_back_alone_and_with_all_it_may_have(verb: Verb) -> None:
    full = Action(verb, 2**BITS - 1, 9999, 2**BITS - 1, "no human: in the (loop)")

    assert parse_id(format_id(Action(verb))) == Action(verb)
    assert parse_id(format_id(full)) == full
    assert parse_id(format_id(Action(verb, 0, -1))) == Action(verb, 0, -1)


def test_the_values_of_verbs_stay_since_they_stand_in_messages() -> None:
    assert {verb.name: verb.value for verb in Verb} == {
        "QUOTE": "q",
        "NEXT": "x",
        "EARLIER": "e",
        "LATER": "l",
        "PART": "p",
        "CITE": "c",
        "RANDOM": "r",
        "NOTE": "n",
        "NOTE_PAGE": "np",
        "QUOTES": "nq",
        "QUOTES_PAGE": "nqp",
        "SEARCH": "s",
        "SEARCH_NOTES": "sn",
        "SEARCH_QUOTES": "sq",
        "VIDEO": "v",
        "VIDEO_PAGE": "vp",
        "AROUND": "a",
        "BROWSE": "b",
        "BROWSE_CHANNEL": "bc",
        "BROWSE_VIDEO": "bv",
        "SHARE": "sh",
        "DELETE": "d",
    }


@given(ACTIONS)
def test_an_action_comes_back_but_for_text_that_is_too_long(action: Action) -> None:
    custom_id = format_id(action)
    read = parse_id(custom_id)

    assert units(custom_id) <= LIMIT
    assert read
    assert (read.verb, read.key, read.page, read.channel) == (
        *(action.verb, action.key, action.page, action.channel),
    )
    assert " ".join(action.text.split()).startswith(read.text)
    if units(action.text) <= 60:
        assert read.text == " ".join(action.text.split())


@given(ACTIONS)
def test_an_id_that_was_cut_stays_the_same_when_it_is_made_again(action: Action) -> None:
    custom_id = format_id(action)
    read = parse_id(custom_id)

    assert read
    assert format_id(read) == custom_id


@given(st.text(max_size=200), st.integers(1, 100))
def test_clipped_text_is_a_prefix_that_fits(text: str, room: int) -> None:
    clipped = clip(text, room)

    assert units(clipped) <= room
    assert " ".join(text.split()).startswith(clipped)
    assert clipped == clipped.strip()


@pytest.mark.parametrize(
    ("text", "room", "clipped"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two"),
        ("one two three", 8, "one two"),
        ("one two three", 7, "one two"),
        ("one two three", 6, "one"),
        (" one \n two ", 20, "one two"),
        ("uninterrupted", 5, "unint"),
        ("👩👩👩", 5, "👩👩"),
        ("", 5, ""),
    ],
)
def test_text_is_cut_at_a_word_where_there_is_one(text: str, room: int, clipped: str) -> None:
    assert clip(text, room) == clipped


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "vb",
        "vb:",
        "vb::",
        "vb:zz",
        "vb:zz:0000000000",
        "VB:q:0000000000",
        " vb:q",
        "xb:q:0000000000",
        "vm:0",
        "something_else",
        "vb:q:000000000",
        "vb:q:00000000000",
        "vb:q:!000000000",
        "vb:q:q:0000000000",
        "vb:x::1.5",
        "vb:x::1e3",
        "vb:x::--1",
        "vb:x::+1",
        "vb:x::10000",
        "vb:x::99999999999999999999",
        "vb:x::٣",
        "vb:x::²",
        "vb:x:::short",
        "vb:x::\n1",
        "vb:x::1::" + "a" * 100,
        "vb:" + ":" * 98,
        "🎲" * 100,
    ],
)
def test_what_is_not_ours_is_no_action(forged: str) -> None:
    assert parse_id(forged) is None


@given(st.text(max_size=120))
def test_nothing_that_is_sent_raises(text: str) -> None:
    for sent in (text, f"vb:{text}", f"vb:x:{text}", f"vb:x::1:{text}", f"vb:x::1::{text}"):
        action = parse_id(sent)
        assert action is None or len(sent) <= LIMIT


@given(ACTIONS, st.integers(0, 100))
def test_an_id_that_lost_its_end_is_harmless(action: Action, length: int) -> None:
    read = parse_id(format_id(action)[:length])

    assert read is None or read.verb in Verb
    if read:
        assert read.key in (0, action.key)
        assert read.channel in (0, action.channel)


def test_halves_of_characters_stand_in_no_id_and_shift_no_query() -> None:
    query = "\ud83d tea \udfff" + "word\ud800 " * 40
    reply = carry(quote_reply(quote("Words.", 5), Look()), query)

    ids = [format_id(button.action) for button in buttons_of(reply) if hasattr(button, "action")]
    assert all(custom_id.encode() for custom_id in ids)
    assert carried(reply) == " ".join(["tea", *["word"] * 40])[: len(carried(reply))]
