"""On a real vault the unit of times is told right where beyond doubt, else left alone."""

import random
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import REAL_VAULT, needs_real_vault

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@needs_real_vault
def test_units_are_told_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    sys.modules.pop("times", None)
    import times

    tallies: dict[str, times.Tally] = defaultdict(times.Tally)
    for notes in times.read_times(REAL_VAULT).values():
        times.compare(notes, tallies, random.Random(12))

    def share(name: str) -> float:
        return tallies[name].right_notes / tallies[name].notes

    assert tallies["minutes, beside"].notes >= 400
    assert tallies["normal, beside"].notes >= 3_000
    assert share("minutes, beside") >= 0.98
    assert share("normal, beside") >= 0.997
    assert share("normal, alone") >= 0.997
    for style in ("mm:ss:00", "mm:ss:xx"):
        copies = tallies[f"copy {style}, 5 minutes and more, beside"]
        assert copies.right_notes >= 0.98 * copies.notes
        assert copies.right_times >= 0.98 * copies.times
