"""Many things as an answer: a line each, a menu to open one, pages to turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import discord

from bot.model import Action
from bot.reply.embeds import Look, closing_button, page_buttons
from bot.reply.message import LinkButton, Menu, Option, Reply, Row
from bot.reply.plain import dressed
from bot.reply.text import DESCRIPTION_LIMIT, MENU_LIMIT, OPTION_LIMIT, named, shorten

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a list."""

    shown: str
    """Mark-up: what stands in the list."""
    label: str
    """Plain words: what stands in the menu."""
    action: Action
    """What picking it does."""
    detail: str = ""
    """Plain words below the label."""


def list_reply(
    embed: discord.Embed,
    lines: Sequence[Line],
    look: Look,
    *,
    turn: Action,
    page: int,
    pages: int,
    pick: str,
    private: bool,
    buttons: Sequence[LinkButton] = (),
    closes: bool = True,
) -> Reply:
    """The lines of one page below what the embed says already.

    `turn` is what turning to a page does, whatever page it names; `pick` invites to the menu;
    `closes` tells whether it can be shared or deleted.
    """
    parts = [embed.description or "", *(line.shown for line in lines)]
    while len(parts) > 1 and len("\n".join(parts)) > DESCRIPTION_LIMIT:
        # Only long addresses of a site of one's own come here; the menu below has every line.
        parts.pop()
    embed.description = "\n".join(filter(None, parts))
    if pages > 1:
        footer = f"{embed.footer.text} · " if embed.footer.text else ""
        embed.set_footer(text=f"{footer}page {page + 1} of {pages}")
    turning = page_buttons(turn, page=page, pages=pages)
    last = (closing_button(private=private),) if closes else ()
    rows: list[Row] = [row] if (row := (*buttons, *turning, *last)) else []
    if options := {line.action: _option(line) for line in lines}:
        rows.insert(0, Menu(pick, tuple(options.values())[:MENU_LIMIT]))
    return dressed(Reply(embeds=(embed,), rows=tuple(rows), ephemeral=private), look)


def _option(line: Line) -> Option:
    return Option(named(line.label, OPTION_LIMIT), line.action, shorten(line.detail, OPTION_LIMIT))


def page_of(things: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """(what stands on the page, the page, how many there are); beyond the last is the last."""
    pages = max(1, -(-len(things) // size))
    page = min(max(page, 0), pages - 1)
    return things[page * size : (page + 1) * size], page, pages
