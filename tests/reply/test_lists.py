"""Many things as an answer: a line each, a menu to open one, pages to turn."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Action, QuoteHit, Verb
from bot.reply.embeds import Look, frame
from bot.reply.hits import PAGE, quotes_reply, search_reply
from bot.reply.lists import Line, list_reply, page_of
from bot.reply.message import Reply
from bot.reply.text import DESCRIPTION_LIMIT
from tests.reply.build import (
    LINK,
    NOTE,
    addresses_of,
    buttons_of,
    menus_of,
    numbered,
    press_of,
    quote,
)

LOOK = Look()


def lines(count: int, shown: str = "line") -> list[Line]:
    return [Line(f"{shown} {n}", f"label {n}", Action(Verb.NOTE, n)) for n in range(1, count + 1)]


def listed(*given: Line, page: int = 0, pages: int = 1, look: Look = LOOK, **more: bool) -> Reply:
    turn = Action(Verb.SEARCH, text="x")
    return list_reply(
        frame("Title", "Above."), given, look,
        turn=turn, page=page, pages=pages, pick="Open one", private=True, **more,
    )  # fmt: skip


@given(st.integers(0, 60), st.integers(-5, 99), st.integers(1, 25))
def test_pages_hold_everything_once_in_order(count: int, page: int, size: int) -> None:
    things = list(range(count))
    shown, number, pages = page_of(things, page, size)

    assert [each for n in range(pages) for each in page_of(things, n, size)[0]] == things
    assert number == min(max(page, 0), pages - 1)
    assert shown == things[number * size : (number + 1) * size]


def test_a_list_is_a_line_each_and_a_menu_that_opens_them() -> None:
    reply = listed(*lines(3))

    assert reply.embeds[0].description == "Above.\nline 1\nline 2\nline 3"
    (menu,) = menus_of(reply)
    assert menu.placeholder == "Open one"
    assert [(option.label, option.action.key) for option in menu.options] == [
        *(("label 1", 1), ("label 2", 2), ("label 3", 3)),
    ]
    assert [button.label for button in buttons_of(reply)] == ["Share"]


def test_what_stands_twice_is_picked_once() -> None:
    (menu,) = menus_of(listed(*lines(2), *lines(2)))

    assert [option.label for option in menu.options] == ["label 1", "label 2"]


def test_an_empty_list_has_nothing_to_pick() -> None:
    assert menus_of(listed()) == []
    assert listed(closes=False).rows == ()


def test_pages_are_counted_and_turned() -> None:
    reply = listed(*lines(1), page=1, pages=3)

    assert reply.embeds[0].footer.text == "page 2 of 3"
    assert press_of(reply, "◀").action == Action(Verb.SEARCH, page=0, text="x")
    assert press_of(reply, "▶").action == Action(Verb.SEARCH, page=2, text="x")


@pytest.mark.parametrize("look", [LOOK, Look(plain=True)], ids=["embed", "plain"])
def test_lines_that_have_no_room_can_be_picked_all_the_same(look: Look) -> None:
    reply = listed(*lines(9, "word " * 200), look=look)
    text = reply.content or reply.embeds[0].description or ""

    assert "word word" in text
    assert len(text) <= DESCRIPTION_LIMIT
    assert len(menus_of(reply)[0].options) == 9


@pytest.mark.parametrize("label", ["", " ", "\n"])
def test_what_has_no_name_can_be_picked_all_the_same(label: str) -> None:
    (menu,) = menus_of(listed(Line("x", label, Action(Verb.NOTE, 1))))

    assert [option.label for option in menu.options] == ["…"]


def test_a_search_shows_quotes_with_their_moment_and_notes_as_such() -> None:
    hit = replace(quote("On *deep* seek.", 1340), emphasis=((4, 8),))
    (first,) = numbered("First.")
    found = [hit, (replace(NOTE, title="The *note*"), first), (replace(NOTE, key=9), None)]
    reply = search_reply(
        "deep *seek*", found, LOOK,
        turn=Action(Verb.SEARCH, text="deep"), page=0, pages=2, private=True,
        why=("exact", "spelling: sek → seek"),
    )  # fmt: skip

    (embed,) = reply.embeds
    assert embed.title == r"Search: deep \*seek\*"
    assert embed.footer.text == "sek → seek · page 1 of 2"
    assert (embed.description or "").split("\n") == [
        rf"▶ [22:20]({LINK}?t=1340) On \***deep**\* seek. — *DeepSeek*",
        rf"▶ [0:00]({LINK}?t=0) **The \*note\*** — note in Lex Fridman",
        "**DeepSeek** — note in Lex Fridman",
    ]
    (menu,) = menus_of(reply)
    assert [(option.label, option.action, option.description) for option in menu.options] == [
        ("On *deep* seek.", Action(Verb.QUOTE, 202), "22:20 · DeepSeek"),
        ("The *note*", Action(Verb.NOTE, 101), f"note · Lex Fridman · {NOTE.video_title}"),
        ("DeepSeek", Action(Verb.NOTE, 9), f"note · Lex Fridman · {NOTE.video_title}"),
    ]
    assert press_of(reply, "▶").action == Action(Verb.SEARCH, page=1, text="deep")


@pytest.mark.parametrize("look", [LOOK, Look(plain=True)], ids=["embed", "plain"])
def test_a_full_page_of_long_quotes_shows_all_its_lines(look: Look) -> None:
    hits = [
        QuoteHit(each, 1.0, ())
        for each in numbered(*(f"{n} " + "word " * 90 for n in range(5)), note=LONG)
    ]
    reply = search_reply(
        "word " * 60, hits, look, turn=Action(Verb.SEARCH), page=0, pages=2, private=True
    )
    text = reply.content or reply.embeds[0].description or ""

    assert [line.partition(") ")[2][:1] for line in text.split("\n") if line.startswith("▶")] == [
        *"01234"
    ]
    assert text.count("*title ") == 5


LONG = replace(NOTE, title="title " * 40)


def test_the_quotes_of_a_note_are_all_there_page_by_page() -> None:
    excerpts = numbered(*(f"Text {n}." for n in range(12)))
    seen: list[int] = []
    page: int | None = 0
    while page is not None:
        reply = quotes_reply(NOTE, excerpts, LOOK, page=page, private=False)
        seen += [option.action.key for option in menus_of(reply)[0].options]
        (following,) = (b for b in buttons_of(reply) if b.label == "▶")
        page = None if following.disabled else following.action.page

    assert seen == [each.key for each in excerpts]
    assert len(seen) > 2 * PAGE


def test_the_quotes_of_a_note_stand_below_its_title_with_its_video() -> None:
    reply = quotes_reply(NOTE, numbered("One.", "Two."), LOOK, page=0, private=True)

    assert reply.embeds[0].title == "DeepSeek"
    assert addresses_of(reply) == [LINK]
    # The note's name is above; it need not stand on each line.
    assert (reply.embeds[0].description or "").split("\n") == [
        f"▶ [0:00]({LINK}?t=0) One.",
        f"▶ [1:00]({LINK}?t=60) Two.",
    ]
