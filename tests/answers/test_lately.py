"""What was asked for lately, and what was offered: bounded, and nobody's name."""

from bot.answers.lately import MOST_GUILDS, MOST_KEYS, Lately
from bot.answers.offered import MOST, Offered
from bot.model import Choice


def test_what_was_shown_last_comes_first_and_once() -> None:
    lately = Lately()
    for key in (1, 2, 3, 1):
        lately.add(7, "note", key)

    assert lately.of(7, "note") == (1, 3, 2)


def test_servers_and_kinds_are_kept_apart() -> None:
    lately = Lately()
    lately.add(7, "note", 1)
    lately.add(8, "note", 2)
    lately.add(7, "quote", 3)

    assert lately.of(7, "note") == (1,)
    assert lately.of(7, "quote") == (3,)
    assert lately.of(8, "note") == (2,)
    assert lately.of(9, "note") == ()


def test_direct_messages_are_not_remembered() -> None:
    lately = Lately()
    lately.add(None, "note", 1)

    assert lately.of(None, "note") == ()


def test_only_so_many_are_remembered_the_latest() -> None:
    lately = Lately()
    for key in range(100):
        lately.add(7, "note", key)

    assert lately.of(7, "note") == tuple(range(99, 99 - MOST_KEYS, -1))


def test_the_server_that_asked_longest_ago_is_forgotten() -> None:
    lately = Lately()
    for guild in range(MOST_GUILDS):
        lately.add(guild, "note", 1)
    lately.add(0, "note", 2)
    lately.add(MOST_GUILDS, "note", 3)

    assert lately.of(0, "note") == (2, 1)
    assert lately.of(1, "note") == ()
    assert lately.of(2, "note") == (1,)
    assert lately.of(MOST_GUILDS, "note") == (3,)


def test_a_choice_is_known_by_what_it_was_offered_as() -> None:
    offered = Offered()
    choices = [
        Choice("On — dashes — Lex Fridman", "n:0000000001"),
        Choice("A quote — with a dash", "q:0000000002"),
        Choice("A video — Lex Fridman", "v:0000000003"),
        Choice("No channel", "n:0000000004"),
    ]

    assert offered.remember(choices) == choices
    assert offered.name_of("n:0000000001") == "On — dashes"
    assert offered.name_of(" n:0000000001 ") == "On — dashes"
    assert offered.name_of("q:0000000002") == "A quote — with a dash"
    assert offered.name_of("v:0000000003") == "A video"
    assert offered.name_of("n:0000000004") == "No channel"
    assert offered.name_of("n:0000000005") == ""
    assert offered.name_of("") == ""


def test_what_was_offered_longest_ago_is_forgotten() -> None:
    offered = Offered()
    offered.remember([Choice(f"Note {number}", f"n:{number}") for number in range(MOST)])
    offered.remember([Choice("Note 0", "n:0")])
    offered.remember([Choice("One more", "n:more")])

    assert offered.name_of("n:0") == "Note 0"
    assert offered.name_of("n:1") == ""
    assert offered.name_of("n:2") == "Note 2"
    assert offered.name_of("n:more") == "One more"
