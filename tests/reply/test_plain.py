"""Answers without embeds say what those with embeds say."""

import re
from dataclasses import replace

import pytest

from bot.model import Moment, QuoteHit
from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.notes import note_reply
from bot.reply.plain import plain
from bot.reply.quotes import quote_reply
from bot.reply.text import CONTENT_LIMIT
from tests.reply.build import LINK, NOTE, VIDEO, note, numbered, quote, stored
from tests.reply.kinds import replies

PLAIN = Look(plain=True)


def test_a_quote_is_told_from_top_to_bottom() -> None:
    hit = replace(quote("The *words*.", 1340, headings=("Costs",)), emphasis=((5, 10),))
    reply = quote_reply(hit, PLAIN)

    assert reply.embeds == ()
    assert reply.content.split("\n") == [
        "**DeepSeek**",
        "Lex Fridman · DeepSeek and the economics of AI",
        "*Costs*",
        r"> The \***words**\*.",
        f"▶ [22:20](<{LINK}?t=1340>)",
        "-# q:000000006a · from the note",
    ]


def test_a_note_is_told_with_its_headings() -> None:
    excerpts = numbered("One.", "Two.", headings=("A *b*",))
    reply = note_reply(note(), excerpts, PLAIN)

    assert reply.content.split("\n")[2:-1] == [
        "What it is.",
        r"**A \*b\***",
        "> One.",
        f"▶ [0:00](<{LINK}?t=0>)",
        "> Two.",
        f"▶ [1:00](<{LINK}?t=60>)",
    ]


def test_the_buttons_are_the_same() -> None:
    assert quote_reply(quote("Words."), PLAIN).rows == quote_reply(quote("Words."), Look()).rows


def test_an_answer_without_embeds_stays_as_it_is() -> None:
    assert plain(Reply("hi")) == Reply("hi")


@pytest.mark.parametrize("text", ["Words of it.", "Deep *learning* [is](x). " * 40])
def test_no_address_unfolds_into_a_preview(text: str) -> None:
    for reply in replies(text, PLAIN, VIDEO).values():
        if "```" not in reply.content:
            assert not re.search(r"(?<!<)https?://", reply.content)


@pytest.mark.parametrize("text", ["word " * 140, "*_`[" * 80])
def test_the_words_of_a_quote_stand_there_whatever_stands_around_them(text: str) -> None:
    long = "word " * 60
    owner = replace(NOTE, title="*" * 300, channel_name=long, video_title=long)
    site = f"peertube:{'a' * 60}.{'b' * 60}.{'c' * 60}.example/{'9' * 36}"
    for video in (VIDEO, site):
        moments = tuple(Moment(video, second, "0:01") for second in range(36_000, 36_100))
        excerpt = stored(f"first {text.strip()} last", note=owner, headings=(long, long))
        excerpt = replace(excerpt, excerpt=replace(excerpt.excerpt, moments=moments))
        why = ("spelling: *_ → _*",) * 90
        bold = tuple((start, start + 4) for start in range(6, len(text), 5))
        hit = QuoteHit(excerpt, 1.0, why, bold)
        content = "".join(quote_reply(hit, PLAIN, part=part).content for part in range(4))

        assert "> first " in content
        assert " last" in content
        assert "from the note" in content
        assert len(quote_reply(hit, PLAIN).content) <= CONTENT_LIMIT
