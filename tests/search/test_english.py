"""Which words are forms of one word."""

from itertools import pairwise

import pytest

from bot.search.english import families_of


def are_forms(one: str, other: str) -> bool:
    return bool(families_of(one) & families_of(other))


@pytest.mark.parametrize(
    "forms",
    [
        "bring brings bringing brought",
        "learn learns learning learned learnt",
        "write writes writing wrote written",
        "go goes going went gone",
        "think thinks thought",
        "be is are was were been",
        "child children",
        "person people",
        "mouse mice",
        "knife knives",
        "analysis analyses",
        "crisis crises",
        "hypothesis hypotheses",
        "matrix matrices",
        "datum data",
        "good better best",
        "model models modeling",
        "study studies studied",
        "company companies",
        "experience experienced experiences experiencing",
        "influence influenced",
        "difference differences",
        "finance financed",
        "run running ran",
        "city cities",
    ],
)
def test_forms_of_one_word_share_a_family(forms: str) -> None:
    for one, other in pairwise(forms.split()):
        assert are_forms(one, other), (one, other)


@pytest.mark.parametrize("plural", ["ctos", "rnas", "gpus", "llms", "apis", "cpus", "tpus"])
def test_a_plural_of_a_short_form_is_a_form_of_it(plural: str) -> None:
    assert are_forms(plural, plural[:-1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("agi", "magic"),
        ("learning", "leaning"),
        ("deep", "deepseek"),
        ("model", "modern"),
        ("one", "two"),
        ("go", "wind"),
        ("2024", "2025"),
        ("强化", "强者"),
    ],
)
def test_other_words_share_none(one: str, other: str) -> None:
    assert not are_forms(one, other)


def test_a_form_of_two_words_is_of_both_families() -> None:
    assert are_forms("found", "find")
    assert are_forms("found", "founding")
    assert not are_forms("find", "founding")


@pytest.mark.parametrize(
    "word", ["强化", "学习", "обучение", "تعلم", "μάθηση", "सीखना", "2024", "r1"]
)
def test_other_scripts_and_numbers_are_left_as_they_are(word: str) -> None:
    assert families_of(word) == {word}


@pytest.mark.parametrize("word", ["", "a", "s", "ss", "i", "x" * 1000, "'", "é", "\U0010ffff"])
def test_every_word_has_a_family(word: str) -> None:
    assert families_of(word)
