"""The 25 rules of docs/reading.md and their cases: each case fails once its rule is taken out.

Every case must fail under one of its rule's mutations at least, and every mutation must fail one of
its rule's cases, so that neither can outlive the other.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.vault.cases import Case, read_cases
from tests.vault.mutations import MUTATIONS, Mutation

RULES = range(1, 26)
DOCS = Path(__file__).parents[2] / "docs" / "reading.md"
BY_RULE: dict[int, list[Case]] = defaultdict(list)
for case in read_cases():
    BY_RULE[case.rule].append(case)
EVERY = [(rule, mutation) for rule, mutations in MUTATIONS.items() for mutation in mutations]


def failing(mutation: Mutation, cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Titles of the cases that come out otherwise under a mutation."""
    original = getattr(mutation.module, mutation.name)
    with monkeypatch.context() as patch:
        patch.setattr(mutation.module, mutation.name, mutation.value)
        for name, module in list(sys.modules.items()):
            here = name.startswith(("bot.vault", "bot.model.note", "tests.vault.cases"))
            if here and getattr(module, mutation.name, None) is original:
                patch.setattr(module, mutation.name, mutation.value)
        return {case.title for case in cases if _reads_otherwise(case)}


def _reads_otherwise(case: Case) -> bool:
    try:
        return case.read() != case.expected
    except Exception:  # noqa: BLE001 - what is left without the rule may well fail
        return True


def test_the_page_lists_every_rule_and_every_rule_has_cases() -> None:
    listed = re.findall(r"^(\d+)\. ", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(number) for number in listed] == list(RULES)
    assert sorted(BY_RULE) == list(RULES)
    assert sorted(MUTATIONS) == list(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_each_case_fails_without_its_rule(rule: int, monkeypatch: pytest.MonkeyPatch) -> None:
    survivors = {case.title for case in BY_RULE[rule]}
    for mutation in MUTATIONS[rule]:
        survivors -= failing(mutation, BY_RULE[rule], monkeypatch)
    assert survivors == set()


@pytest.mark.parametrize(
    ("rule", "mutation"), EVERY, ids=[f"{rule} {mutation.without}" for rule, mutation in EVERY]
)
def test_each_part_of_a_rule_has_a_case(
    rule: int, mutation: Mutation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert failing(mutation, BY_RULE[rule], monkeypatch)
