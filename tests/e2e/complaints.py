"""The form of a complaint, "where: what", and walking through JSON with the path at hand.

A path is written as data.embeds[0].title.
"""

from collections.abc import Iterator

from tests.e2e.actors import Json, Payload


def at(where: str, *steps: str | int) -> str:
    """Extend a path: at("data", "embeds", 0) is data.embeds[0]."""
    for step in steps:
        if isinstance(step, int):
            where = f"{where}[{step}]"
        else:
            where = f"{where}.{step}" if where else step
    return where


def keys(names: str) -> frozenset[str]:
    """Answer a set of names that were written with spaces between them."""
    return frozenset(names.split())


def unknown_keys(value: Payload, known: frozenset[str], where: str) -> Iterator[str]:
    """Complain of keys that neither Discord reads nor discord.py is known to add."""
    if unknown := sorted(set(value) - known):
        yield f"{where}: unknown key {', '.join(unknown)}"


def strings(value: Json, where: str) -> Iterator[tuple[str, str]]:
    """Every string in a JSON value, with its path."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(item, at(where, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from strings(item, at(where, index))
