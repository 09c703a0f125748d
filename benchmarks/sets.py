"""The query sets that searches are measured with, how one is asked, how its times are told."""

import importlib.util
import inspect
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.config import read_config
from bot.library import Library
from bot.search.titles import RankedTitle
from bot.settings import Config

SUGGESTED = 25
"""What Discord shows while somebody types."""

Query = dict[str, Any]
"""`id`, `kind`, `task` (note or quote), `query`, and `relevant`: what answers it."""
Times = tuple[float, float, float]
"""The median, 95th and 99th percentile of milliseconds."""


def read_queries(file: Path) -> list[Query]:
    """One query a line."""
    lines = file.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def read_sets(shared: Path, prefix: str = "", *, limit: int | None = None) -> list[list[Query]]:
    """The sets whose names begin with `prefix`, by name; of each the first `limit`."""
    files = sorted((shared / "queries").glob(f"{prefix}*.jsonl"))
    return [read_queries(file)[:limit] for file in files]


def is_unfinished(query: Query) -> bool:
    """Whether the query is one while it is being typed: its last word may be half a word."""
    return str(query["kind"]).startswith(("note_prefix", "note_infix"))


async def find_titles(library: Library, text: str, *, unfinished: bool) -> list[RankedTitle]:
    """What autocomplete asks, whether it must be waited for or not."""
    found: Any = library.find_titles(text, limit=SUGGESTED, unfinished=unfinished)
    titles: list[RankedTitle] = await found if inspect.isawaitable(found) else found
    return titles


def scoring(shared: Path) -> ModuleType:
    """The shared scorer, so that all sides and everybody else are measured alike."""
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def config_for(shared: Path, database: Path) -> Config:
    """The shared vault in this database, whatever configuration lies about."""
    return read_config(None, vault=shared / "vault", database=database)


def times_of(milliseconds: Sequence[float]) -> Times:
    """The nearest values at hand, as the shared scorer takes them."""
    ranked = sorted(milliseconds)
    p50, p95, p99 = (ranked[round(part * (len(ranked) - 1))] for part in (0.5, 0.95, 0.99))
    return p50, p95, p99


def shown(values: Sequence[float], digits: int = 2) -> str:
    """Numbers side by side."""
    return " / ".join(f"{value:.{digits}f}" for value in values)


def ratios(ours: Times, theirs: Times) -> str:
    """How many times theirs ours are."""
    return shown([our / their for our, their in zip(ours, theirs, strict=True)])
