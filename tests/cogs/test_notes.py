"""`/note`, as somebody in a server and somebody in a DM use it."""

from tests.cogs.conftest import ONE_SHARD

pytestmark = ONE_SHARD


async def test_a_note_is_found_by_a_word_of_its_title(alice, channel):
    result = await alice.slash(channel, "note", topic="agi")

    (embed,) = result.response.embeds
    assert "AGI" in embed.title
    assert embed.author.name.startswith("Sachin & Adam")
    assert embed.url.startswith("https://youtu.be/iGa-6tpLBXA")
    assert not result.ephemeral


async def test_agi_is_never_found_inside_magic(alice, channel):
    choices = await alice.autocomplete(channel, "note", "topic", "agi")

    assert choices
    assert all("magic" not in choice["name"].casefold() for choice in choices)


async def test_a_misspelt_topic_is_found_and_the_correction_is_shown(alice, channel):
    result = await alice.slash(channel, "note", topic="reinforcment lerning")

    (embed,) = result.response.embeds
    assert "einforcement learning" in embed.title
    assert "reinforcment → reinforcement" in embed.footer.text


async def test_a_picked_choice_gives_that_very_note(alice, channel):
    choices = await alice.autocomplete(channel, "note", "topic", "sourdough")
    picked = choices[1]

    result = await alice.slash(channel, "note", topic=picked["value"])

    assert result.response.embeds[0].title == picked["name"].rpartition(" — ")[0]


async def test_choices_are_offered_before_anything_is_typed(alice, channel):
    choices = await alice.autocomplete(channel, "note", "topic", "")

    titles = [choice["name"] for choice in choices]
    assert titles
    assert titles != sorted(titles)


async def test_a_channel_narrows_choices_and_answers(alice, channel):
    choices = await alice.autocomplete(channel, "note", "topic", "the", channel="longwayround")
    assert choices
    assert all(choice["name"].endswith("The Long Way Round") for choice in choices)

    result = await alice.slash(channel, "note", topic="sourdough", channel="longwayround")
    assert result.ephemeral
    assert "sourdough" in result.response.content


async def test_nothing_found_is_said_privately_and_names_what_was_asked(alice, channel):
    result = await alice.slash(channel, "note", topic="qqqqzzzz")

    assert result.ephemeral
    assert "qqqqzzzz" in result.response.content


async def test_an_unknown_channel_is_named(alice, channel):
    result = await alice.slash(channel, "note", topic="agi", channel="nowhere")

    assert result.ephemeral
    assert "nowhere" in result.response.content


async def test_private_answers_are_seen_by_the_asker_only(alice, channel):
    result = await alice.slash(channel, "note", topic="agi", private=True)

    assert result.ephemeral


async def test_it_answers_in_a_direct_message(simcord_env):
    bob = simcord_env.create_user("bob")

    result = await bob.slash("note", topic="agi")

    assert "AGI" in result.response.embeds[0].title


async def test_a_key_of_no_note_says_that_the_note_is_gone(alice, channel):
    result = await alice.slash(channel, "note", topic="n:0000000000")

    assert result.ephemeral
    assert "no longer" in result.response.content
