"""A video as an answer: its table of contents, what is said around a second, browsing to it."""

from dataclasses import replace

import pytest

from bot.keys import format_key
from bot.model import Action, Verb
from bot.reply.embeds import Look
from bot.reply.lists import Line
from bot.reply.videos import around_reply, browse_reply, contents_reply, counted
from tests.reply.build import (
    LINK,
    NOTE,
    VIDEO,
    addresses_of,
    buttons_of,
    links,
    menus_of,
    numbered,
    press_of,
    video,
)

LOOK = Look()
PLAIN = Look(plain=True)
CHAPTERS = [(replace(NOTE, key=n, title=f"Note *{n}*"), (60 * n, 60 * n + 7)) for n in range(1, 8)]


def test_contents_are_the_notes_with_their_moments() -> None:
    reply = contents_reply(video(), CHAPTERS[:2], LOOK, page=0, private=False)

    (embed,) = reply.embeds
    assert (embed.title, embed.url, embed.author.name) == (video().title, LINK, "Lex Fridman")
    assert VIDEO in (embed.thumbnail.url or "")
    assert embed.footer.text == f"v:{format_key(404)} · 3 notes"
    assert (embed.description or "").split("\n") == [
        r"**Note \*1\***",
        f"▶ [1:00]({LINK}?t=60) · [1:07]({LINK}?t=67)",
        r"**Note \*2\***",
        f"▶ [2:00]({LINK}?t=120) · [2:07]({LINK}?t=127)",
    ]
    (menu,) = menus_of(reply)
    assert [(option.label, option.action, option.description) for option in menu.options] == [
        ("Note *1*", Action(Verb.NOTE, 1), "from 1:00"),
        ("Note *2*", Action(Verb.NOTE, 2), "from 2:00"),
    ]
    assert addresses_of(reply) == [LINK]
    assert buttons_of(reply)[-1].label == "Delete"


def test_contents_are_turned_page_by_page() -> None:
    first, second = (
        contents_reply(video(), CHAPTERS, LOOK, page=page, private=True) for page in (0, 1)
    )

    keys = [option.action.key for each in (first, second) for option in menus_of(each)[0].options]
    assert keys == [note.key for note, _ in CHAPTERS]
    assert [b.action for b in buttons_of(first) if b.label == "▶"] == [
        Action(Verb.VIDEO_PAGE, 404, 1)
    ]
    assert press_of(second, "◀").action == Action(Verb.VIDEO_PAGE, 404, 0)
    assert (second.embeds[0].footer.text or "").endswith("page 2 of 2")
    assert contents_reply(video(), CHAPTERS, LOOK, page=9, private=True) == second


def test_many_moments_of_a_note_are_counted() -> None:
    reply = contents_reply(video(), [(NOTE, range(100))], LOOK, page=0, private=False)

    assert len(links(reply.embeds[0].description)) == 8
    assert (reply.embeds[0].description or "").endswith("· +92")


@pytest.mark.parametrize("look", [LOOK, PLAIN], ids=["embed", "plain"])
def test_a_full_page_of_contents_names_every_note_with_moments(look: Look) -> None:
    chapters = [
        (replace(NOTE, key=n, title=f"{n} " + "word " * 90), range(36_000, 36_040))
        for n in range(1, 6)
    ]
    reply = contents_reply(video(), chapters, look, page=0, private=False)
    text = reply.content or reply.embeds[0].description or ""

    assert [f"**{n} word" in text for n in range(1, 6)] == [True] * 5
    assert text.count("▶ [10:00:00]") == 5
    assert text.count(" · +") == 5


def test_a_note_without_a_moment_is_told_so() -> None:
    reply = contents_reply(video(), [(NOTE, ())], LOOK, page=0, private=False)

    assert reply.embeds[0].description == "**DeepSeek**"
    assert menus_of(reply)[0].options[0].description == "without a moment"


@pytest.mark.parametrize("video_id", ["", "gone:1"])
def test_a_video_without_an_address_has_nothing_to_watch_or_to_link(video_id: str) -> None:
    chapter = (replace(NOTE, video_id=video_id), (60,))
    reply = contents_reply(video(video_id=video_id), [chapter], LOOK, page=0, private=False)

    assert addresses_of(reply) == []
    assert reply.embeds[0].url is None
    assert reply.embeds[0].description == "**DeepSeek**"


def test_around_a_second_stands_what_is_said_there_and_the_way_to_watch_it() -> None:
    said, look = numbered("One.", "Two."), Look(lead_in=5)
    reply = around_reply(video(), said, look, seconds=61, page=1, pages=3, private=True)

    assert (reply.embeds[0].description or "").split("\n") == [
        "*Around 1:01*",
        f"▶ [0:00]({LINK}?t=0) One. — *DeepSeek*",
        f"▶ [1:00]({LINK}?t=55) Two. — *DeepSeek*",
    ]
    assert buttons_of(reply)[0].label == "▶ Watch at 1:01"
    assert addresses_of(reply) == [f"{LINK}?t=56"]
    assert [b.action for b in buttons_of(reply) if b.label in "◀▶"] == [
        Action(Verb.AROUND, 404, 0, text="61"),
        Action(Verb.AROUND, 404, 2, text="61"),
    ]


def test_browsing_goes_down_and_back_and_is_the_asker_s_alone() -> None:
    lines = [Line("", f"Video {n}", Action(Verb.BROWSE_VIDEO, n)) for n in range(1, 60)]
    back = Line("", "◀ All channels", Action(Verb.BROWSE))
    seen: list[str] = []
    for page in range(3):
        turn = Action(Verb.BROWSE_CHANNEL, page=page, channel=5)
        reply = browse_reply("Browse", lines, LOOK, turn=turn, what="video", back=back)
        (menu,) = menus_of(reply)
        assert menu.options[0].action == Action(Verb.BROWSE)
        seen += [option.label for option in menu.options[1:]]
        assert reply.ephemeral
        assert "59 videos" in (reply.embeds[0].description or "")
        assert [button.label for button in buttons_of(reply)] == ["◀", "▶"]

    assert seen == [line.label for line in lines]


def test_an_empty_vault_can_be_browsed() -> None:
    reply = browse_reply("Browse", [], LOOK, turn=Action(Verb.BROWSE), what="channel")

    assert reply.rows == ()
    assert "0 channels" in (reply.embeds[0].description or "")


def test_things_are_counted_in_words() -> None:
    assert [counted(n, "note") for n in (0, 1, 2, 1200)] == [
        *("0 notes", "1 note", "2 notes", "1,200 notes"),
    ]
