"""What a press or a choice names is gone from the vault: it is said, and the nearest offered."""

import pytest

from tests.cogs.acting import buttons, options, pick, seen
from tests.cogs.conftest import ONE_SHARD

pytestmark = ONE_SHARD

LOAF = "kitchenlab/baking_a_sourdough_loaf.md"
LONGITUDE = (
    "longwayround/john_harrisons_sea_clocks.md",
    "longwayround/the_lunar_distance_method.md",
    "longwayround/why_longitude_was_hard.md",
)


@pytest.fixture
def without(vault, owner, channel):
    """Take notes out of the vault and have it loaded again."""

    async def take(*names: str) -> None:
        for name in names:
            (vault / name).unlink()
        result = await owner.slash(channel, "vault reload")
        assert f"−{len(names)}" in result.response.content

    return take


@pytest.mark.parametrize("label", ["◀ Earlier", "Later ▶", "Cite", "Note"])
async def test_a_quote_that_is_gone_offers_the_nearest_as_buttons_that_work(
    alice, channel, without, label
):
    found = await alice.slash(channel, "quote", text="sourdough")
    before = seen(found.response)
    await without(LOAF)

    pressed = await alice.click(found.response, label=label)
    nearest = buttons(pressed.response)
    opened = await alice.click(pressed.response, label=nearest[0])

    assert pressed.ephemeral
    assert "is no longer in the vault" in pressed.response.content
    assert opened.ephemeral
    assert nearest[0].rstrip("…") in seen(opened.response).replace("*", "")
    assert seen(found.response) == before


@pytest.mark.parametrize("label", ["▶", "Quotes"])
async def test_a_note_that_is_gone_offers_those_with_names_like_it(alice, channel, without, label):
    found = await alice.slash(channel, "note", topic="baking sourdough")
    await without(LOAF)

    pressed = await alice.click(found.response, label=label)
    opened = await alice.click(pressed.response, label="How a sourdough starter comes alive")

    assert "That note is no longer in the vault" in pressed.response.content
    assert pressed.ephemeral
    assert "How a sourdough starter comes alive" in seen(opened.response)


@pytest.mark.parametrize("display", ["embed", "plain"])
async def test_what_was_picked_and_is_gone_offers_the_nearest_to_its_name(
    owner, alice, channel, without, display
):
    await owner.slash(channel, "settings set", display=display)
    found = await alice.slash(channel, "search", query="sourdough")
    note, quote = options(found.response, "Open one in full")[:2]
    await without(LOAF)

    gone_note = await pick(alice, found.response, "Open one in full", note)
    gone_quote = await pick(alice, found.response, "Open one in full", quote)

    assert "That note is no longer" in gone_note.response.content
    assert "How a sourdough starter comes alive" in buttons(gone_note.response)
    assert "That quote is no longer" in gone_quote.response.content
    assert buttons(gone_quote.response)


async def test_a_video_that_is_gone_is_said_privately(alice, channel, without):
    browsed = await alice.slash(channel, "browse", channel="longwayround")
    around = await alice.slash(channel, "video", video="https://youtu.be/Longitude_1?t=600")
    video = around.response.embeds[0].title
    await without(*LONGITUDE)

    picked = await pick(alice, browsed.response, "Pick a video", video)
    turned = await alice.click(around.response, label="▶")

    for pressed in (picked, turned):
        assert pressed.ephemeral
        assert "That video is no longer in the vault" in pressed.response.content
    assert around.response.embeds[0].title == video


async def test_the_next_match_of_a_query_that_finds_nothing_any_more_says_so(
    alice, channel, without
):
    found = await alice.slash(channel, "quote", text="checks its own homework")
    await without(
        "sachinandadam/deepseek_without_a_human_in_the_loop.md",
        "sachinandadam/reinforcement_learning_and_its_teachers.md",
        "sachinandadam/what_agi_still_needs.md",
        "sachinandadam/the_road_to_agi.md",
    )

    pressed = await alice.click(found.response, label="Next match (1 of 2)")

    assert pressed.ephemeral
    assert "no longer" in pressed.response.content


async def test_a_choice_that_is_gone_is_looked_for_by_its_name(alice, channel, without):
    picked = next(
        choice
        for choice in await alice.autocomplete(channel, "note", "topic", "sourdough")
        if choice["name"].startswith("Baking a sourdough loaf")
    )
    quoted = (await alice.autocomplete(channel, "quote", "text", "sourdough is gummy"))[0]
    await without(LOAF)

    note = await alice.slash(channel, "note", topic=picked["value"])
    quote = await alice.slash(channel, "quote", text=quoted["value"])

    assert "sourdough" in note.response.embeds[0].title
    assert "No quote found for “Cooling: Cut too soon" in quote.response.content
    assert buttons(quote.response)


async def test_a_button_to_a_channel_that_is_gone_says_so(alice, channel, without, vault):
    browsed = await alice.slash(channel, "browse")
    files = [f"longwayround/{path.name}" for path in (vault / "longwayround").glob("*_*.md")]
    await without(*files)

    pressed = await pick(alice, browsed.response, "Pick a channel", "The Long Way Round")

    assert pressed.ephemeral
    assert "That channel is no longer in the vault" in pressed.response.content
