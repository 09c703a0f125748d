"""Which of a bot's connections to Discord a process has, as settings and command line name them.

Discord tells of each server on one shard, which its id settles.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

_RANGE = re.compile(r"(\d{1,5})(?:\s*-\s*(\d{1,5}))?", re.ASCII)
MOST = 99_999
"""Shards. Discord asks for one per 2,500 servers at most."""


@dataclass(frozen=True, slots=True)
class Shards:
    """Some of a bot's shards, or all of them."""

    count: int
    """How many the bot has, in all processes together."""
    ids: tuple[int, ...]
    """Those of this process, in order."""

    @property
    def is_all(self) -> bool:
        """Whether no other process has any."""
        return len(self.ids) == self.count

    def serves(self, guild_id: int) -> bool:
        """Whether Discord tells this process of a server."""
        return shard_of(guild_id, self.count) in self.ids

    def __str__(self) -> str:
        """`0-1/4`, as the command line takes it."""
        runs: list[list[int]] = []
        for number in self.ids:
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        told = (f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
        return f"{','.join(told)}/{self.count}"


def shard_of(guild_id: int, count: int) -> int:
    """The shard that a server is told of on."""
    return (guild_id >> 22) % count


def parse_shards(text: str) -> Shards:
    """Shards as the command line names them, `0-1/4`. Raises ValueError in words."""
    ids, slash, count = text.partition("/")
    if not slash or not re.fullmatch(r"\d{1,5}", count.strip(), re.ASCII):
        raise ValueError("the shards of this process and how many there are, such as 0-1/4")
    return read_shards({"count": int(count), "ids": ids})


def read_shards(given: object) -> Shards:
    """Shards as the file of settings names them: a `count`, and `ids` as a list or as text, all of
    them where left out. Raises ValueError, which says what there should be.
    """
    if not isinstance(given, dict) or not {"count"} <= given.keys() <= {"count", "ids"}:
        raise ValueError("auto, or how many as count: 4, with ids: 0-1 for those of this process")
    count, ids = given["count"], given.get("ids")
    if not _is_number(count) or not 1 <= count <= MOST:
        raise ValueError("a count of 1 or more shards")
    numbers = tuple(range(count)) if ids is None else _numbers(ids, count)
    if not numbers or len(set(numbers)) < len(numbers):
        raise ValueError(f"a count with ids that are there, each once, such as {_example(count)}")
    if not all(0 <= number < count for number in numbers):
        raise ValueError(f"a count of {count} with ids from 0 to {count - 1}")
    return Shards(count, tuple(sorted(numbers)))


def _numbers(ids: object, count: int) -> Sequence[int]:
    """What `ids` names; nothing where it is neither a list of numbers nor such a text."""
    if isinstance(ids, str):
        return _parse_numbers(ids, count)
    if _is_number(ids):
        return (ids,)
    return ids if isinstance(ids, list) and all(_is_number(each) for each in ids) else ()


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _parse_numbers(text: str, count: int) -> list[int]:
    """`0,2-3` → 0, 2, 3; nothing where it is not so, or a range runs backwards."""
    found: list[int] = []
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if last < first:
            return []
        # One beyond the last that there is will do to be refused.
        found += range(first, min(last, max(first, count)) + 1)
    return found


def _example(count: int) -> str:
    return "0" if count == 1 else f"0-{count - 1}"
