"""`/quote`, as somebody in a server and somebody in a DM use it."""

import pytest

from tests.cogs.conftest import ONE_SHARD

pytestmark = ONE_SHARD

LINK = "https://youtu.be/iGa-6tpLBXA?t="


async def test_a_quote_opens_the_video_at_the_second_of_its_citation(alice, channel):
    result = await alice.slash(channel, "quote", text="checks its own homework")

    (embed,) = result.response.embeds
    assert embed.url == LINK + "1370"
    assert "**checks its own homework**" in embed.description
    assert f"[22:50]({LINK}1370)" in embed.description
    button = result.response.components[0]["components"][0]
    assert (button["label"], button["url"]) == ("▶ Watch at 22:50", LINK + "1370")


@pytest.mark.parametrize("typed", ["deepseek", "DeepSeek", "deepsek", "depseek"])
async def test_deepseek_is_found_however_it_is_spelt(alice, channel, typed):
    result = await alice.slash(channel, "quote", text=typed)

    assert "**DeepSeek" in result.response.embeds[0].description


async def test_a_picked_choice_gives_that_very_quote(alice, channel):
    choices = await alice.autocomplete(channel, "quote", "text", "longit")
    assert choices

    result = await alice.slash(channel, "quote", text=choices[-1]["value"])

    assert choices[-1]["value"] in result.response.embeds[0].footer.text


async def test_somebodys_own_words_look_different_from_the_notes(alice, channel):
    said = (await alice.autocomplete(channel, "quote", "text", ""))[0]["value"]
    spoken = await alice.slash(channel, "quote", text=said)
    told = await alice.slash(channel, "quote", text="deepseek")

    assert "said in the video" in spoken.response.embeds[0].footer.text
    assert "from the note" in told.response.embeds[0].footer.text


async def test_nothing_found_is_said_privately_and_names_what_was_asked(alice, channel):
    result = await alice.slash(channel, "quote", text="xyzzyplugh *@everyone*")

    assert result.ephemeral
    assert "xyzzyplugh" in result.response.content
    assert "*@everyone*" not in result.response.content


async def test_channels_are_offered_by_name(alice, channel):
    choices = await alice.autocomplete(channel, "quote", "channel", "kit")

    assert choices == [{"name": "The Kitchen Lab", "value": "kitchenlab"}]


async def test_a_key_of_no_quote_says_that_the_quote_is_gone(alice, channel):
    result = await alice.slash(channel, "quote", text="q:0000000000")

    assert result.ephemeral
    assert "no longer" in result.response.content


async def test_it_answers_in_a_direct_message(simcord_env):
    bob = simcord_env.create_user("bob")

    result = await bob.slash("quote", text="harrison clock", private=True)

    assert result.ephemeral
    assert "Harrison" in result.response.embeds[0].description.replace("*", "")
