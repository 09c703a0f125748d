"""Whatever a vault or a person writes: no answer breaks a limit of Discord's or forges anything."""

import pytest

from bot.reply.embeds import Look
from bot.reply.shown import shared, shared_already
from tests.reply.build import VIDEO
from tests.reply.checks import faults, forged, markup_of
from tests.reply.kinds import replies

LOOKS = {"embed": Look(), "plain": Look(plain=True)}
EVIL = (
    "# @everyone [click](https://evil.example) <@1> <#2> </x:3> <t:1:R> <:a:4> :smile: ||x|| "
    "~~y~~ `z` ```w``` *a* **b** _c_ __d__ @here https://evil.example \\"
)
TEXTS = {
    "nothing": "",
    "a blank": " ",
    "nothing to see": "\u200b",
    "a letter": "x",
    "words": "Deep *learning* [is](https://a.example) what it says. " * 200,
    "one word": "deepseek" * 1250,
    "marks": "*_`[]<>@everyone ~~||\\" * 500,
    "no blanks": "强化学习让模型自己试错。" * 900,
    "emoji": "👩‍👩‍👧‍👦 :smile: " * 800,
    "blanks": " \t" * 5000 + "x",
    "evil": EVIL,
    "much evil": EVIL * 50,
    "a list": "- [x](https://evil.example) 1. x",
    "a heading": "### x",
    "a quote": ">>> x",
    "colons": ":::" * 100,
}
VIDEOS = {
    "of no site": "",
    "of a site that is gone": "gone:1234",
    "with a long address": f"peertube:{'a' * 60}.{'b' * 60}.{'c' * 60}.example/{'9' * 36}",
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_no_text_makes_an_answer_break_a_limit_or_forge_anything(
    text: str, look: Look
) -> None:
    check(text, look, VIDEO)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("text", ["", "words " * 2000, EVIL], ids=["nothing", "words", "evil"])
@pytest.mark.parametrize("video", VIDEOS.values(), ids=VIDEOS)
async def test_no_video_s_address_makes_an_answer_break_a_limit(
    text: str, look: Look, video: str
) -> None:
    check(text, look, video)


def check(text: str, look: Look, video: str) -> None:
    for kind, reply in replies(text, look, video).items():
        assert faults(reply) == [], kind
        for shown in markup_of(reply):
            assert forged(shown) == [], kind
        if look.plain and kind not in {"cite", "settings"}:
            assert reply.embeds == (), kind
        for after in (shared(reply, by=text[:200]), shared_already(reply)):
            assert faults(after) == [], kind
            for shown in markup_of(after):
                assert forged(shown) == [], kind


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_check_for_forgery_finds_the_forged(text: str) -> None:
    if text in (EVIL, EVIL * 50, TEXTS["a list"], TEXTS["a heading"], TEXTS["a quote"]):
        assert forged(text)
