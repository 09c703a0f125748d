"""The 25 rules of docs/reading.md and their cases: each case fails once its rule is taken out.

A mutation puts something in the place of a rule's code that does without it. Every case must fail
under one of its rule's mutations at least, and every mutation must fail one of its rule's cases, so
neither can outlive the other. A case is named by the number that its title begins with.
"""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.vault import (
    blocks,
    channels,
    citations,
    clock,
    excerpts,
    fences,
    frontmatter,
    index,
    inline,
    links,
    marks,
    normalize,
    note,
    passages,
    sentences,
    times,
    videos,
)
from bot.vault.frontmatter import Frontmatter
from tests.vault import cases as reading
from tests.vault.cases import Case, read_cases

CASES = read_cases()
NEVER = re.compile(r"(?!)")
DOCS = Path(__file__).parents[2] / "docs" / "reading.md"


@dataclasses.dataclass(frozen=True, slots=True)
class Mutation:
    """What stands for a rule's code when the rule is taken out."""

    without: str
    module: Any
    name: str
    value: Any


def each(text: str) -> list[str]:
    return text.split("\n")


def nothing(*_: object, **__: object) -> tuple[()]:
    return ()


def same(value: Any, *_: object, **__: object) -> Any:
    return value


def literally(clocks: Any, *_: object) -> Any:
    return [c.literal if c else None for c in clocks]


MUTATIONS: dict[int, tuple[Mutation, ...]] = {}
