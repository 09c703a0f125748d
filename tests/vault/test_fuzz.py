import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 60


@pytest.mark.slow
def test_a_minute_of_fuzzing_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is made for Linux and some Pythons only")
    command = [sys.executable, "-m", "tests.vault.fuzz", f"-max_total_time={SECONDS}"]
    command += [f"-artifact_prefix={tmp_path}/", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-4_000:]
