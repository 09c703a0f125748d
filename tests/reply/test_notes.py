"""A note as an answer: its lead, a quote from each of its parts, then all of it page by page."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.keys import format_key
from bot.model import Action, Moment, NoteHit, StoredExcerpt, Verb
from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.notes import note_reply
from bot.reply.text import FIELD_VALUE_LIMIT
from tests.reply.build import (
    LINK,
    NOTE,
    VIDEO,
    addresses_of,
    buttons_of,
    links,
    menus_of,
    note,
    numbered,
    press_of,
    stored,
)

LOOK = Look()
PLAIN = Look(plain=True)


def footer(reply: Reply) -> str:
    return reply.embeds[0].footer.text or ""


def test_a_note_shows_one_excerpt_a_heading_in_its_order() -> None:
    headings = ["A", "A", "A", "B", "B", "C", "D"]
    excerpts = [
        replace(each, excerpt=replace(each.excerpt, headings=(heading,)))
        for each, heading in zip(numbered(*(f"Text {n}." for n in range(7))), headings, strict=True)
    ]
    (embed,) = note_reply(note(), excerpts, LOOK).embeds

    assert [field.name for field in embed.fields] == ["A", "B", "C", "D"]
    found = [re.findall(r"Text (\d)", field.value or "") for field in embed.fields]
    assert found == [["0", "1"], ["3"], ["5"], ["6"]]


def test_passages_under_one_heading_share_a_field_as_far_as_it_goes() -> None:
    excerpts = [
        replace(each, excerpt=replace(each.excerpt, headings=("A",)))
        for each in numbered(*("Long enough. " * 30 for _ in range(4)))
    ]
    (embed,) = note_reply(note(), excerpts, LOOK).embeds

    assert [field.name for field in embed.fields] == ["A", "A"]
    assert all(len(field.value or "") <= FIELD_VALUE_LIMIT for field in embed.fields)


def test_a_note_does_not_repeat_its_lead() -> None:
    excerpts = [stored("Two.", 5), stored("Three.", 6)]
    reply = note_reply(note(lead="One. Two."), excerpts, LOOK)
    (embed,) = reply.embeds

    assert embed.description == "One. Two."
    assert ["Three." in (field.value or "") for field in embed.fields] == [True]
    assert footer(reply).startswith(f"n:{format_key(101)} · 2 quotes")


def test_what_the_lead_says_already_stands_with_its_moment_on_the_next_page() -> None:
    hit, excerpts = note(lead="One. Two."), [stored("Two.", 5)]
    first, second = pages_of(hit, excerpts, LOOK)

    assert first.embeds[0].fields == []
    (field,) = second.embeds[0].fields
    assert (field.value or "").startswith("> Two.\n▶ [0:05]")


def test_one_quote_is_not_two() -> None:
    reply = note_reply(note(), [stored("One.")], LOOK)

    assert "· 1 quote" in footer(reply)
    assert "quotes" not in footer(reply)


def test_a_note_names_its_channel_and_video_and_links_it() -> None:
    reply = note_reply(note(), [], LOOK, private=True)
    (embed,) = reply.embeds

    assert embed.author.name == "Lex Fridman · DeepSeek and the economics of AI"
    assert embed.url == LINK
    assert VIDEO in (embed.thumbnail.url or "")
    assert addresses_of(reply) == [LINK]
    assert reply.ephemeral
    assert addresses_of(note_reply(note(video_id=""), [], LOOK)) == []


@pytest.mark.parametrize("lead_in", [0, 1, 5, 60, 10_000])
def test_a_note_links_three_moments_of_a_quote_the_lead_in_before_them(lead_in: int) -> None:
    seconds = [0, 3, 59, 1340, 43_199]
    reply = note_reply(note(), [stored("The words.", *seconds)], Look(lead_in=lead_in))
    (field,) = reply.embeds[0].fields

    assert links(field.value) == [f"{LINK}?t={max(0, second - lead_in)}" for second in seconds[:3]]
    assert (field.value or "").endswith("· +2")


def test_a_note_says_once_that_times_were_corrected() -> None:
    repaired = Moment("aaaaaaaaaaa", 61, "01:01:00", repaired=True)
    excerpt = stored("One.", 5)
    excerpts = [replace(excerpt, excerpt=replace(excerpt.excerpt, moments=(repaired,)))]

    assert footer(note_reply(note(), excerpts, LOOK)).endswith("1 quote · times corrected")
    assert "corrected" not in footer(note_reply(note(), [excerpt], LOOK))


def test_a_correction_stands_in_the_footer() -> None:
    reply = note_reply(note("spelling: deepzig → deepseek"), [], LOOK)

    assert footer(reply).endswith("· 0 quotes · deepzig → deepseek")


def test_related_notes_are_picked_from_a_menu() -> None:
    other = replace(NOTE, key=102, title="*Other* notes")
    reply = note_reply(note(), [], LOOK, related=[other, other, replace(NOTE, key=103, title="")])

    (menu,) = menus_of(reply)
    assert menu.placeholder == "Related"
    assert [(option.label, option.action) for option in menu.options] == [
        ("*Other* notes", Action(Verb.NOTE, 102)),
        (NOTE.path, Action(Verb.NOTE, 103)),
    ]
    assert "Lex Fridman" in menu.options[0].description
    assert menus_of(note_reply(note(), [], LOOK)) == []


def test_a_menu_holds_no_more_notes_than_discord_takes() -> None:
    related = [replace(NOTE, key=number, title=f"Note {number}") for number in range(1, 60)]
    (menu,) = menus_of(note_reply(note(), [], LOOK, related=related))

    assert [option.label for option in menu.options] == [f"Note {n}" for n in range(1, 26)]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "x"])
def test_next_to_nothing_is_an_answer_all_the_same(text: str) -> None:
    bare = replace(NOTE, channel="", channel_name="", video_title="", video_id="", lead="…")
    reply = note_reply(NoteHit(bare, 1.0, ()), [stored(text, note=bare)], LOOK)
    (embed,) = reply.embeds

    assert len(embed.fields) == (1 if text else 0)
    assert embed.url is None
    assert embed.thumbnail.url is None


def test_a_note_of_one_page_has_nothing_to_turn() -> None:
    labels = [button.label for button in buttons_of(note_reply(note(), [stored("One.")], LOOK))]

    assert labels == ["▶ Watch", "Quotes", "Delete"]
    assert [b.label for b in buttons_of(note_reply(note(), [], LOOK))] == ["▶ Watch", "Delete"]


def test_pages_are_turned_up_to_the_first_and_the_last() -> None:
    excerpts = numbered(*(f"Text {n}." for n in range(12)))
    first, last = (note_reply(note(), excerpts, LOOK, page=page) for page in (0, 3))

    assert (press_of(first, "◀").disabled, turn(first)) == (True, 1)
    assert (press_of(last, "◀").action.page, turn(last)) == (2, None)
    assert "page 4 of 4" in footer(last)


@pytest.mark.parametrize("page", [-9999, -1, 4, 9999])
def test_a_page_that_is_none_is_the_nearest(page: int) -> None:
    excerpts = numbered(*(f"Text {n}." for n in range(12)))
    nearest = note_reply(note(), excerpts, LOOK, page=0 if page < 0 else 3)

    assert note_reply(note(), excerpts, LOOK, page=page) == nearest


def turn(reply: Reply) -> int | None:
    """The page that ▶ turns to; None where there is none."""
    pages = [b.action.page for b in buttons_of(reply) if b.label == "▶" and not b.disabled]
    return pages[0] if pages else None


def pages_of(hit: NoteHit, excerpts: list[StoredExcerpt], look: Look) -> list[Reply]:
    """Every page of a note, as one gets there by its button."""
    pages = [note_reply(hit, excerpts, look)]
    while (page := turn(pages[-1])) is not None:
        assert page == len(pages)
        pages.append(note_reply(hit, excerpts, look, page=page))
    return pages


def marks_on(reply: Reply) -> list[int]:
    """The numbers that the excerpts on a page begin with."""
    shown = [field.value or "" for embed in reply.embeds for field in embed.fields]
    return [int(mark) for mark in re.findall(r"№(\d+)", "\n".join([*shown, reply.content]))]


EXCERPTS = st.lists(
    st.tuples(
        st.integers(0, 1500),
        st.sampled_from(["word ", "x", "*_`", "[a](b) ", "学"]),
        st.lists(st.sampled_from(["A", "B *b*", "h" * 300]), max_size=3),
        st.integers(0, 9),
    ),
    max_size=14,
)


@pytest.mark.parametrize("look", [LOOK, PLAIN], ids=["embed", "plain"])
@settings(deadline=None, max_examples=60)
@given(
    EXCERPTS,
    st.sampled_from(["", "Lead. ", "word ", "*_`["]),
    st.integers(0, 900),
    st.sampled_from(["DeepSeek", "*" * 200, "word " * 60]),
    st.sampled_from([VIDEO, f"peertube:{'a' * 60}.{'b' * 60}.{'c' * 60}.example/{'9' * 30}"]),
)
def test_every_excerpt_stands_on_some_page_in_the_note_s_order(
    look: Look,
    sizes: list[tuple[int, str, list[str], int]],
    lead: str,
    times: int,
    title: str,
    video: str,
) -> None:
    owner = replace(NOTE, lead=lead * times, title=title, video_title=title, video_id=video)
    excerpts = [
        replace(
            stored(
                f"№{place} {text * (size // len(text))}.".strip(),
                note=owner,
                headings=tuple(headings),
            ),
            position=place,
        )
        for place, (size, text, headings, _) in enumerate(sizes)
    ]
    excerpts = [
        replace(
            each,
            excerpt=replace(
                each.excerpt, moments=tuple(Moment(video, n, "") for n in range(count))
            ),
        )
        for each, (*_, count) in zip(excerpts, sizes, strict=True)
    ]

    first, *rest = pages_of(NoteHit(owner, 1.0, ("exact",)), excerpts, look)

    wanted = list(range(len(excerpts)))
    if rest:
        assert [mark for page in rest for mark in marks_on(page)] == wanted
        assert marks_on(first) == sorted(set(marks_on(first)))
    else:
        assert marks_on(first) == wanted
