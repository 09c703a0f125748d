import pytest

from bot.vault import parse_text
from tests.vault.cases import Case, read_cases, show


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: f"{case.file}: {case.title}")
def test_reads_as_its_case_says(case: Case) -> None:
    content, problems = parse_text("channel/a_note.md", case.text)
    assert show(content, problems) == case.expected
