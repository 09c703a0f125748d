"""Ways through an answer, walked to both ends: matches, a video, a note, a search, the vault."""

import pytest

from tests.cogs.acting import buttons, is_disabled, options, pick, seen
from tests.cogs.conftest import ONE_SHARD

pytestmark = ONE_SHARD


def key_of(message) -> str:
    """The id in the footer, before what else stands there."""
    return message.embeds[0].footer.text.partition(" ")[0]


def next_match(message) -> str:
    return next(label for label in buttons(message) if label.startswith("Next match"))


@pytest.mark.parametrize(
    ("asked", "matches"),
    [
        ({"text": "sourdough"}, 8),
        ({"text": "the model", "channel": "sachinandadam"}, 10),
        ({"text": '"reinforcement learning" -deepseek'}, 10),
    ],
)
async def test_next_match_goes_round_all_of_them_and_back_to_the_first(
    alice, channel, asked, matches
):
    found = await alice.slash(channel, "quote", **asked)
    keys = []
    for number in range(1, matches + 1):
        assert next_match(found.response) == f"Next match ({number} of {matches})"
        keys.append(key_of(found.response))
        await alice.click(found.response, label=next_match(found.response))

    assert len(set(keys)) == matches
    assert key_of(found.response) == keys[0]
    assert next_match(found.response) == f"Next match (1 of {matches})"


async def test_a_long_query_is_gone_through_as_well(alice, channel):
    text = (
        "somebody once told me that a sourdough starter looks dead on the day it comes alive " * 3
    )
    found = await alice.slash(channel, "quote", text=text[:300])
    first = key_of(found.response)

    await alice.click(found.response, label=next_match(found.response))

    assert key_of(found.response) != first
    assert "(2 of" in next_match(found.response)


async def test_the_only_match_has_no_next(alice, channel):
    found = await alice.slash(channel, "quote", text='"checks its own homework"')

    assert not [label for label in buttons(found.response) if label.startswith("Next")]


async def test_a_video_is_walked_from_its_first_quote_to_its_last(alice, channel):
    found = await alice.slash(channel, "quote", text="harrison clock")
    while not is_disabled(found.response, "◀ Earlier"):
        await alice.click(found.response, label="◀ Earlier")
    first = seconds = _second(found.response)
    keys = [key_of(found.response)]
    while not is_disabled(found.response, "Later ▶"):
        await alice.click(found.response, label="Later ▶")
        assert _second(found.response) >= seconds
        seconds = _second(found.response)
        keys.append(key_of(found.response))

    assert seconds > first
    assert len(set(keys)) == len(keys) > 20
    assert not is_disabled(found.response, "◀ Earlier")


def _second(message) -> int:
    return int(message.embeds[0].url.rpartition("=")[2])


async def test_whoever_walks_on_from_a_match_can_still_go_to_the_next(alice, channel):
    found = await alice.slash(channel, "quote", text="sourdough")

    await alice.click(found.response, label="Later ▶")
    assert next_match(found.response) == "Next match (1 of 8)"
    await alice.click(found.response, label="Next match (1 of 8)")

    assert next_match(found.response) == "Next match (2 of 8)"


async def test_another_by_chance_is_of_the_same_channel_and_stays_within_reach(alice, channel):
    found = await alice.slash(channel, "random", channel="kitchenlab")
    keys = {key_of(found.response)}
    for _ in range(8):
        walk = "Later ▶" if not is_disabled(found.response, "Later ▶") else "◀ Earlier"
        await alice.click(found.response, label=walk)
        await alice.click(found.response, label="🎲 Another")
        assert found.response.embeds[0].author.name.startswith("The Kitchen Lab")
        keys.add(key_of(found.response))

    assert len(keys) > 4


async def test_a_quote_opens_its_note_and_the_note_its_quotes_and_they_the_quote(alice, channel):
    quote = await alice.slash(channel, "quote", text="checks its own homework")

    note = await alice.click(quote.response, label="Note")
    listed = await alice.click(note.response, label="Quotes")
    label = options(listed.response, "Open a quote")[0]
    opened = await pick(alice, listed.response, "Open a quote", label)

    assert note.response.embeds[0].title == quote.response.embeds[0].title
    assert listed.response.embeds[0].title == note.response.embeds[0].title
    assert label.rstrip("…") in seen(opened.response)
    assert all(each.ephemeral for each in (note, listed, opened))


async def test_cite_gives_the_quote_to_copy(alice, channel):
    quote = await alice.slash(channel, "quote", text="checks its own homework")

    cited = await alice.click(quote.response, label="Cite")

    assert cited.ephemeral
    assert cited.response.content.count("checks its own homework") == 2
    assert "22:50](https://youtu.be/iGa-6tpLBXA?t=1370)" in cited.response.content


async def test_a_note_is_read_page_by_page_to_its_end_and_back(alice, channel):
    found = await alice.slash(channel, "note", topic="agi")
    first = seen(found.response)
    pages = [first]
    while not is_disabled(found.response, "▶"):
        await alice.click(found.response, label="▶")
        pages.append(seen(found.response))
    for _ in pages[1:]:
        await alice.click(found.response, label="◀")

    assert len(set(pages)) == 4
    assert all(f"page {n} of 4" in page for n, page in enumerate(pages, 1))
    assert is_disabled(found.response, "◀")
    assert seen(found.response) == first


async def test_the_quotes_of_a_note_are_all_listed_once(alice, channel):
    found = await alice.slash(channel, "note", topic="agi")
    listed = await alice.click(found.response, label="Quotes")
    lines = options(listed.response, "Open a quote")
    while not is_disabled(listed.response, "▶"):
        await alice.click(listed.response, label="▶")
        lines += options(listed.response, "Open a quote")

    assert len(lines) == len(set(lines)) == 13


async def test_what_a_search_found_is_turned_through_and_opened_from_every_page(alice, channel):
    found = await alice.slash(channel, "search", query="sourdough", private=False)
    labels = []
    for page in range(1, 4):
        assert f"page {page} of 3" in seen(found.response)
        shown = options(found.response, "Open one in full")
        opened = await pick(alice, found.response, "Open one in full", shown[-1])
        assert shown[-1].rstrip("…") in seen(opened.response).replace("*", "")
        labels += shown
        if page < 3:
            await alice.click(found.response, label="▶")

    assert is_disabled(found.response, "▶")
    assert len(set(labels)) == len(labels) > 10


@pytest.mark.parametrize(("where", "kind"), [("notes", "n:"), ("quotes", "q:")])
async def test_a_search_may_be_for_one_kind_and_its_pages_stay_so(alice, channel, where, kind):
    found = await alice.slash(channel, "search", query="the", **{"in": where})

    if "▶" in buttons(found.response):
        await alice.click(found.response, label="▶")
    for label in options(found.response, "Open one in full"):
        opened = await pick(alice, found.response, "Open one in full", label)
        assert key_of(opened.response).startswith(kind)


async def test_what_is_said_around_a_second_is_turned_to_both_ends(alice, channel):
    found = await alice.slash(channel, "video", video="https://youtu.be/iGa-6tpLBXA?t=1340")
    while not is_disabled(found.response, "◀"):
        await alice.click(found.response, label="◀")
    lines = options(found.response, "Open a quote")
    while not is_disabled(found.response, "▶"):
        await alice.click(found.response, label="▶")
        lines += options(found.response, "Open a quote")
        assert "Around 22:20" in seen(found.response)

    assert "page 13 of 13" in seen(found.response)
    assert len(lines) > 55


async def test_a_video_opens_its_notes(alice, channel):
    found = await alice.slash(channel, "video", video="sourdough")

    opened = await pick(alice, found.response, "Open a note", "Salt and lactic fermentation")

    assert opened.response.embeds[0].title == "Salt and lactic fermentation"


async def test_browsing_goes_down_to_a_note_and_back_up_in_one_message(alice, channel):
    browsed = await alice.slash(channel, "browse")
    top = seen(browsed.response)

    await pick(alice, browsed.response, "Pick a channel", "The Kitchen Lab")
    videos = seen(browsed.response)
    await pick(alice, browsed.response, "Pick a video", "What Heat Does to Food")
    note = await pick(alice, browsed.response, "Pick a note", "Why meat rests")
    await pick(alice, browsed.response, "Pick a note", "◀ The Kitchen Lab")
    assert seen(browsed.response) == videos
    await pick(alice, browsed.response, "Pick a video", "◀ All channels")

    assert seen(browsed.response) == top
    assert note.ephemeral
    assert note.response.id != browsed.response.id
    assert note.response.embeds[0].title == "Why meat rests"


async def test_related_notes_lead_on_from_one_to_the_next(alice, channel):
    found = await alice.slash(channel, "note", topic="the road to agi")

    first = await pick(alice, found.response, "Related", "What AGI still needs")
    second = await pick(alice, first.response, "Related", options(first.response, "Related")[0])

    assert first.response.embeds[0].title == "What AGI still needs"
    assert second.response.embeds[0].title == options(first.response, "Related")[0]
