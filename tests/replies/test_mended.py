"""What the examination of every reply has found once."""

from dataclasses import replace

import pytest

from bot.model import Excerpt, Moment, QuoteHit, StoredExcerpt, StoredNote, VideoEntry
from bot.reply.embeds import Look
from bot.reply.hits import quotes_reply
from bot.reply.message import Reply
from bot.reply.quotes import cite_reply, quote_reply
from bot.reply.shown import shared
from bot.reply.text import escape, shorten
from bot.reply.videos import around_reply, contents_reply
from tests.replies.examiner import as_sent
from tests.replies.markup import Sent
from tests.replies.properties import contents_faults, line_faults, quoted

HOUR = 3600
LATE = 11 * HOUR + 59 * 60
WORDS = "words that go on "
NOTE = StoredNote(
    id=1, key=1, path="a/b.md", title=WORDS * 12, channel="a", channel_name="A channel " * 9,
    video_id="iGa-6tpLBXA", video_title=WORDS * 12,
)  # fmt: skip
VIDEO = VideoEntry(1, NOTE.video_id, WORDS * 12, "a", "A channel", 5)
PLAIN = Look(lead_in=7, plain=True)


def excerpt(number: int, *, times: int = 1) -> StoredExcerpt:
    moments = tuple(Moment(NOTE.video_id, LATE + second, "") for second in range(times))
    text = Excerpt((WORDS * 80).strip(), moments, headings=(WORDS * 8, WORDS * 8))
    return StoredExcerpt(number, number, NOTE, number, text)


FIVE = [excerpt(number) for number in range(1, 6)]


def sent(reply: Reply) -> Sent:
    return Sent(as_sent(reply)["data"])


@pytest.mark.parametrize("look", [Look(), PLAIN])
async def test_a_page_has_all_its_lines(look: Look) -> None:
    listed = sent(quotes_reply(NOTE, FIVE, look, page=0, private=False))
    assert list(line_faults(listed, FIVE, lead_in=look.lead_in, named=False)) == []
    line = around_reply(VIDEO, FIVE, look, seconds=LATE, page=0, pages=2, private=False)
    assert list(line_faults(sent(line), FIVE, lead_in=look.lead_in)) == []


@pytest.mark.parametrize("look", [Look(), PLAIN])
async def test_a_page_of_contents_has_all_its_notes(look: Look) -> None:
    chapters = [
        (replace(NOTE, key=number), [LATE + number * 60 + second for second in range(12)])
        for number in range(5)
    ]
    page = sent(contents_reply(VIDEO, chapters, look, page=0, private=False))
    assert list(contents_faults(page)) == []


async def test_a_plain_message_never_loses_its_quote_for_its_source() -> None:
    hit = QuoteHit(excerpt(1, times=9), 1.0, ())
    reply = sent(quote_reply(hit, PLAIN))
    assert hit.excerpt.excerpt.text.startswith(quoted(reply)[0][:-1])


async def test_a_plain_message_can_be_shared_whole() -> None:
    for length in range(10, 250, 10):
        note = replace(NOTE, title="t" * length, channel_name="c" * length, video_title="")
        stored = replace(excerpt(1, times=5), note=note)
        reply = quote_reply(QuoteHit(stored, 1.0, ()), PLAIN, private=True)
        assert reply.content in shared(reply, by="n" * 99).content


async def test_marks_of_a_block_of_code_in_a_title_go_to_a_file() -> None:
    stored = replace(excerpt(1), note=replace(NOTE, title="```"), excerpt=Excerpt("Few.", ()))
    assert cite_reply(stored, PLAIN).attachment


@pytest.mark.parametrize("text", ["*" * 8 + "words" * 2, "*" * 19, "a *b* " * 3])
def test_what_only_escaping_makes_too_long_is_shortened(text: str) -> None:
    for limit in range(1, 2 * len(text)):
        assert len(shorten(text, limit, render=escape)) <= limit
