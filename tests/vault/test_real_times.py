"""On a real vault the unit of times is told right where beyond doubt, else left alone."""

import os
import random
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VAULT = Path(os.environ.get("VAULTBOT_REAL_VAULT", ROOT.parent / "shared" / "vault"))


@pytest.mark.slow
@pytest.mark.skipif(not VAULT.is_dir(), reason="no real vault beside the checkout")
def test_units_are_told_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    sys.modules.pop("times", None)
    import times

    tallies: dict[str, times.Tally] = defaultdict(times.Tally)
    for notes in times.read_times(VAULT).values():
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
