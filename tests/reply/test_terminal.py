"""A reply drawn in a terminal, from what Discord is sent."""

import io
import json

import pytest
from rich.console import Console

from bot.model import Action, Verb
from bot.reply.embeds import Look
from bot.reply.message import ActionButton, LinkButton, Menu, Option, Reply
from bot.reply.notes import note_reply
from bot.reply.notices import notice
from bot.reply.payload import reply_payload
from bot.reply.quotes import quote_reply
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
        ("[22:20](<https://a.example>)", "22:20"),
        ("the words — *DeepSeek*", "the words — DeepSeek"),
        (r"a \*b\* *c\*d*", "a *b* c*d"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("Try `/quote`", "Try /quote"),
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
    watch, *others = [button for row in payload["components"] for button in row["components"]]
    assert watch["label"] == "▶ Watch at 22:20"
    assert watch["url"] == f"{LINK}?t=1340"
    assert watch["style"] == 5
    assert [button["label"] for button in others] == [
        *("◀ Earlier", "Later ▶", "Note", "Cite", "Share"),
    ]
    assert all(button["custom_id"].startswith("vb:") for button in others)


async def test_a_reply_without_buttons_has_no_components() -> None:
    assert reply_payload(Reply("hi")) == {
        "content": "hi",
        "embeds": [],
        "components": [],
        "ephemeral": False,
    }


async def test_buttons_stand_in_their_rows() -> None:
    buttons = [LinkButton(str(number), LINK) for number in range(7)]
    rows = reply_payload(Reply("hi", rows=(tuple(buttons[:3]), tuple(buttons[3:]))))["components"]

    assert [[each["label"] for each in row["components"]] for row in rows] == [
        ["0", "1", "2"],
        ["3", "4", "5", "6"],
    ]


async def test_a_menu_stands_in_a_row_of_its_own_with_what_each_choice_does() -> None:
    menu = Menu("Related", (Option("DeepSeek", Action(Verb.NOTE, 7), "a note"),))
    close = ActionButton("Delete", Action(Verb.DELETE), disabled=True)
    first, second = reply_payload(Reply("hi", rows=(menu, (close,))))["components"]

    assert [each["placeholder"] for each in first["components"]] == ["Related"]
    assert [
        (option["label"], option["value"], option["description"])
        for option in first["components"][0]["options"]
    ] == [("DeepSeek", "vb:n:0000000007", "a note")]
    (button,) = second["components"]
    assert (button["custom_id"], button["disabled"], button["style"]) == ("vb:d", True, 2)


async def test_buttons_and_what_can_be_picked_are_drawn() -> None:
    menu = Menu("Related", (Option("DeepSeek", Action(Verb.NOTE, 7)),))
    text = drawn(Reply("hi", rows=(menu, (LinkButton("Watch", LINK),))))

    for part in ("Related ▾", "DeepSeek", "Watch", LINK):
        assert part in text


async def test_an_answer_without_embeds_is_drawn_as_it_reads() -> None:
    text = drawn(quote_reply(quote("The *words*.", 1340), Look(plain=True)))

    for part in ("DeepSeek", "Lex Fridman", "▎ The *words*.", "▶ 22:20", "from the note"):
        assert part in text
    assert "<" not in text
    assert "\\" not in text
