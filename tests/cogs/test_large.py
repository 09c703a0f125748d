"""A vault with more than fits: long quotes in parts, lists of more than a page."""

import pytest

from tests.cogs.acting import buttons, is_disabled, options, pick, seen
from tests.cogs.conftest import ONE_SHARD
from tests.conftest import note_text, write_vault

pytestmark = ONE_SHARD

LONG = " ".join(f"Sentence {number} of a speech that does not end." for number in range(1, 81))


@pytest.fixture
async def large(vault, owner, channel) -> None:
    """Thirty channels and one of thirty videos; thirty-one notes about the first of those."""
    write_vault(
        vault,
        {
            f"channel{n:02}/only.md": note_text(f"Note {n:02}", "A word.", video=f"ChannelV{n:03}")
            for n in range(1, 31)
        }
        | {
            f"many/video{n:02}.md": note_text(f"About {n:02}", "A word.", video=f"VideoNo{n:04}")
            for n in range(1, 31)
        }
        | {
            f"many/note{n:02}.md": note_text(f"Topic {n:02}", "A word.", video="VideoNo0001")
            for n in range(1, 31)
        },
    )
    await owner.slash(channel, "vault reload")


@pytest.mark.usefixtures("large")
async def test_browsing_turns_25_a_page_at_every_level(alice, channel):
    browsed = await alice.slash(channel, "browse")

    assert await every_option(alice, browsed.response, "Pick a channel") == (34, 25)
    await pick(alice, browsed.response, "Pick a channel", "many")
    assert await every_option(alice, browsed.response, "Pick a video") == (30 + 2, 25)
    await alice.click(browsed.response, label="◀")
    await pick(alice, browsed.response, "Pick a video", options_of(browsed, "Pick a video")[1])
    assert await every_option(alice, browsed.response, "Pick a note") == (31 + 2, 25)


def options_of(result, menu: str) -> list[str]:
    return options(result.response, menu)


async def every_option(actor, message, menu: str) -> tuple[int, int]:
    """(how many are offered on all pages together, how many on the first), to the last page."""
    shown = options(message, menu)
    first = len(shown)
    while not is_disabled(message, "▶"):
        await actor.click(message, label="▶")
        shown += options(message, menu)
    return len(shown), first


@pytest.mark.usefixtures("large")
async def test_a_video_with_many_notes_is_turned_through_to_its_end(alice, bob, channel):
    found = await alice.slash(channel, "video", video="VideoNo0001")
    copy = await bob.click(found.response, label="▶")

    total, first = await every_option(alice, found.response, "Open a note")

    assert (total, first) == (31, 5)
    assert copy.ephemeral
    assert "page 2 of 7" in seen(copy.response)


@pytest.mark.usefixtures("large")
async def test_no_more_than_25_channels_are_offered_while_typing(alice, channel):
    assert len(await alice.autocomplete(channel, "quote", "channel", "")) == 25
    offered = await alice.autocomplete(channel, "quote", "channel", "channel0")
    assert [choice["value"][:8] for choice in offered[:9]] == ["channel0"] * 9


@pytest.fixture
async def speech(vault, owner, channel) -> None:
    text = note_text("The speech", LONG.replace(". ", ", ").rstrip("."))
    write_vault(vault, {"many/speech.md": text})
    await owner.slash(channel, "vault reload")


@pytest.mark.usefixtures("speech")
async def test_a_long_quote_is_read_part_by_part_with_nothing_left_out(alice, bob, channel):
    found = await alice.slash(channel, "quote", text="speech that does not end")
    part = next(label for label in buttons(found.response) if label.startswith("Part"))
    parts = int(part.rpartition(" ")[2])
    words = _quoted(found.response)
    copy = await bob.click(found.response, label=part)
    for number in range(2, parts + 1):
        await alice.click(found.response, label=f"Part {number} of {parts}")
        assert f"part {number} of {parts}" in seen(found.response)
        words += " " + _quoted(found.response)
    await alice.click(found.response, label=f"Part 1 of {parts}")

    assert copy.ephemeral
    assert [word.strip(",.…") for word in words.split()] == LONG.replace(".", "").split()
    assert "part 1 of" in seen(found.response)


def _quoted(message) -> str:
    lines = message.embeds[0].description.splitlines()
    return "".join(line[2:] for line in lines if line.startswith("> ")).replace("*", "")


@pytest.mark.usefixtures("speech")
async def test_a_long_quote_to_copy_comes_as_a_file(alice, channel):
    found = await alice.slash(channel, "quote", text="speech that does not end")

    cited = await alice.click(found.response, label="Cite")

    assert cited.ephemeral
    assert [file.filename for file in cited.response.attachments] == ["quote.txt"]
