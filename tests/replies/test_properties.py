"""What judges the replies: it finds what is planted, and nothing where nothing is."""

import pytest

from bot.model import Action, Moment, Verb
from bot.reply.custom_ids import format_id
from tests.replies.markup import Link, Sent, alive, link_to, words_of
from tests.replies.properties import id_faults, link_fault, part_faults, shortening_faults

VIDEO = "iGa-6tpLBXA"
LONG = "One sentence here. Another one that goes on and on without an end"


@pytest.mark.parametrize(
    "line",
    [
        "> \\*words\\* and 1\\. more: 12:30",
        "-# heading › 3 \\# things",
        "▶ [1:02](https://youtu.be/iGa-6tpLBXA?t=62) \\_words\\_ — *Title*",
        "▶ [video](<https://youtu.be/iGa-6tpLBXA>) · +3",
        "**A \\*title\\***",
        "**A title** — note in channel",
        "https\\://example.org, a\\:b\\: and \\@everyone",
    ],
)
def test_what_is_escaped_or_ours_is_not_alive(line: str) -> None:
    assert alive(line) == ""


@pytest.mark.parametrize(
    "line",
    [
        "> *words*", "> # heading", "> - item", "> 1. item", "-# `code`", "a ~~b~~ ||c||", "a\\b",
        "> [text](https://youtu.be/iGa-6tpLBXA)", "see https://example.org", "@here", "<@123>",
        ":fire:", "# heading", "**Title** and *more*", "▶ [words](https://youtu.be/iGa-6tpLBXA)",
        "> **bold**",
    ],
)  # fmt: skip
def test_what_is_not_escaped_is_alive(line: str) -> None:
    assert alive(line)


def test_only_where_words_may_be_bold_bold_is_ours() -> None:
    assert alive("> a **word**", emphasised=True) == ""
    assert words_of("a **w\\*rd**") == "a w*rd"


@pytest.mark.parametrize(
    ("label", "second", "lead_in", "right"),
    [
        ("1:02", 62, 0, True), ("1:02", 55, 7, True), ("0:05", 0, 7, True), ("1:02", 62, 7, False),
        ("0:05", 5, 7, False), ("1:03", 63, 0, False), ("1:02", None, 0, False),
        ("video", None, 7, True), ("video", 62, 0, False), ("13:00:00", 46800, 0, False),
    ],
)  # fmt: skip
def test_a_link_opens_at_the_moment_that_it_tells(
    label: str, second: int | None, lead_in: int, right: bool
) -> None:
    moments = [Moment(VIDEO, second, "") for second in (5, 62, 46_800)]
    assert bool(list(link_fault(Link(label, VIDEO, second), moments, lead_in))) != right


@pytest.mark.parametrize("address", ["https://youtu.be/short?t=1", f"https://youtu.be/{VIDEO}?t="])
def test_other_addresses_are_no_links_of_ours(address: str) -> None:
    with pytest.raises(ValueError, match="no link to a video"):
        link_to(address)


@pytest.mark.parametrize(
    ("shown", "right"),
    [
        (LONG, True), ("One sentence here.…", True), ("One sentence here. Another…", True),
        ("One sentence here. Anot…", False), ("One sentence.…", False), (LONG[:-1], False),
    ],
)  # fmt: skip
def test_shortened_text_is_a_beginning(shown: str, right: bool) -> None:
    assert bool(list(shortening_faults(shown, LONG))) != right


def test_parts_are_all_of_a_text_in_order() -> None:
    parts = ["One sentence here.…", "Another one that goes…", "on and on without an end"]
    assert list(part_faults(parts, LONG)) == []
    assert list(part_faults(parts[:2], LONG))
    assert list(part_faults([parts[0], parts[2]], LONG))
    assert list(part_faults(["One sentence here. An…", "other one that goes on"], LONG))


def test_ids_are_told_as_discord_counts_them() -> None:
    longest = format_id(Action(Verb.NOTE_PAGE, 1 << 49, -999, 1 << 49, "𝒳" * 99))
    buttons = [{"type": 2, "custom_id": id_} for id_ in (longest, f"{longest}𝒳𝒳𝒳𝒳𝒳", "x:1")]
    sent = Sent({"components": [{"type": 1, "components": buttons}]})
    assert [fault.partition(":")[0] for fault in id_faults(sent)] == [
        "longer than 100",
        "no action",
    ]
