"""A reply drawn in a terminal: the same embeds, with Discord's mark-up turned into styles.

Works on what is sent to Discord (the embed's dictionary), so what is seen is what is sent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.style import Style
from rich.text import Text

_INLINE = re.compile(
    r"\\(?P<escaped>[^\sa-zA-Z0-9])"
    r"|\*\*(?P<bold>(?:\\.|[^*\\])+)\*\*"
    r"|\*(?P<italic>(?=\S)(?:\\.|[^*\\])+(?<=\S))\*"
    r"|`(?P<code>[^`]+)`"
    r"|\[(?P<label>[^\]]+)\]\(<?(?P<url>[^\s)>]+)>?\)"
    r"|<t:(?P<unix>\d+):R>"
)


def print_reply(console: Console, payload: Mapping[str, Any]) -> None:
    """Print `{"content", "embeds", "components", "ephemeral"}` as a person would see it."""
    if payload["ephemeral"]:
        console.print(Text("only you can see this", style="dim italic"))
    if payload["content"]:
        console.print(markup(payload["content"]))
    for embed in payload["embeds"]:
        console.print(_embed(embed))
    for row in payload["components"]:
        console.print(_row(row["components"]))


def markup(text: str) -> Text:
    """Discord's mark-up as styled text, line by line."""
    return Text("\n").join(_line(line) for line in text.split("\n"))


def _line(line: str) -> Text:
    if line.startswith("> "):
        return Text.assemble(("▎ ", "dim"), _inline(line[2:]))
    if line.startswith("-# "):
        quiet = _inline(line[3:])
        quiet.stylize("dim")
        return quiet
    return _inline(line)


def _inline(text: str) -> Text:
    shown, last = Text(), 0
    for match in _INLINE.finditer(text):
        shown.append(text[last : match.start()])
        last = match.end()
        if match["escaped"]:
            shown.append(match["escaped"])
        elif styled := match["bold"] or match["italic"]:
            part = _inline(styled)
            part.stylize("bold" if match["bold"] else "italic")
            shown.append(part)
        elif match["code"]:
            shown.append(match["code"], "bold")
        elif match["label"]:
            shown.append(match["label"], Style(link=match["url"], color="cyan", underline=True))
        else:
            shown.append("a while ago")
    shown.append(text[last:])
    return shown


def _embed(embed: Mapping[str, Any]) -> Panel:
    lines: list[RenderableType] = list(_embed_lines(embed))
    return Panel(
        Group(*lines),
        border_style=f"#{embed.get('color', 0):06x}",
        subtitle=Text(embed.get("footer", {}).get("text", ""), style="dim"),
        subtitle_align="left",
        padding=(0, 1),
        width=88,
    )


def _embed_lines(embed: Mapping[str, Any]) -> Iterator[Text]:
    if author := embed.get("author"):
        yield Text(author["name"], style="dim")
    title = _inline(embed.get("title", ""))
    title.stylize(Style(bold=True, link=embed.get("url")))
    yield title
    if description := embed.get("description"):
        yield markup(description)
    for part in embed.get("fields", ()):
        name = _inline(part["name"])
        name.stylize("bold")
        yield Text("\n").join([Text(), name, markup(part["value"])])


def _row(components: Sequence[Mapping[str, Any]]) -> Text:
    """A row of buttons, or a menu with all that can be picked from it."""
    if options := components[0].get("options"):
        picks = (f"\n    {option['label']}" for option in options)
        return Text.assemble(f"  {components[0].get('placeholder', '')} ▾", *picks, style="dim")
    shown = Text(" ")
    for button in components:
        url = button.get("url")
        style = Style(reverse=bool(url), dim=bool(button.get("disabled")), link=url)
        shown.append(" ").append(f" {button['label']} ", style)
        if url:
            shown.append(" ").append(url, Style(dim=True))
    return shown
