"""Notes and excerpts as embeds: readable, linked to the second, within every limit."""

import re
from dataclasses import replace

import discord
import pytest

from bot.keys import format_key
from bot.model import Moment, QuoteHit
from bot.reply.embeds import (
    NO_NAME,
    Look,
    channel_colour,
    note_embed,
    note_reply,
    quote_embed,
    quote_reply,
)
from bot.reply.text import (
    AUTHOR_LIMIT,
    DESCRIPTION_LIMIT,
    EMBEDS_LIMIT,
    FIELD_NAME_LIMIT,
    FIELD_VALUE_LIMIT,
    FOOTER_LIMIT,
    LABEL_LIMIT,
    TITLE_LIMIT,
)
from tests.reply.build import LINK, NOTE, VIDEO, moment, note, quote, stored

LOOK = Look()
HUGE = {
    "words": "Deep *learning* [is](https://a.example) what it says. " * 2000,
    "one word": "deepseek" * 12_500,
    "marks": "*_`[]<>@everyone ~~||\\" * 5000,
    "no blanks": "强化学习让模型自己试错。" * 9000,
    "emoji": "👩‍👩‍👧‍👦 :smile: " * 8000,
    "blanks": " \t" * 50_000 + "x",
}


def check_limits(embed: discord.Embed) -> None:
    assert len(embed.title or "") <= TITLE_LIMIT
    assert len(embed.description or "") <= DESCRIPTION_LIMIT
    assert len(embed.author.name or "") <= AUTHOR_LIMIT
    assert len(embed.footer.text or "") <= FOOTER_LIMIT
    assert len(embed.fields) <= 25
    for field in embed.fields:
        assert 0 < len(field.name or "") <= FIELD_NAME_LIMIT
        assert 0 < len(field.value or "") <= FIELD_VALUE_LIMIT
    assert 0 < len(embed) <= EMBEDS_LIMIT


def links(text: str | None) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", text or "")


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_huge_quote_keeps_every_limit(text: str) -> None:
    owner = replace(NOTE, title=text[:300], channel_name=text[:400], video_title=text[:400])
    hit = QuoteHit(
        stored(
            text,
            *range(100, 2100),
            note=owner,
            headings=tuple(f"{number} {text[:300]}" for number in range(50)),
            label=text[:500],
        ),
        1.0,
        tuple(f"spelling: {text[:300]} → {number}" for number in range(300)),
        ((0, 4), (5, 15), (70_000, 70_009)),
    )

    check_limits(quote_embed(hit, LOOK))
    assert all(len(button.label) <= LABEL_LIMIT for button in quote_reply(hit, LOOK).buttons)


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_huge_note_keeps_every_limit(text: str) -> None:
    excerpt = stored(text, *range(100, 2100), headings=(text[:300], text[:300]))
    excerpts = [replace(excerpt, position=place) for place in range(50)]
    why = tuple(f"spelling: {text[:300]} → {number}" for number in range(300))
    named = {"title": text[:300], "channel_name": text[:400], "video_title": text[:400]}
    embed = note_embed(note(*why, lead=text[1:], **named), excerpts, LOOK)

    assert len(embed.fields) == 5
    check_limits(embed)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "x"])
def test_next_to_nothing_is_an_embed_all_the_same(text: str) -> None:
    bare = replace(NOTE, channel="", channel_name="", video_title="", video_id="", lead="…")

    check_limits(quote_embed(QuoteHit(stored(text, note=bare), 1.0, ()), LOOK))
    embed = note_embed(replace(note(), note=bare), [stored(text, note=bare)], LOOK)
    check_limits(embed)
    assert len(embed.fields) == (1 if text else 0)
    assert embed.url is None
    assert embed.thumbnail.url is None


def test_a_quote_opens_its_video_at_its_second() -> None:
    embed = quote_embed(quote("The words.", 1340, 2699), LOOK)

    assert embed.url == f"{LINK}?t=1340"
    assert f"▶ [22:20]({LINK}?t=1340) · [44:59]({LINK}?t=2699)" in (embed.description or "")


@pytest.mark.parametrize("lead_in", [0, 1, 5, 60, 10_000])
def test_links_start_the_lead_in_before_their_moment_and_never_before_the_video(
    lead_in: int,
) -> None:
    seconds = [0, 3, 59, 1340, 43_199]
    look = Look(lead_in=lead_in)
    wanted = [f"{LINK}?t={max(0, second - lead_in)}" for second in seconds]
    embed = quote_embed(quote("The words.", *seconds), look)

    assert links(embed.description) == wanted
    assert embed.url == wanted[0]
    assert quote_reply(quote("The words.", *seconds), look).buttons[0].url == wanted[0]
    (field,) = note_embed(note(), [stored("The words.", *seconds)], look).fields
    assert links(field.value) == wanted[:3]


def test_an_impossible_time_opens_the_video_without_one() -> None:
    hit = quote("The words.", 360_000)
    embed = quote_embed(hit, LOOK)

    assert embed.url == LINK
    assert f"[video]({LINK})" in (embed.description or "")
    assert quote_reply(hit, LOOK).buttons[0].label == "▶ Watch"


def test_moments_beyond_a_few_are_counted() -> None:
    two = quote_embed(quote("The words.", *range(1803)), Look(moments=2))

    assert len(links(two.description)) == 2
    assert (two.description or "").endswith("· +1801")
    assert len(links(quote_embed(quote("Words.", *range(1803)), LOOK).description)) == 5


def test_a_moment_of_another_video_opens_that_one() -> None:
    embed = quote_embed(
        QuoteHit(stored("Words.", note=NOTE), 1.0, ()),
        LOOK,
    )
    assert embed.url == LINK
    other = replace(stored("Words."), excerpt=replace(stored("Words.").excerpt, moments=OTHER))

    reply = quote_reply(QuoteHit(other, 1.0, ()), LOOK)

    assert reply.embeds[0].url == "https://youtu.be/aaaaaaaaaaa?t=61"
    (button,) = reply.buttons
    assert (button.label, button.url) == ("▶ Watch at 1:01", "https://youtu.be/aaaaaaaaaaa?t=61")


OTHER = (Moment("", 7, "00:00:07"), Moment("aaaaaaaaaaa", 61, "00:01:01"))


def test_a_corrected_time_says_so() -> None:
    hit = quote("The words.", 5)
    repaired = replace(hit.excerpt.excerpt, moments=(moment(754, raw="12:34:567", repaired=True),))
    embed = quote_embed(
        replace(hit, excerpt=replace(hit.excerpt, excerpt=repaired)),
        LOOK,
    )

    assert r"-# time corrected: the note writes 12\:34:567" in (embed.description or "")
    assert "time corrected" not in (quote_embed(hit, LOOK).description or "")


def test_a_note_says_once_that_times_were_corrected_and_names_its_relations() -> None:
    repaired = Moment("aaaaaaaaaaa", 61, "01:01:00", repaired=True)
    excerpts = [
        replace(stored("One.", 5), excerpt=replace(stored("One.", 5).excerpt, moments=(repaired,)))
    ]
    relation = replace(NOTE, title="*Other* notes")
    embed = note_embed(note(), excerpts, LOOK, related=[relation, relation])

    assert embed.footer.text
    assert embed.footer.text.endswith("1 quote · times corrected")
    assert embed.fields[-1].name == "See also"
    assert embed.fields[-1].value == r"\*Other\* notes · \*Other\* notes"
    assert not any(field.name == "See also" for field in note_embed(note(), excerpts, LOOK).fields)


def test_the_words_that_were_meant_are_bold() -> None:
    hit = replace(quote("On deep*seek and deep_er.", 5), emphasis=((3, 12), (17, 24)))

    assert r"> On **deep\*seek** and **deep\_er**." in (quote_embed(hit, LOOK).description or "")


def test_bold_stays_whole_where_a_quote_is_cut() -> None:
    text = "words " * 900
    spans = tuple((start, start + 5) for start in range(0, len(text), 6))
    description = quote_embed(replace(quote(text), emphasis=spans), LOOK).description or ""

    assert description.count("**") % 2 == 0
    assert description.count("**words**") > 100


def test_somebodys_own_words_are_told_from_paraphrase() -> None:
    said = quote_embed(quote("Words.", 5, spoken=True), LOOK).footer.text or ""
    told = quote_embed(quote("Words.", 5), LOOK).footer.text or ""

    assert "said in the video" in said
    assert "from the note" in told
    assert f"q:{format_key(202)}" in said


def test_a_correction_stands_in_the_footer() -> None:
    hit = replace(quote("Words."), why=("exact", "spelling: deepsek → deepseek"))

    assert (quote_embed(hit, LOOK).footer.text or "").endswith("· deepsek → deepseek")
    assert "→" not in (quote_embed(quote("Words."), LOOK).footer.text or "")
    embed = note_embed(note("spelling: deepzig → deepseek"), [], LOOK)
    assert (embed.footer.text or "").endswith("· 0 quotes · deepzig → deepseek")


def test_where_a_quote_stands_is_above_it() -> None:
    hit = quote("Words.", 5, headings=("Costs", "Of *training*"), label="Chips")

    assert (quote_embed(hit, LOOK).description or "").startswith(
        "-# Costs › Of \\*training\\* › Chips\n> Words."
    )


def test_a_label_that_the_text_begins_with_is_not_said_twice() -> None:
    description = quote_embed(quote("Chips: few.", 5, label="Chips"), LOOK).description or ""

    assert description.startswith("> Chips: few.")


def test_text_of_the_vault_formats_nothing() -> None:
    evil = "# @everyone [click](https://evil.example) <t:1:R> ||x||"
    hit = replace(
        quote(evil, 5, headings=(evil,), label=evil),
        excerpt=stored(evil, 5, headings=(evil,), note=replace(NOTE, title=evil, lead=evil)),
    )
    quoted = quote_embed(hit, LOOK)
    noted = note_embed(note(title=evil, lead=evil), [hit.excerpt], LOOK)
    shown = [quoted.title, quoted.description, noted.title, noted.description]
    shown += [text for field in noted.fields for text in (field.name, field.value)]

    for text in shown:
        assert all(link.startswith("https://youtu.be/") for link in links(_live(text)))
        assert not re.search(r"@everyone|<t:|\|\|", _live(text))
    assert len(shown) == 4 + 2 * len(noted.fields)


def _live(text: str | None) -> str:
    """Without what a backslash makes plain."""
    return re.sub(r"\\.", "", text or "")


def test_a_note_shows_one_excerpt_a_heading_in_its_order() -> None:
    excerpts = [
        replace(stored(f"Text {place}.", 60 * place, headings=(heading,)), position=place, id=place)
        for place, heading in enumerate(["A", "A", "A", "B", "B", "C", "D"])
    ]
    embed = note_embed(note(), excerpts, LOOK)

    assert [field.name for field in embed.fields] == ["A", NO_NAME, "B", "C", "D"]
    assert [re.findall(r"Text (\d)", field.value or "") for field in embed.fields] == [
        ["0"],
        ["1"],
        ["3"],
        ["5"],
        ["6"],
    ]


def test_a_note_does_not_repeat_its_lead() -> None:
    embed = note_embed(note(lead="One. Two."), [stored("Two.", 5), stored("Three.", 6)], LOOK)

    assert embed.description == "One. Two."
    assert ["Three." in (field.value or "") for field in embed.fields] == [True]
    assert (embed.footer.text or "").startswith(f"n:{format_key(101)} · 2 quotes")


def test_one_quote_is_not_two() -> None:
    assert "· 1 quote" in (note_embed(note(), [stored("One.")], LOOK).footer.text or "")
    assert "quotes" not in (note_embed(note(), [stored("One.")], LOOK).footer.text or "")


def test_a_note_names_its_channel_and_video_and_links_it() -> None:
    reply = note_reply(note(), [], LOOK, private=True)
    (embed,) = reply.embeds

    assert embed.author.name == "Lex Fridman · DeepSeek and the economics of AI"
    assert embed.url == LINK
    assert VIDEO in (embed.thumbnail.url or "")
    assert [button.url for button in reply.buttons] == [LINK]
    assert reply.ephemeral
    assert note_reply(note(video_id=""), [], LOOK).buttons == ()


def test_a_plain_note_has_nothing_to_watch() -> None:
    plain = stored("Words.", note=replace(NOTE, video_id=""))
    reply = quote_reply(QuoteHit(plain, 1.0, ()), LOOK)

    assert reply.buttons == ()
    assert reply.embeds[0].url is None


def test_a_channel_keeps_its_colour() -> None:
    assert channel_colour("lex") == channel_colour("lex")
    assert len({channel_colour(f"channel {number}") for number in range(30)}) > 20


def test_long_addresses_of_a_site_of_one_s_own_break_no_limit() -> None:
    host = f"{'a' * 32}.{'b' * 32}.{'c' * 32}.{'d' * 32}.example"
    video = f"peertube:{host}/9c9de5e8-0a1e-484a-b099-e80766180a6d"
    long = replace(NOTE, title="x" * 300, lead="Words. " * 300, video_id=video)
    moments = tuple(Moment(video, second, "0:01") for second in range(9_000, 9_009))
    excerpts = [
        replace(
            stored("y " * 900, 5, note=long, headings=("h" * 300, "i" * 300)),
            position=place,
        )
        for place in range(9)
    ]
    excerpts = [replace(item, excerpt=replace(item.excerpt, moments=moments)) for item in excerpts]
    hit = replace(note(), note=long)

    check_limits(note_embed(hit, excerpts, LOOK, related=[long] * 5))
    check_limits(quote_embed(QuoteHit(excerpts[0], 1.0, ()), LOOK))
