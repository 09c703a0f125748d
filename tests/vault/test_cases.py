import pytest

from tests.vault.cases import Case, read_cases


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: f"{case.file}: {case.title}")
def test_reads_as_its_case_says(case: Case) -> None:
    assert case.read() == case.expected
