"""What there is by name: channels, their videos, the notes of each."""

from collections.abc import Iterable

import pytest

from bot.keys import key_of
from bot.model import TitleEntry
from bot.search.acronyms import Acronyms
from bot.search.catalogue import NO_VIDEO, Catalogue
from bot.search.query import parse_query

CHANNELS = [("lex", "Lex Fridman"), ("kitchen", "The Kitchen Lab"), ("ai", "AI"), ("AI", "Other")]


def entry(title: str, video: str = "", *, key: int = 0, name: str = "", channel: str = "lex"):
    names = dict(CHANNELS)
    return TitleEntry(
        0, key or key_of(title), title, channel, names.get(channel, ""),
        video_id=video, video_title=name,
    )  # fmt: skip


def catalogue(*entries: TitleEntry, channels: Iterable[tuple[str, str]] = CHANNELS) -> Catalogue:
    return Catalogue(entries, list(channels), Acronyms([]))


SOME = catalogue(
    entry("Beta", "v1", name="On deep learning"),
    entry("alpha", "v1", name="On deep learning"),
    entry("Gamma", "v2"),
    entry("Delta", "v2"),
    entry("Epsilon", "v3", channel="kitchen", name="Bread and salt"),
    entry("Loose", channel="kitchen"),
    entry("Looser", channel="kitchen"),
    entry("At the top", channel=""),
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("lex", "lex"),
        (" LEX ", "lex"),
        ("lex fridman", "lex"),
        ("The Kitchen Lab", "kitchen"),
        ("ai", "ai"),
        ("AI", "AI"),
        ("Ai", "ai"),
        ("other", "AI"),
        ("kitch", "kitchen"),
        ("kitchen lab", "kitchen"),
        ("kithen", "kitchen"),
        ("Fridman", "lex"),
        ("an", None),
        ("xyz", None),
        ("", None),
        ("*", None),
    ],
)
def test_a_channel_is_found_by_its_key_then_by_its_name(typed: str, key: str | None) -> None:
    assert SOME.find_channel(typed) == key


def test_a_channel_is_known_by_the_number_that_buttons_hold() -> None:
    assert [SOME.channel_numbered(key_of(key)) for key, _ in CHANNELS] == [
        *("lex", "kitchen", "ai", "AI"),
    ]
    assert SOME.channel_numbered(0) == ""
    assert SOME.channel_numbered(key_of("gone")) == ""


def test_videos_stand_by_title_and_those_without_one_last() -> None:
    assert [(each.title, each.notes) for each in SOME.videos_of("lex")] == [
        # No index page names the second: its first note does.
        *(("Delta", 2), ("On deep learning", 2)),
    ]
    assert [(each.title, each.video_id) for each in SOME.videos_of("kitchen")] == [
        *(("Bread and salt", "v3"), (NO_VIDEO, "")),
    ]
    assert SOME.videos_of("gone") == []


def test_the_notes_of_a_video_stand_by_title() -> None:
    (deep,) = SOME.find_videos(parse_query("deep learning"), limit=5)

    assert [note.title for note in SOME.notes_of(deep)] == ["alpha", "Beta"]


def test_notes_without_a_video_stand_together_a_channel() -> None:
    (loose,) = (each for each in SOME.videos_of("kitchen") if not each.video_id)
    (top,) = SOME.videos_of("")

    assert [note.title for note in SOME.notes_of(loose)] == ["Loose", "Looser"]
    assert [note.title for note in SOME.notes_of(top)] == ["At the top"]
    assert loose.key != top.key


def test_a_video_is_got_by_its_key() -> None:
    for channel in ("lex", "kitchen", ""):
        for each in SOME.videos_of(channel):
            assert SOME.get_video(each.key) == each
    assert SOME.get_video(key_of("v1"))
    assert SOME.get_video(0) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("deep", ["On deep learning"]),
        ("lerning deep", ["On deep learning"]),
        ("bread", ["Bread and salt"]),
        ("delta", ["Delta"]),
        # Not its notes: their titles are what /note is for.
        ("alpha", []),
        ("zzyzxqq", []),
    ],
)
def test_videos_are_found_by_title(typed: str, found: list[str]) -> None:
    assert [each.title for each in SOME.find_videos(parse_query(typed), limit=5)] == found


def test_the_videos_with_most_notes_lead_channel_by_channel() -> None:
    leading = SOME.leading_videos(5)

    assert [each.channel for each in leading] == ["lex", "kitchen", "", "lex", "kitchen"]
    assert [each.notes for each in leading] == [2, 2, 1, 2, 1]


def test_channels_are_offered_by_their_notes_then_by_what_was_typed() -> None:
    many = catalogue(
        *(entry(f"K{n}", channel="kitchen") for n in range(3)), entry("L", "v1"),
    )  # fmt: skip

    assert [key for key, _ in many.offer_channels("", limit=2)] == ["kitchen", "lex"]
    assert [key for key, _ in many.offer_channels("LEX", limit=9)] == ["lex"]
    assert [key for key, _ in many.offer_channels("fridman", limit=9)] == ["lex"]
    assert [key for key, _ in many.offer_channels("kichen", limit=9)] == ["kitchen"]
    assert many.offer_channels("nobody at all", limit=9) == []
    assert many.offer_channels("?", limit=9) == []


def test_notes_that_are_gone_are_left_out_of_those_asked_for() -> None:
    keys = [key_of("Gamma"), 5, key_of("alpha")]

    assert [each.title for each in SOME.entries_of(keys)] == ["Gamma", "alpha"]


def test_an_empty_vault_has_nothing_and_raises_nothing() -> None:
    empty = catalogue(channels=[])

    assert empty.find_channel("lex") is None
    assert empty.find_videos(parse_query("deep"), limit=5) == []
    assert empty.leading_videos(5) == []
    assert empty.videos_of("") == []
    assert empty.entries_of([1]) == []
    assert empty.get_video(1) is None
