"""Whatever a vault or a person writes: no answer breaks a limit of Discord's or forges anything."""

import re
from collections.abc import Iterator

import pytest

from bot.reply.custom_ids import LIMIT
from bot.reply.embeds import Look
from bot.reply.message import Menu, Reply
from bot.reply.payload import reply_payload
from bot.reply.shown import shared, shared_already
from bot.reply.text import LABEL_LIMIT, OPTION_LIMIT
from tests.e2e.message_rules import message_faults, message_oddities
from tests.reply.build import VIDEO, buttons_of, live
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


def faults(reply: Reply) -> list[str]:
    """What Discord would refuse, or could not be meant."""
    payload = reply_payload(reply)
    assert payload.pop("ephemeral") is reply.ephemeral
    found = [*message_faults(payload, creates=True), *message_oddities(payload)]
    ids = [component.get("custom_id", "") for component in components(payload)]
    ids += [option["value"] for row in components(payload) for option in row.get("options", ())]
    found += [f"{each} is too long" for each in ids if len(each.encode("utf-16-le")) > 2 * LIMIT]
    for button in buttons_of(reply):
        if not button.label.strip() or len(button.label) > LABEL_LIMIT:
            found.append(f"label {button.label!r}")
    for menu in (row for row in reply.rows if isinstance(row, Menu)):
        for option in menu.options:
            if not option.label.strip() or len(option.label) > OPTION_LIMIT:
                found.append(f"option {option.label!r}")
    return found


def components(payload: dict) -> Iterator[dict]:
    for row in payload["components"]:
        yield from row["components"]


def markup_of(reply: Reply) -> Iterator[str]:
    """All that Discord reads as mark-up; authors, footers, labels and file names are none."""
    yield reply.content
    for embed in reply.embeds:
        yield embed.title or ""
        yield embed.description or ""
        for field in embed.fields:
            yield field.name or ""
            yield field.value or ""


OURS = re.compile(
    r"```\n(?:(?!```)[\s\S])*\n```"  # a citation: nothing is mark-up in it
    r"|\[(?:[\d:]+|video)\]\(<?https://(?:youtu\.be|a{60}\.)[^\s)]*\)"
    r"|\*\*|<t:1700000000:R>|`/?[a-z_]+(?: [a-z]+)?`|`usage\.misses: true`"
)
FORGED = re.compile(r"[*_`\[]|<[@#t/:]|\|\||~~|@everyone|@here|https?://|:[a-z_]\w*:")
LINE_START = re.compile(r"^\s*(?:#|>|[-+] |\d+[.)])")


def forged(text: str) -> list[str]:
    """What of mark-up is not ours; a line may begin with one mark of ours, and end in italics."""
    found = []
    for line in OURS.sub("\ufffc", live(text)).split("\n"):
        bare = re.sub(r"^(?:>(?: |$)|-# |- )", "", re.sub(r" — \*[^*]*\*$", "", line))
        found += [match.group() for match in (FORGED.search(bare), LINE_START.match(bare)) if match]
    return found


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_check_for_forgery_finds_the_forged(text: str) -> None:
    if text in (EVIL, EVIL * 50, TEXTS["a list"], TEXTS["a heading"], TEXTS["a quote"]):
        assert forged(text)
