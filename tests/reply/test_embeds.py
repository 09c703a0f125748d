"""What every embed has: its frame, moments as links, pages to turn."""

from dataclasses import replace

import pytest

from bot.model import Action, Moment, Verb
from bot.reply.embeds import (
    Look,
    channel_colour,
    correction,
    frame,
    moments_line,
    note_frame,
    page_buttons,
    path_of,
)
from bot.reply.text import AUTHOR_LIMIT, TITLE_LIMIT
from tests.reply.build import LINK, NOTE, VIDEO, moment, stored

LOOK = Look()


def test_a_channel_keeps_its_colour() -> None:
    assert channel_colour("lex") == channel_colour("lex")
    assert len({channel_colour(f"channel {number}") for number in range(30)}) > 20


def test_a_note_s_frame_names_its_channel_and_video() -> None:
    embed = note_frame(NOTE, LINK, "Words")

    assert embed.author.name == "Lex Fridman · DeepSeek and the economics of AI"
    assert VIDEO in (embed.thumbnail.url or "")
    assert note_frame(replace(NOTE, channel_name=""), LINK, "").author.name == NOTE.video_title
    assert note_frame(replace(NOTE, channel_name="", video_title=""), None, "").author.name is None


def test_a_title_is_shown_as_it_stands_and_names_are_no_mark_up() -> None:
    embed = frame("*x* " * 200, "**as it is**", author="*y* " * 200)

    assert (embed.title or "").startswith(r"\*x\* \*x\*")
    assert embed.description == "**as it is**"
    assert (embed.author.name or "").startswith("*y* *y*")
    assert len(embed.title or "") <= TITLE_LIMIT
    assert len(embed.author.name or "") <= AUTHOR_LIMIT


def test_moments_that_nothing_can_open_are_left_out() -> None:
    gone = Moment("gone:1", 5, "0:05")

    assert moments_line([gone, moment(60)], LOOK) == f"▶ [1:00]({LINK}?t=60)"
    assert moments_line([gone], LOOK) == ""
    assert moments_line([], LOOK) == ""


@pytest.mark.parametrize(("page", "disabled"), [(0, [True, False]), (2, [False, True])])
def test_pages_are_turned_to_those_beside(page: int, disabled: list[bool]) -> None:
    buttons = page_buttons(Action(Verb.SEARCH, page=9, text="x"), page=page, pages=3)

    assert [button.disabled for button in buttons] == disabled
    assert [button.action for button in buttons] == [
        Action(Verb.SEARCH, page=page - 1, text="x"),
        Action(Verb.SEARCH, page=page + 1, text="x"),
    ]
    assert page_buttons(Action(Verb.SEARCH), page=0, pages=1) == ()


def test_corrections_are_told_and_other_reasons_are_not() -> None:
    why = ("exact", "spelling: deepsek → deepseek", "acronym: rl → reinforcement learning")

    assert correction(why) == " · deepsek → deepseek · rl → reinforcement learning"
    assert correction(("exact", "prefix")) == ""


def test_a_path_is_its_headings_and_a_label_that_is_not_said_again() -> None:
    assert path_of(stored("Words.", headings=("A", "*B*"), label="C")) == r"A › \*B\* › C"
    assert path_of(stored("C: words.", headings=("A",), label="C")) == "A"
    assert path_of(stored("Words.")) == ""


def test_of_thousands_of_moments_only_those_shown_become_links() -> None:
    class Counting(Look):
        made = 0

        def moment(self, one: Moment) -> str:
            Counting.made += 1
            return super().moment(one)

    line = moments_line([moment(second) for second in range(1_803)], Counting())

    assert line.endswith(" · +1798")
    assert Counting.made == 5
