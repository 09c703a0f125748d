"""The table of faults names tests that are there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")


def written_tests() -> set[str]:
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_row_names_tests_that_are_there() -> None:
    table = PAGE[PAGE.index("## Faults") : PAGE.index("## Figures")]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 30
    for row in rows:
        assert re.search(r"`test_\w+`", row), row
    assert set(re.findall(r"`(test_\w+)`", table)) - written_tests() == set()
