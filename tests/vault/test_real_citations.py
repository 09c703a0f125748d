"""No citation of a real vault is lost: all are moments, or lines of the problem report."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REAL_VAULT, needs_real_vault

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@needs_real_vault
def test_every_citation_is_a_moment_or_a_problem() -> None:
    counted = subprocess.run(
        [sys.executable, "benchmarks/citations.py", "--vault", str(REAL_VAULT), "--show", "20"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert counted.returncode == 0, counted.stdout + counted.stderr
    assert "| NOT covered |" in counted.stdout
