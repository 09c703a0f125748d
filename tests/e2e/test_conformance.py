"""The judges themselves: good payloads pass, and each kind of bad one is told by its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e import conformance
from tests.e2e.actors import COMPONENTS_V2, Json, Payload

COMMANDS = "/applications/1/commands"
CALLBACK = "/interactions/1/token/callback"
FOLLOW_UP = "/webhooks/1/token"
ORIGINAL = "/webhooks/1/token/messages/@original"
URL = "https://youtu.be/dQw4w9WgXcQ"

needs_description = pytest.mark.skipif(
    conformance.openapi_path() is None,
    reason="no copy of Discord's OpenAPI description: set VAULTBOT_OPENAPI",
)


def command(**changes: Json) -> Payload:
    """A command as discord.py sends it."""
    topic = option(name="topic", required=True, autocomplete=True)
    return {
        "name": "note",
        "description": "Show a note",
        "type": 1,
        "options": [topic],
        "nsfw": False,
        "dm_permission": True,
        "default_member_permissions": None,
        "contexts": [0, 1, 2],
        "integration_types": [0, 1],
    } | changes


def option(**changes: Json) -> Payload:
    return {"type": 3, "name": "in", "description": "Where", "required": False} | changes


def embed(**changes: Json) -> Payload:
    """An embed as discord.py sends it."""
    filled = {"type": "rich", "title": "AGI", "url": f"{URL}?t=42", "description": "…", "flags": 0}
    return filled | changes


def button(**changes: Json) -> Payload:
    return {"type": 2, "style": 2, "label": "Next", "custom_id": "n:1", "disabled": False} | changes


def link(url: str = URL, **changes: Json) -> Payload:
    return {"type": 2, "style": 5, "label": "Watch", "url": url, "disabled": False} | changes


def row(*components: Payload) -> Payload:
    return {"type": 1, "components": list(components)}


def text(content: str) -> Payload:
    return {"type": 10, "content": content}


def layout(*components: Payload, **changes: Json) -> Payload:
    return {"components": list(components), "flags": COMPONENTS_V2, "tts": False} | changes


def message(**changes: Json) -> Payload:
    body = {"tts": False, "embeds": [embed()], "components": [row(button(), link())]}
    return body | {"allowed_mentions": {"parse": []}} | changes


def reply(**changes: Json) -> Payload:
    return {"type": 4, "data": message(**changes)}


def choices(count: int = 1, **changes: Json) -> Payload:
    made = [{"name": f"Note {n}", "value": f"n:{n}"} | changes for n in range(count)]
    return {"type": 8, "data": {"choices": made}}


def menu(count: int, **changes: Json) -> Payload:
    options = [{"label": str(n), "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": "m", "options": options} | changes


GOOD: list[tuple[str, str, str, Json]] = [
    ("a command", "PUT", COMMANDS, [command()]),
    ("no commands", "PUT", "/applications/1/guilds/2/commands", []),
    ("a message menu", "PUT", COMMANDS, [{"name": "Find a quote", "type": 3, "nsfw": False}]),
    (
        "a translated command",
        "PUT",
        COMMANDS,
        [
            command(
                name_localizations={"de": "notiz", "hi": "नोट"},
                description_localizations={"de": "Eine Notiz zeigen"},
                options=[
                    option(
                        choices=[
                            {
                                "name": "notes",
                                "value": "notes",
                                "name_localizations": {"de": "Notizen"},
                            }
                        ]
                    )
                ],
            )
        ],
    ),
    (
        "a translated menu",
        "PUT",
        COMMANDS,
        [{"name": "Find a quote", "type": 3, "name_localizations": {"de": "Zitat finden"}}],
    ),
    ("a name in Hindi", "PUT", COMMANDS, [command(name="खोज")]),
    (
        "subcommands",
        "PUT",
        COMMANDS,
        [
            command(
                options=[{"type": 1, "name": "set", "description": "Set", "options": [option()]}]
            )
        ],
    ),
    ("a reply", "POST", CALLBACK, reply()),
    ("a reply, by whole path", "POST", f"/api/v10{CALLBACK}", reply()),
    ("a deferral", "POST", CALLBACK, {"type": 5, "data": {"flags": 64}}),
    ("an empty deferral", "POST", CALLBACK, {"type": 6}),
    ("an edit by a button", "POST", CALLBACK, {"type": 7, "data": message(content=None)}),
    ("25 choices", "POST", CALLBACK, choices(25)),
    ("no choices", "POST", CALLBACK, choices(0)),
    ("number choices", "POST", CALLBACK, choices(value=7)),
    ("a follow-up", "POST", FOLLOW_UP, message()),
    ("a file alone", "POST", FOLLOW_UP, {"attachments": [{"id": "0", "filename": "a.txt"}]}),
    ("a file by number", "PATCH", ORIGINAL, {"attachments": [{"id": 0, "filename": "a.txt"}]}),
    ("a clearing of buttons", "PATCH", ORIGINAL, {"components": []}),
    ("a post", "POST", "/channels/1/messages", message()),
    (
        "a layout",
        "POST",
        CALLBACK,
        {"type": 4, "data": layout({"type": 17, "components": [text("a")]})},
    ),
    (
        "limits reached",
        "POST",
        CALLBACK,
        reply(embeds=[embed(title="t" * 256, description="d" * 4096)]),
    ),
    (
        "seconds",
        "POST",
        CALLBACK,
        reply(embeds=[embed(description=f"[Watch]({URL}?t=0) {URL}?t=x")]),
    ),
    ("a select menu", "POST", CALLBACK, reply(components=[row(menu(25))])),
    ("something else", "POST", "/elsewhere", {"any": "thing"}),
]


@pytest.mark.parametrize(
    ("method", "path", "payload"), [case[1:] for case in GOOD], ids=[case[0] for case in GOOD]
)
def test_good_payloads_pass(method: str, path: str, payload: Json) -> None:
    assert conformance.violations(method, path, payload) == []


def in_reply(where: str, **changes: Json) -> tuple[str, str, str, Json]:
    return f"data.{where}", "POST", CALLBACK, reply(**changes)


def in_embed(where: str, **changes: Json) -> tuple[str, str, str, Json]:
    return in_reply(f"embeds[0]{where}", embeds=[embed(**changes)])


def in_row(where: str, *components: Payload) -> tuple[str, str, str, Json]:
    return in_reply(f"components{where}", components=[row(*components)])


def in_layout(where: str, *components: Payload, **changes: Json) -> tuple[str, str, str, Json]:
    return f"data.{where}", "POST", CALLBACK, {"type": 4, "data": layout(*components, **changes)}


def in_command(where: str, **changes: Json) -> tuple[str, str, str, Json]:
    return f"[0].{where}", "PUT", COMMANDS, [command(**changes)]


def in_option(where: str, **changes: Json) -> tuple[str, str, str, Json]:
    return in_command(f"options[0]{where}", options=[option(**changes)])


def in_choices(where: str, count: int = 1, **changes: Json) -> tuple[str, str, str, Json]:
    return f"data.choices{where}", "POST", CALLBACK, choices(count, **changes)


def field(name: str = "n", value: str = "v") -> Payload:
    return {"name": name, "value": value, "inline": False}


SUBCOMMAND = {"type": 1, "name": "set", "description": "Set"}
BAD: dict[str, tuple[str, str, str, Json]] = {
    # Messages.
    "empty message": ("data", "POST", CALLBACK, {"type": 4, "data": {"tts": False, "flags": 64}}),
    "empty follow-up": ("message", "POST", FOLLOW_UP, {"content": "  ", "embeds": []}),
    "buttons alone": ("data", "POST", CALLBACK, reply(embeds=[])),
    "content 2001": in_reply("content", content="x" * 2001),
    "content 2001 in an edit": ("content", "PATCH", ORIGINAL, {"content": "x" * 2001}),
    "11 embeds": in_reply("embeds", embeds=[embed(url=f"{URL}?t={n}") for n in range(11)]),
    "embeds of 6001 in all": in_reply(
        "embeds",
        embeds=[
            embed(title="", description="x" * 4000),
            embed(title="", description="x" * 2001, url=URL),
        ],
    ),
    "embed with nothing in it": in_reply("embeds[0]", embeds=[{"type": "rich"}]),
    "embed title 257": in_embed(".title", title="x" * 257),
    "embed description 4097": in_embed(".description", description="x" * 4097),
    "embed footer 2049": in_embed(".footer.text", footer={"text": "x" * 2049}),
    "embed author 257": in_embed(".author.name", author={"name": "x" * 257}),
    "26 fields": in_embed(".fields", fields=[field()] * 26),
    "field name 257": in_embed(".fields[0].name", fields=[field(name="x" * 257)]),
    "field value 1025": in_embed(".fields[0].value", fields=[field(value="x" * 1025)]),
    "field name blank": in_embed(".fields[0].name", fields=[field(name=" ")]),
    "embed URL of ftp": in_embed(".url", url="ftp://example.org/a"),
    "embed URL without a host": in_embed(".url", url="https://"),
    "embed URL that is none": in_embed(".url", url="not a url"),
    "thumbnail URL that is none": in_embed(".thumbnail.url", thumbnail={"url": "picture.png"}),
    "link to half a second": in_embed(".url", url=f"{URL}?t=12.5"),
    "link to no second": in_embed(".url", url="https://www.youtube.com/watch?v=a&t="),
    "link before the start": in_embed(".description", description=f"[Watch]({URL}?t=-3)"),
    "button link to None": in_row("[0].components[0].url", link(f"{URL}?t=None")),
    "two embeds of one URL": in_reply("embeds[1].url", embeds=[embed(), embed()]),
    "unknown key in a message": in_reply("", embed=embed()),
    "unknown key in an embed": in_embed("", colour=3),
    "unknown key in a field": in_embed(".fields[0]", fields=[field() | {"text": "x"}]),
    "unknown key in a footer": in_embed(".footer", footer={"text": "x", "url": URL}),
    # Components.
    "six buttons in a row": in_row("[0]", *(button(custom_id=str(n)) for n in range(6))),
    "menu beside a button": in_row("[0]", menu(1), button()),
    "six rows": in_reply("components", components=[row(link()) for _ in range(6)]),
    "row without anything": in_row("[0]"),
    "button with nothing to do": in_row("[0].components[0]", button(custom_id=None)),
    "button with both": in_row("[0].components[0]", button(url=URL)),
    "link with both": in_row("[0].components[0]", link(custom_id="x")),
    "link of javascript": in_row("[0].components[0].url", link("javascript:alert(1)")),
    "link 513": in_row("[0].components[0].url", link(f"{URL}?{'x' * 512}")),
    "label 81": in_row("[0].components[0].label", button(label="x" * 81)),
    "label blank": in_row("[0].components[0]", button(label=" ")),
    "custom_id 101": in_row("[0].components[0].custom_id", button(custom_id="x" * 101)),
    "custom_id twice": in_row("", button(), button()),
    "unknown key in a button": in_row("[0].components[0]", button(title="x")),
    "menu of 26": in_row("[0].components[0].options", menu(26)),
    "menu of none": in_row("[0].components[0].options", menu(0)),
    "menu value twice": in_row(
        "[0].components[0].options", menu(0, options=[{"label": "a", "value": "a"}] * 2)
    ),
    "layout without the flag": in_layout("components[0]", text("a"), flags=0, content="a"),
    "layout with content": in_layout("content", text("a"), content="x"),
    "layout with embeds": in_layout("embeds", text("a"), embeds=[embed()]),
    "layout of 41, nested": in_layout(
        "components", {"type": 17, "components": [text("a") for _ in range(40)]}
    ),
    "layout text 4001": in_layout("components", text("x" * 4000), text("x")),
    # Commands and choices.
    "name in capitals": in_command("name", name="Note"),
    "name with a blank": in_command("name", name="my note"),
    "name 33": in_command("name", name="x" * 33),
    "name of nothing": in_command("name", name=""),
    "description 101": in_command("description", description="x" * 101),
    "description blank": in_command("description", description=" "),
    "translated name in capitals": in_command(
        "name_localizations.de", name_localizations={"de": "Notiz"}
    ),
    "translated into no language": in_command(
        "name_localizations.xx", name_localizations={"xx": "notiz"}
    ),
    "translated description 101": in_command(
        "description_localizations.de", description_localizations={"de": "x" * 101}
    ),
    "two commands of one translated name": (
        "commands", "PUT", COMMANDS,
        [command(), command(name="notiz", name_localizations={"de": "note"})],
    ),
    "translated menu name 33": in_command(
        "name_localizations.de",
        type=3, description="", options=[], name_localizations={"de": "x" * 33},
    ),
    "menu with a translated description": in_command(
        "description_localizations",
        type=3, description="", options=[], description_localizations={"de": "x"},
    ),
    "26 options": in_command("options", options=[option(name=f"o{n}") for n in range(26)]),
    "option twice": in_command("options", options=[option(), option()]),
    "required last": in_command("options", options=[option(), option(name="b", required=True)]),
    "option beside a subcommand": in_command("options", options=[SUBCOMMAND, option()]),
    "option name in capitals": in_option(".name", name="In"),
    "translated option name in capitals": in_option(
        ".name_localizations.de", name_localizations={"de": "In"}
    ),
    "translated option description blank": in_option(
        ".description_localizations.de", description_localizations={"de": " "}
    ),
    "two options of one translated name": in_command(
        "options",
        options=[option(name=name, name_localizations={"de": "wo"}) for name in ("in", "where")],
    ),
    "option description 101": in_option(".description", description="x" * 101),
    "option with choices and autocomplete": in_option(
        "", choices=[{"name": "a", "value": "a"}], autocomplete=True
    ),
    "option with limits crossed": in_option("", type=4, min_value=5, max_value=1),
    "static choice of another type": in_option(
        ".choices[0].value", choices=[{"name": "a", "value": 1}]
    ),
    "unknown key in an option": in_option("", default="x"),
    "unknown key in a command": in_command("", permissions=0),
    "8001 characters": in_command(
        "", options=[option(name=f"o{n}", choices=[{"name": "x" * 100, "value": f"{c}" + "x" * 98}
                                                   for c in range(20)]) for n in range(2)]
    ),
    "8001 characters in the longest language": in_command(
        "", options=[option(name=f"o{n}", choices=[{"name": f"{c}", "value": f"{c:02}" + "x" * 98,
                                                    "name_localizations": {"de": f"{c:0100}"}}
                                                   for c in range(20)]) for n in range(2)]
    ),
    "two commands of one name": ("commands", "PUT", COMMANDS, [command(), command()]),
    "101 commands": ("commands", "PUT", COMMANDS, [command(name=f"c{n}") for n in range(101)]),
    "16 message menus": (
        "commands", "PUT", COMMANDS, [{"name": f"Menu {n}", "type": 3} for n in range(16)],
    ),
    "menu with a description": in_command("description", type=3, options=[]),
    "26 choices": in_choices("", 26),
    "choice name 101": in_choices("[0].name", name="x" * 101),
    "choice name of nothing": in_choices("[0].name", name=""),
    "translated choice name 101": in_choices(
        "[0].name_localizations.de", name_localizations={"de": "x" * 101}
    ),
    "two choices of one translated name": in_choices("", 2, name_localizations={"de": "a"}),
    "choice name blank": in_choices("[0].name", name="  "),
    "choice value 101": in_choices("[0].value", value="x" * 101),
    "choice value of nothing": in_choices("[0].value", value=None),
    "two choices alike": in_choices("", 2, name="a", value="a"),
    "unknown key in a choice": in_choices("[0]", label="x"),
    # Shapes.
    "not an object": ("body", "POST", CALLBACK, ["x"]),
    "no list": ("body", "PUT", COMMANDS, {"name": "x"}),
    "no type": ("body", "POST", CALLBACK, {"data": {}}),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_bad_payloads_are_told_by_their_place(case: tuple[str, str, str, Json]) -> None:
    where, method, path, payload = case
    places = [line.partition(": ")[0] for line in conformance.violations(method, path, payload)]
    assert where.rstrip(".") in places


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_own_rules_suffice_without_the_description(
    case: tuple[str, str, str, Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conformance, "openapi", lambda: None)
    where, method, path, payload = case
    places = [line.partition(": ")[0] for line in conformance.violations(method, path, payload)]
    assert where.rstrip(".") in places


DESCRIBED = (
    "content 2001",
    "11 embeds",
    "embed title 257",
    "embed description 4097",
    "26 fields",
    "field name 257",
    "field value 1025",
    "embed URL that is none",
    "six buttons in a row",
    "label 81",
    "link 513",
    "custom_id 101",
    "menu of 26",
    "description 101",
    "26 options",
    "26 choices",
    "choice name 101",
    "choice name of nothing",
)


@needs_description
@pytest.mark.parametrize("kind", DESCRIBED)
def test_the_description_agrees_with_own_rules(kind: str) -> None:
    where, method, path, payload = BAD[kind]
    lines = conformance.described_faults(method, path, payload)
    assert any(line.startswith(where) for line in lines)
    assert all(len(line) < 250 for line in lines)


@needs_description
@pytest.mark.parametrize(
    ("where", "method", "path", "payload"),
    [
        in_row("[0].components[0].style", button(style=9)),
        in_embed(".color", color=-1),
        in_embed(".timestamp", timestamp="today"),
        in_layout("components[0].components", {"type": 9, "components": []}),
        in_command("contexts[0]", contexts=[9]),
        ("flags", "PATCH", ORIGINAL, {"flags": "64"}),
    ],
)  # fmt: skip
def test_only_the_description_knows(where: str, method: str, path: str, payload: Json) -> None:
    lines = conformance.described_faults(method, path, payload)
    assert where in [line.partition(": ")[0] for line in lines]


def test_odd_is_not_refused() -> None:
    path, payload = CALLBACK, reply(embeds=[embed(colour=3), embed()])
    assert conformance.rejections("POST", path, payload) == []
    assert len(conformance.oddities("POST", path, payload)) == 2


def test_the_description_is_found_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VAULTBOT_OPENAPI", str(tmp_path / "absent.json"))
    assert conformance.openapi() is None
    assert conformance.described_faults("POST", CALLBACK, {"type": 99}) == []


@needs_description
def test_answers_are_judged_too() -> None:
    judge: Callable[..., list[str]] = conformance.response_violations
    assert judge("GET", "/gateway/bot", {"url": "wss://gateway.discord.gg"}) == [
        "body: 'session_start_limit' is a required property",
        "body: 'shards' is a required property",
    ]
