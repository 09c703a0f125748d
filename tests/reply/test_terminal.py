"""A reply drawn in a terminal, from what Discord is sent."""

import io
import json

import pytest
from rich.console import Console

from bot.reply.embeds import Look, note_reply, quote_reply
from bot.reply.message import LinkButton, Reply
from bot.reply.notices import notice
from bot.reply.payload import reply_payload
from bot.reply.terminal import markup, print_reply
from bot.reply.text import emphasise, escape
from tests.reply.build import LINK, note, quote, stored


def drawn(reply: Reply) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    print_reply(console, reply_payload(reply))
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("plain", "plain"),
        ("a **bold** word", "a bold word"),
        (r"**not\*bold** \*\*plain\*\*", "not*bold **plain**"),
        ("[22:20](https://a.example)", "22:20"),
        (r"\[22:20\](x)", "[22:20](x)"),
        ("> quoted", "▎ quoted"),
        ("-# small", "small"),
        ("Loaded <t:1700000000:R>", "Loaded a while ago"),
        ("one\n> two\n-# three", "one\n▎ two\nthree"),
        (r"back\\slash", r"back\slash"),
        ("**open", "**open"),
        ("", ""),
    ],
)
def test_mark_up_becomes_style(text: str, plain: str) -> None:
    assert markup(text).plain == plain


@pytest.mark.parametrize(
    "text",
    ["*_`[]<>", "a_b [x](y) <t:1:R>", "~~no~~ ||no||", "# no", r"a\b \* c", "@everyone 1. x"],
)
def test_escaped_text_is_shown_as_it_stands(text: str) -> None:
    assert markup(escape(text)).plain == text


def test_bold_and_links_are_styled_where_they_stand() -> None:
    shown = markup(emphasise("on deep*seek", [(3, 12)]) + " [1:00](https://a.example)")

    styles = {shown.plain[span.start : span.end]: str(span.style) for span in shown.spans}
    assert "bold" in styles["deep*seek"]
    assert "https://a.example" in styles["1:00"]


async def test_a_quote_is_drawn_with_its_place_and_address() -> None:
    text = drawn(quote_reply(quote("The *words*.", 1340, headings=("Costs",)), Look()))

    for part in ("Lex Fridman", "DeepSeek", "Costs", "▎ The *words*.", "▶ 22:20", "from the note"):
        assert part in text
    assert f"{LINK}?t=1340" in text
    assert "\\" not in text


async def test_a_note_is_drawn_with_its_fields() -> None:
    text = drawn(note_reply(note(), [stored("The words.", 5, headings=("Costs",))], Look()))

    for part in ("What it is.", "Costs", "▎ The words.", "▶ 0:05", "1 quote"):
        assert part in text


async def test_a_private_notice_is_words_only() -> None:
    assert drawn(notice("No **note** found.")) == "only you can see this\nNo note found.\n"


async def test_a_payload_is_what_discord_is_sent() -> None:
    payload = reply_payload(quote_reply(quote("Words.", 1340), Look(), private=True))

    assert set(payload) == {"content", "embeds", "components", "ephemeral"}
    assert json.loads(json.dumps(payload)) == payload
    assert payload["ephemeral"] is True
    (embed,) = payload["embeds"]
    assert embed["url"] == f"{LINK}?t=1340"
    ((button,),) = [row["components"] for row in payload["components"]]
    assert button["label"] == "▶ Watch at 22:20"
    assert button["url"] == f"{LINK}?t=1340"
    assert button["style"] == 5


async def test_a_reply_without_buttons_has_no_components() -> None:
    assert reply_payload(Reply("hi")) == {
        "content": "hi",
        "embeds": [],
        "components": [],
        "ephemeral": False,
    }


async def test_several_buttons_stand_in_rows_of_five() -> None:
    buttons = tuple(LinkButton(str(number), LINK) for number in range(7))
    rows = reply_payload(Reply("hi", buttons=buttons))["components"]

    assert [len(row["components"]) for row in rows] == [5, 2]
