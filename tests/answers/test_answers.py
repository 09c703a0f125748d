"""What commands and presses answer, over the sample vault."""

import random
from dataclasses import replace

import pytest

from bot.answers import ANYBODY, Answers, Asker, Desk
from bot.keys import format_key, key_of, parse_key
from bot.library import Library
from bot.model import Action, Choice, GuildSettings, Verb
from bot.reply.custom_ids import format_id, parse_id
from bot.reply.message import ActionButton, Reply
from tests.answers.conftest import GUILD
from tests.reply.build import addresses_of, buttons_of, menus_of, press_of
from tests.reply.checks import faults, forged, markup_of

VIDEO = "iGa-6tpLBXA"
HERE = Asker(GUILD, openly=True)
PRIVATE = Asker(private=True)
GONE = 2**50 - 1


def footer_key(reply: Reply, prefix: str = "q:") -> int:
    """The key in the footer of what is shown."""
    key = parse_key((reply.embeds[0].footer.text or "").partition(" ")[0], prefix=prefix)
    assert key is not None
    return key


async def press(answers: Answers, reply: Reply, label: str) -> Reply:
    """Press a button, through its id as Discord would send it."""
    action = parse_id(format_id(press_of(reply, label).action))
    assert action
    return await answers.press(action, reply, ANYBODY)


def actions_of(reply: Reply) -> list[Action]:
    return [each.action for each in buttons_of(reply) if isinstance(each, ActionButton)]


def turn(reply: Reply, label: str = "▶") -> Action | None:
    """What ◀ or ▶ does; None at the end."""
    buttons = [each for each in buttons_of(reply) if isinstance(each, ActionButton)]
    return next((b.action for b in buttons if b.label == label and not b.disabled), None)


def picked(reply: Reply) -> list[Action]:
    """What can be picked from its menu."""
    return [option.action for option in menus_of(reply)[0].options]


async def test_matches_are_gone_through_and_begin_anew(answers: Answers) -> None:
    reply = first = await answers.quotes.quote("time")
    seen = [footer_key(reply)]
    for number in range(2, 11):
        reply = await press(answers, reply, "Next match")
        assert press_of(reply, "Next match").label == f"Next match ({number} of 10)"
        seen.append(footer_key(reply))

    assert len(set(seen)) == 10
    assert footer_key(await press(answers, reply, "Next match")) == footer_key(first)


async def test_the_next_match_stays_while_somebody_walks_through_the_video(
    answers: Answers,
) -> None:
    reply = await answers.quotes.quote("deepseek")
    walked = await press(answers, reply, "Later")

    assert footer_key(walked) != footer_key(reply)
    assert press_of(walked, "Next match") == press_of(reply, "Next match")


async def test_walking_later_goes_through_the_whole_video_and_ends(
    answers: Answers, sample: Library
) -> None:
    (_, start), *_ = await sample.quotes_in_order(VIDEO)
    reply = await answers.quotes.quote(f"q:{format_key(start.key)}")
    line = [each.key for each in await sample.timeline(start)]
    seen = [footer_key(reply)]
    while not press_of(reply, "Later").disabled:
        reply = await press(answers, reply, "Later")
        seen.append(footer_key(reply))

    assert seen == line
    assert len({each.note.key for each in await sample.get_quotes(seen)}) > 1
    beyond = await answers.press(Action(Verb.LATER, seen[-1]), reply, ANYBODY)
    assert beyond.notice
    assert "last quote" in beyond.content
    assert footer_key(await press(answers, reply, "◀ Earlier")) == seen[-2]


async def test_a_quote_that_is_gone_offers_the_nearest_to_what_is_shown(answers: Answers) -> None:
    shown = await answers.quotes.quote("checks its own homework")

    reply = await answers.press(Action(Verb.LATER, GONE), shown, ANYBODY)

    assert reply.notice
    assert "no longer in the vault" in reply.content
    assert footer_key(shown) in [action.key for action in actions_of(reply)]


async def test_a_note_that_is_gone_offers_the_nearest_to_its_title(answers: Answers) -> None:
    shown = await answers.notes.note("agi")

    reply = await answers.press(Action(Verb.NOTE_PAGE, GONE), shown, ANYBODY)

    assert reply.notice
    assert footer_key(shown, "n:") in [action.key for action in actions_of(reply)]


@pytest.mark.parametrize("plain", [False, True], ids=["embed", "plain"])
async def test_what_is_picked_from_a_menu_and_gone_is_looked_for_by_what_the_menu_calls_it(
    answers: Answers, desk: Desk, plain: bool
) -> None:
    await desk.change_settings(GUILD, GuildSettings(plain=plain))
    listed = await answers.searches.search("sourdough", asker=HERE)
    for row in menus_of(listed):
        for option in row.options:
            gone = replace(option.action, key=GONE)
            shown = replace(listed, rows=(replace(row, options=(replace(option, action=gone),)),))
            reply = await answers.press(gone, shown, PRIVATE)
            assert replace(option.action, text="") in actions_of(reply)


LONG_QUERY = (
    '"reinforcement learning" how do models learn from the data that labs collect and from people '
    "who grade what they say, and what does that cost them in the end -deepseek -programmers"
)


async def test_a_long_query_is_the_same_from_the_first_match_to_the_last(answers: Answers) -> None:
    first = await answers.quotes.quote(LONG_QUERY, asker=HERE)
    label = next(each.label for each in buttons_of(first) if each.label.startswith("Next match"))
    matches = int(label.rstrip(")").rpartition(" ")[2])
    seen, reply = set(), first
    for number in range(1, matches + 1):
        assert press_of(reply, f"Next match ({number} of {matches})")
        seen.add(reply.embeds[0].footer.text)
        reply = await answers.press(press_of(reply, "Next match").action, reply, HERE)
    assert matches > 2
    assert len(seen) == matches
    assert reply == first


async def test_a_long_query_outlives_a_walk_through_the_video(answers: Answers) -> None:
    first = await answers.quotes.quote(LONG_QUERY, asker=HERE)
    second = await answers.press(press_of(first, "Next match").action, first, HERE)
    walked = await answers.press(press_of(first, "◀ Earlier").action, first, HERE)

    assert await answers.press(press_of(walked, "Next match").action, walked, HERE) == second


async def test_a_long_search_is_the_same_on_every_page(answers: Answers) -> None:
    first = await answers.searches.search(LONG_QUERY, asker=HERE)
    second = await answers.press(press_of(first, "▶").action, first, PRIVATE)

    assert second.embeds[0].title == first.embeds[0].title
    assert await answers.press(press_of(second, "◀").action, second, PRIVATE) == first


async def test_a_message_is_answered_by_those_of_its_words_that_the_vault_has(
    answers: Answers,
) -> None:
    reply = await answers.quotes.like("what about sourdough?? lol", asker=PRIVATE)

    assert "sourdough" in (reply.embeds[0].description or "").replace("*", "")


async def test_what_a_message_says_is_not_kept_as_missed(sample: Library, desk: Desk) -> None:
    desk.keep_misses = True
    answers = Answers(desk)
    await answers.quotes.like("qqqq zzzz", asker=PRIVATE)
    await answers.quotes.quote("xxxx zzzz", asker=PRIVATE)

    assert [miss.text for miss in await desk.store.kept.misses(limit=9)] == ["xxxx zzzz"]


async def test_what_is_asked_where_not_all_can_see_is_offered_to_nobody(answers: Answers) -> None:
    hidden = Asker(GUILD, openly=False)
    shown = await answers.quotes.quote("harrison clock", asker=hidden)
    key = (shown.embeds[0].footer.text or "").partition(" ")[0]

    assert (await answers.quotes.choices("", asker=HERE))[0].value != key
    await answers.quotes.quote("harrison clock", asker=HERE)
    assert (await answers.quotes.choices("", asker=HERE))[0].value == key


async def test_an_id_or_address_that_is_pasted_is_offered_as_what_it_is(answers: Answers) -> None:
    (video,) = await answers.videos.choices("https://youtu.be/iGa-6tpLBXA?t=1340")
    quote = await answers.quotes.quote("harrison clock", asker=HERE)
    key = (quote.embeds[0].footer.text or "").partition(" ")[0]

    assert video.name.startswith("22:20 · Casey Flint")
    assert video.value == "https://youtu.be/iGa-6tpLBXA?t=1340"
    assert [each.value for each in await answers.quotes.choices(f"`{key}`")] == [key]


async def test_a_word_that_looks_like_a_video_s_id_is_a_word(answers: Answers) -> None:
    reply = await answers.videos.video("Microbes---", asker=HERE)

    assert "Microbes" in (reply.embeds[0].title or "")


async def test_a_server_s_channel_is_looked_in_first_and_then_everywhere(
    answers: Answers, desk: Desk
) -> None:
    await desk.change_settings(GUILD, GuildSettings("kitchenlab"))

    own = await answers.quotes.quote("time", asker=HERE)
    everywhere = await answers.quotes.quote("deepseek", asker=HERE)
    refused = await answers.quotes.quote("deepseek", channel="kitchenlab", asker=HERE)

    assert (own.embeds[0].author.name or "").startswith("The Kitchen Lab")
    assert press_of(own, "Next match").action.channel == key_of("kitchenlab")
    assert (everywhere.embeds[0].author.name or "").startswith("Sachin & Adam")
    assert press_of(everywhere, "Next match").action.channel == 0
    assert "in kitchenlab" in refused.content


async def test_a_server_whose_channel_is_gone_is_answered_from_everywhere(
    answers: Answers, desk: Desk
) -> None:
    await desk.change_settings(GUILD, GuildSettings("gone"))

    for reply in (
        await answers.quotes.quote("deepseek", asker=HERE),
        await answers.notes.note("deepseek", asker=HERE),
        await answers.quotes.random(asker=HERE),
        await answers.searches.search("deepseek", asker=HERE),
    ):
        assert not reply.notice, reply.content
    assert "gone" in (await answers.settings.show(GUILD)).content


async def test_choices_come_from_a_server_s_channel_first_and_then_from_everywhere(
    answers: Answers, desk: Desk
) -> None:
    async def offered(typed: str, channel: str = "") -> list[str]:
        notes = await answers.notes.choices(typed, channel=channel, asker=HERE)
        quotes = await answers.quotes.choices(typed, channel=channel, asker=HERE)
        assert bool(notes) == bool(quotes), typed
        return [choice.name.rpartition(" — ")[2] for choice in notes]

    await desk.change_settings(GUILD, GuildSettings("kitchenlab"))
    assert set(await offered("the")) == set(await offered("")) == {"The Kitchen Lab"}
    assert "Sachin & Adam" in await offered("deepseek")
    assert await offered("deepseek", "kitchenlab") == []

    await desk.change_settings(GUILD, GuildSettings("gone"))
    assert len(set(await offered(""))) == 3


async def test_what_a_server_was_shown_lately_is_offered_first(answers: Answers) -> None:
    shown = await answers.notes.note("sourdough", asker=HERE)
    await answers.notes.note("agi", asker=Asker(GUILD, private=True))

    choices = await answers.notes.choices("", asker=HERE)
    assert choices[0].value == f"n:{format_key(footer_key(shown, 'n:'))}"
    assert choices != await answers.notes.choices("", asker=Asker(GUILD + 1))
    assert len({choice.value for choice in choices}) == len(choices)
    elsewhere = await answers.notes.choices("", channel="longwayround", asker=HERE)
    assert all(choice.name.endswith("The Long Way Round") for choice in elsewhere)


async def test_a_search_s_pages_hold_all_hits_once(answers: Answers) -> None:
    reply = await answers.searches.search("time")
    seen = picked(reply)
    while action := turn(reply):
        reply = await answers.press(action, reply, PRIVATE)
        seen += picked(reply)

    assert len(seen) == len(set(seen)) > 10
    assert {action.verb for action in seen} == {Verb.NOTE, Verb.QUOTE}
    assert reply.ephemeral


@pytest.mark.parametrize(("where", "verb"), [("notes", Verb.NOTE), ("quotes", Verb.QUOTE)])
async def test_a_search_may_be_for_one_kind_alone(answers: Answers, where: str, verb: Verb) -> None:
    reply = await answers.searches.search("time", where=where, asker=Asker(private=False))

    assert {action.verb for action in picked(reply)} == {verb}
    assert not reply.ephemeral


async def test_a_video_is_found_by_title_id_address_and_key(answers: Answers) -> None:
    by_title = await answers.videos.video("casey flint")

    assert addresses_of(by_title) == [f"https://youtu.be/{VIDEO}"]
    key = (by_title.embeds[0].footer.text or "").partition(" ")[0]
    for asked in (VIDEO, f"https://youtu.be/{VIDEO}", f"youtube.com/watch?v={VIDEO}", key):
        assert await answers.videos.video(asked) == by_title, asked


@pytest.mark.parametrize("prefix", ["n:", "q:", "v:"])
async def test_an_id_of_nothing_says_so_and_one_that_was_offered_is_looked_for_by_its_name(
    answers: Answers, desk: Desk, prefix: str
) -> None:
    ask = {
        "n:": answers.notes.note, "q:": answers.quotes.quote, "v:": answers.videos.video,
    }[prefix]  # fmt: skip
    value = f"{prefix}{format_key(GONE)}"
    assert "no longer in the vault" in (await ask(value)).content
    assert await desk.store.kept.misses(limit=5) == []

    name = "DeepSeek ran the feedback — loop" if prefix == "q:" else "DeepSeek — Sachin & Adam"
    desk.offered.remember([Choice(name, value)])
    assert (await ask(value)).embeds


async def test_the_chapters_of_a_video_stand_in_order_of_time(answers: Answers) -> None:
    reply = await answers.videos.video(VIDEO)
    starts = [option.description for option in menus_of(reply)[0].options]

    seconds = [_seconds(start.removeprefix("from ")) for start in starts]
    assert seconds == sorted(seconds)
    assert len(seconds) > 2


def _seconds(clock: str) -> int:
    total = 0
    for part in clock.split(":"):
        total = 60 * total + int(part)
    return total


@pytest.mark.parametrize("second", [0, 1, 700, 1340, 1341, 3000, 43_000])
async def test_around_a_second_the_page_begins_just_before_it_and_pages_hold_all(
    answers: Answers, sample: Library, second: int
) -> None:
    line = await sample.quotes_in_order(VIDEO)
    shown = reply = await answers.videos.video(f"https://youtu.be/{VIDEO}?t={second}")

    before = [excerpt.key for at, excerpt in line if at < second]
    assert picked(reply)[0].key == (before[-1] if before else line[0][1].key)
    while action := turn(reply, "◀"):
        reply = await answers.press(action, reply, ANYBODY)
    pages = [reply]
    while action := turn(pages[-1]):
        pages.append(await answers.press(action, pages[-1], ANYBODY))
    assert [action.key for page in pages for action in picked(page)] == [
        excerpt.key for _, excerpt in line
    ]
    assert shown in pages


async def test_browsing_goes_from_channels_to_videos_to_notes_and_back(answers: Answers) -> None:
    channels = await answers.videos.browse()
    videos = await answers.press(picked(channels)[0], channels, PRIVATE)
    notes = await answers.press(picked(videos)[1], videos, PRIVATE)
    note = await answers.press(picked(notes)[1], notes, PRIVATE)

    assert len(picked(channels)) == 3
    assert note.embeds[0].title
    assert await answers.press(picked(videos)[0], videos, PRIVATE) == channels
    assert await answers.press(picked(notes)[0], notes, PRIVATE) == videos
    assert all(reply.ephemeral for reply in (channels, videos, notes, note))


async def test_settings_change_one_by_one_and_hold_at_once(answers: Answers) -> None:
    await answers.settings.set(GUILD, channel="the kitchen lab", lead_in=0)
    told = await answers.settings.set(GUILD, replies="private", display="plain")

    for part in ("**The Kitchen Lab** first", "private", "0 s before", "plain text"):
        assert part in told.content
    assert (await answers.settings.show(GUILD)).content == told.content
    reply = await answers.quotes.quote("time", asker=HERE)
    assert (reply.embeds, reply.ephemeral) == ((), True)
    assert "The Kitchen Lab" in reply.content
    assert "no channel" in (await answers.settings.set(GUILD, channel="nowhere")).content
    assert (await answers.settings.show(GUILD)).content == told.content

    reset = await answers.settings.reset(GUILD)
    assert "the whole vault" in reset.content
    assert (await answers.quotes.quote("time", asker=HERE)).embeds


async def test_no_press_raises_or_breaks_a_limit_whoever_forged_it(
    answers: Answers, sample: Library
) -> None:
    shown = await answers.quotes.quote("deepseek")
    note = (await sample.find_notes("agi", limit=1))[0].note
    keys = [0, GONE, footer_key(shown), note.key, key_of(VIDEO)]
    texts = ["", "deepseek", "*@everyone* [x](https://evil.example)", "9" * 64, "٣", "-", "\x00"]
    draw = random.Random(7)
    verbs = [verb for verb in Verb if verb not in (Verb.SHARE, Verb.DELETE)]
    for verb in verbs:
        for _ in range(25):
            action = Action(
                verb,
                draw.choice(keys),
                draw.choice([-9999, -1, 0, 1, 9999]),
                draw.choice([0, 5, key_of("kitchenlab")]),
                draw.choice(texts),
            )
            reply = await answers.press(action, draw.choice([shown, Reply()]), PRIVATE)
            assert faults(reply) == [], action
            assert [each for text in markup_of(reply) for each in forged(text)] == [], action
