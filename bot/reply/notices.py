"""Short private words about what was asked: nothing found, gone, unknown."""

from collections.abc import Sequence

from bot.model import Action
from bot.reply.message import ActionButton, Reply
from bot.reply.text import CONTENT_LIMIT, LABEL_LIMIT, named, shorten, typed

# Room for each part, so that a whole notice stays below Discord's 2,000.
ASKED_ROOM = 200
NAME_ROOM = 150
MOST_CHOICES = 5
"""Buttons in a row."""

Nearest = Sequence[tuple[str, Action]]
"""(its name in plain words, what shows it) of what is offered instead."""


def nothing_found(asked: str, *, kind: str, nearest: Nearest = (), channel: str = "") -> Reply:
    """Names what was asked, and offers the nearest that there is."""
    what = "Nothing" if kind == "search" else f"No {kind}"
    where = f" in {_named(channel)}" if channel else ""
    text = f"{what} found for “{typed(asked, ASKED_ROOM)}”{where}."
    if nearest:
        text += "\nDid you mean one of these?"
    elif channel:
        text += "\nTry it without the channel."
    return notice(text, nearest)


def gone(kind: str, nearest: Nearest = ()) -> Reply:
    """What a button, a choice or an id names is no longer in the vault."""
    text = f"That {kind} is no longer in the vault."
    return notice(f"{text}\nThe nearest there is:" if nearest else text, nearest)


def unknown_channel(asked: str, nearest: Sequence[str] = ()) -> Reply:
    """The channel option names none, or might mean several."""
    near = " or ".join(f"**{_named(name)}**" for name in nearest)
    return notice(
        f"There is no channel “{typed(asked, ASKED_ROOM)}” in this vault; "
        + (f"did you mean {near}?" if near else "pick one from the list.")
    )


def notice(text: str, nearest: Nearest = ()) -> Reply:
    """A private answer in words, with buttons for what is offered."""
    offered: dict[Action, str] = {}
    for name, action in nearest:
        offered.setdefault(action, name)
    buttons = tuple(
        ActionButton(named(name, LABEL_LIMIT), action) for action, name in offered.items()
    )[:MOST_CHOICES]
    return Reply(
        content=shorten(text, CONTENT_LIMIT),
        rows=(buttons,) if buttons else (),
        ephemeral=True,
        notice=True,
    )


def _named(name: str) -> str:
    return typed(name, NAME_ROOM)
