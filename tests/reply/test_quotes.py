"""One excerpt as an answer: readable, linked to the second, whole, and ready to be cited."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.keys import format_key
from bot.model import Action, Moment, QuoteHit, Verb
from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.quotes import EXCERPT_ROOM, cite_reply, match_button, quote_embed, quote_reply
from bot.reply.text import ELLIPSIS
from tests.reply.build import (
    LINK,
    NOTE,
    addresses_of,
    buttons_of,
    links,
    moment,
    press_of,
    quote,
    shown_of,
    stored,
)

LOOK = Look()
PLAIN = Look(plain=True)
OTHER = (Moment("", 7, "00:00:07"), Moment("aaaaaaaaaaa", 61, "00:01:01"))


def described(hit: QuoteHit, look: Look = LOOK) -> str:
    return quote_embed(hit, look).description or ""


def footer(hit: QuoteHit) -> str:
    return quote_embed(hit, LOOK).footer.text or ""


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
    hit = quote("The words.", *seconds)

    assert links(described(hit, look)) == wanted
    assert quote_embed(hit, look).url == wanted[0]
    assert addresses_of(quote_reply(hit, look)) == wanted[:1]


def test_an_impossible_time_opens_the_video_without_one() -> None:
    hit = quote("The words.", 360_000)
    reply = quote_reply(hit, LOOK)

    assert reply.embeds[0].url == LINK
    assert f"[video]({LINK})" in described(hit)
    assert buttons_of(reply)[0].label == "▶ Watch"
    assert addresses_of(reply) == [LINK]


def test_moments_beyond_a_few_are_counted() -> None:
    two = described(quote("The words.", *range(1803)), Look(moments=2))

    assert len(links(two)) == 2
    assert two.endswith("· +1801")
    assert len(links(described(quote("Words.", *range(1803))))) == 5


def test_a_moment_of_another_video_opens_that_one() -> None:
    assert quote_embed(QuoteHit(stored("Words."), 1.0, ()), LOOK).url == LINK
    other = replace(stored("Words."), excerpt=replace(stored("Words.").excerpt, moments=OTHER))

    reply = quote_reply(QuoteHit(other, 1.0, ()), LOOK)

    assert reply.embeds[0].url == "https://youtu.be/aaaaaaaaaaa?t=61"
    assert buttons_of(reply)[0].label == "▶ Watch at 1:01"
    assert addresses_of(reply) == ["https://youtu.be/aaaaaaaaaaa?t=61"]


def test_a_corrected_time_says_so() -> None:
    hit = quote("The words.", 5)
    repaired = replace(hit.excerpt.excerpt, moments=(moment(754, raw="12:34:567", repaired=True),))

    told = described(replace(hit, excerpt=replace(hit.excerpt, excerpt=repaired)))

    assert r"*time corrected: the note writes 12\:34:567*" in told
    assert "time corrected" not in described(hit)


def test_the_words_that_were_meant_are_bold() -> None:
    hit = replace(quote("On deep*seek and deep_er.", 5), emphasis=((3, 12), (17, 24)))

    assert r"> On **deep\*seek** and **deep\_er**." in described(hit)


def test_bold_stays_whole_where_a_quote_is_cut() -> None:
    text = "words " * 900
    spans = tuple((start, start + 5) for start in range(0, len(text), 6))
    hit = replace(quote(text), emphasis=spans)

    bold = [shown_words(part) for part in parts_of(hit)]

    assert all(part.count("**") % 2 == 0 for part in bold)
    assert sum(part.count("**words**") for part in bold) >= 890


def test_somebodys_own_words_are_told_from_paraphrase() -> None:
    said = footer(quote("Words.", 5, spoken=True))

    assert "said in the video" in said
    assert "from the note" in footer(quote("Words.", 5))
    assert f"q:{format_key(202)}" in said


def test_a_correction_stands_in_the_footer() -> None:
    hit = replace(quote("Words."), why=("exact", "spelling: deepsek → deepseek"))

    assert footer(hit).endswith("· deepsek → deepseek")
    assert "→" not in footer(quote("Words."))


def test_where_a_quote_stands_is_above_it() -> None:
    hit = quote("Words.", 5, headings=("Costs", "Of *training*"), label="Chips")

    assert described(hit).startswith("*Costs › Of \\*training\\* › Chips*\n> Words.")


def test_a_label_that_the_text_begins_with_is_not_said_twice() -> None:
    assert described(quote("Chips: few.", 5, label="Chips")).startswith("> Chips: few.")


def test_a_plain_note_has_nothing_to_watch() -> None:
    plain = stored("Words.", note=replace(NOTE, video_id=""))
    reply = quote_reply(QuoteHit(plain, 1.0, ()), LOOK)

    assert addresses_of(reply) == []
    assert reply.embeds[0].url is None


def test_a_quote_leads_to_its_neighbours_its_note_and_its_citation() -> None:
    reply = quote_reply(quote("Words.", 5), LOOK)

    assert [button.label for button in buttons_of(reply)] == [
        *("▶ Watch at 0:05", "◀ Earlier", "Later ▶"),
        *("Note", "Cite", "Delete"),
    ]
    assert press_of(reply, "◀ Earlier").action == Action(Verb.EARLIER, 202)
    assert press_of(reply, "Later").action == Action(Verb.LATER, 202)
    assert press_of(reply, "Note").action == Action(Verb.NOTE, NOTE.key)
    assert press_of(reply, "Cite").action == Action(Verb.CITE, 202)


def test_a_private_quote_is_shared_and_a_public_one_deleted() -> None:
    private = quote_reply(quote("Words."), LOOK, private=True)
    public = quote_reply(quote("Words."), LOOK)

    assert (private.ephemeral, buttons_of(private)[-1].label) == (True, "Share")
    assert (public.ephemeral, buttons_of(public)[-1].label) == (False, "Delete")


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("last", [True, False])
def test_nothing_leads_past_the_ends_of_a_video(*, first: bool, last: bool) -> None:
    reply = quote_reply(quote("Words."), LOOK, is_first=first, is_last=last)

    assert press_of(reply, "◀ Earlier").disabled is first
    assert press_of(reply, "Later").disabled is last


def test_one_match_has_no_next_one() -> None:
    action = Action(Verb.NEXT, page=1, text="words")

    assert match_button(action, number=1, matches=1) is None
    following = match_button(action, number=1, matches=10)
    assert following
    assert following.label == "Next match (1 of 10)"
    assert following in buttons_of(quote_reply(quote("Words."), LOOK, next_match=following))


def parts_of(hit: QuoteHit, look: Look = LOOK) -> list[Reply]:
    """Every part of a quote, as one gets there by its button."""
    parts = [quote_reply(hit, look)]
    while following := [
        button.action.page
        for button in buttons_of(parts[-1])
        if button.label.startswith("Part ") and button.action.page
    ]:
        assert following == [len(parts)]
        parts.append(quote_reply(hit, look, part=following[0]))
    return parts


def shown_words(reply: Reply) -> str:
    """The mark-up of what is quoted."""
    text = reply.embeds[0].description or "" if reply.embeds else reply.content
    (quoted,) = [line[2:] for line in text.split("\n") if line.startswith("> ")]
    return quoted


SENTENCES = st.lists(
    st.text(st.sampled_from("abc é*_`[]()<>@#:~|\\学"), min_size=1, max_size=60), max_size=80
)


@pytest.mark.parametrize("look", [LOOK, PLAIN], ids=["embed", "plain"])
@settings(deadline=None, max_examples=60)
@given(SENTENCES)
def test_the_parts_of_a_quote_together_are_its_text(look: Look, sentences: list[str]) -> None:
    text = " ".join(". ".join(sentences).split())
    parts = [shown_of(shown_words(part)) for part in parts_of(quote(text, 5), look)]

    told = [part.removesuffix(ELLIPSIS) for part in parts[:-1]] + parts[-1:]
    # What joins two parts, a blank or a comma, is left out between them.
    assert letters("".join(told)) == letters(text)
    assert all(len(part) <= EXCERPT_ROOM for part in parts)


def letters(text: str) -> str:
    return "".join(char for char in text if char not in " ,;:–—-")


@pytest.mark.parametrize("text", ["One two three four. " * 300, "word " * 1500, "a, b; c " * 700])
@pytest.mark.parametrize("look", [LOOK, PLAIN], ids=["embed", "plain"])
def test_a_long_quote_is_cut_where_a_sentence_or_a_word_ends(text: str, look: Look) -> None:
    parts = [shown_words(part) for part in parts_of(quote(text.strip(), 5), look)]

    assert len(parts) > 3
    assert all(part.endswith(ELLIPSIS) for part in parts[:-1])
    words = [word.strip(",;…") for part in parts for word in part.split()]
    assert words == [word.strip(",;") for word in text.split()]
    if "." in text:
        assert all(part.removesuffix(ELLIPSIS).endswith(".") for part in parts)


def test_a_long_quote_tells_which_part_is_shown_and_the_last_leads_to_the_first() -> None:
    hit = quote("A sentence of words. " * 200, 5)
    parts = parts_of(hit)
    count = len(parts)

    for number, part in enumerate(parts, start=1):
        assert f"part {number} of {count}" in (part.embeds[0].footer.text or "")
    assert press_of(parts[0], "Part ").label == f"Part 2 of {count}"
    assert press_of(parts[-1], "Part ").action == Action(Verb.PART, 202, page=0)


@pytest.mark.parametrize("part", [-9999, -1, 99, 9999])
def test_a_part_that_is_none_is_the_nearest(part: int) -> None:
    hit = quote("A sentence of words. " * 200, 5)
    nearest = parts_of(hit)[0 if part < 0 else -1]

    assert shown_words(quote_reply(hit, LOOK, part=part)) == shown_words(nearest)


def test_a_citation_is_markdown_and_plain_text_to_copy() -> None:
    reply = cite_reply(stored("The words.", 1340), LOOK)

    source = "Lex Fridman · DeepSeek and the economics of AI · DeepSeek, 22:20"
    assert reply.ephemeral
    assert reply.content == (
        f"Markdown\n```\n> The words.\n> — [{source}]({LINK}?t=1340)\n```\n"
        f"Plain text\n```\n“The words.” — {source}, {LINK}?t=1340\n```"
    )


def test_a_citation_of_a_note_without_a_video_has_no_address() -> None:
    reply = cite_reply(stored("Words.", note=replace(NOTE, video_id="", video_title="")), LOOK)

    assert "> — Lex Fridman · DeepSeek\n" in reply.content
    assert "http" not in reply.content
    assert "](" not in reply.content


def test_a_citation_that_fits_no_message_is_a_file() -> None:
    text = "The words of it. " * 200
    reply = cite_reply(stored(text, 5), LOOK)

    assert reply.attachment
    name, body = reply.attachment
    assert name == "quote.txt"
    assert body.count(text) == 2
    assert "file" in reply.content


@pytest.mark.parametrize("text", ["a ``` b", "``````", "```py\nx"])
@pytest.mark.parametrize("where", ["text", "title", "video_title", "channel_name"])
def test_nothing_breaks_out_of_a_citation_s_code_block(text: str, where: str) -> None:
    note = NOTE if where == "text" else replace(NOTE, **{where: text})
    reply = cite_reply(stored(text if where == "text" else "Words.", 5, note=note), LOOK)

    assert "```" not in reply.content
    assert reply.attachment
    assert text in reply.attachment[1]


def test_a_bracket_of_a_title_does_not_end_a_citation_s_link() -> None:
    reply = cite_reply(stored("Words.", 5, note=replace(NOTE, title="On [RL](x)")), LOOK)

    assert f"On (RL)(x), 0:05]({LINK}?t=5)" in reply.content
