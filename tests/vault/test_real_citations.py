"""No citation of a real vault is lost: all are moments, or lines of the problem report."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VAULT = Path(os.environ.get("VAULTBOT_REAL_VAULT", ROOT.parent / "shared" / "vault"))


@pytest.mark.slow
@pytest.mark.skipif(not VAULT.is_dir(), reason="no real vault beside the checkout")
def test_every_citation_is_a_moment_or_a_problem() -> None:
    counted = subprocess.run(
        [sys.executable, "benchmarks/citations.py", "--vault", str(VAULT), "--show", "20"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert counted.returncode == 0, counted.stdout + counted.stderr
    assert "| NOT covered |" in counted.stdout
