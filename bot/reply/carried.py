"""A query that is longer than one button's id can hold, spread over all of a message's.

Each id has room for some sixty characters beside what its button needs. Whoever presses one brings
the whole message along, so the next match and the next page are of the query that was asked, or of
its first two or three hundred characters where it was longer.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.model import Action, Verb
from bot.reply.custom_ids import TEXT_ROOM, clip, in_a_line
from bot.reply.message import ActionButton, Menu, Reply, Row

_OTHERS = frozenset({Verb.AROUND})
"""Whose text says something else."""


def carry(reply: Reply, query: str) -> Reply:
    """The reply with the query in its ids, from the first to the last."""
    pieces = _pieces(query)
    return replace(reply, rows=tuple(_filled(row, pieces) for row in reply.rows))


def carried(reply: Reply) -> str:
    """The query that `carry` put into a reply; empty for none."""
    actions = (action for row in reply.rows for action in _actions(row))
    return " ".join(each.text for each in actions if each.text and each.verb not in _OTHERS)


def _actions(row: Row) -> Iterator[Action]:
    if isinstance(row, Menu):
        yield from (option.action for option in row.options)
    else:
        yield from (button.action for button in row if isinstance(button, ActionButton))


def _filled(row: Row, pieces: Iterator[str]) -> Row:
    if isinstance(row, Menu):
        options = (replace(each, action=_holding(each.action, pieces)) for each in row.options)
        return replace(row, options=tuple(options))
    return tuple(
        replace(button, action=_holding(button.action, pieces))
        if isinstance(button, ActionButton)
        else button
        for button in row
    )


def _holding(action: Action, pieces: Iterator[str]) -> Action:
    return action if action.verb in _OTHERS else replace(action, text=next(pieces, ""))


def _pieces(query: str) -> Iterator[str]:
    """The query in whole words, as many to a piece as an id has room for."""
    rest = in_a_line(query)
    while rest:
        piece = clip(rest, TEXT_ROOM)
        yield piece
        rest = rest[len(piece) :].lstrip()
