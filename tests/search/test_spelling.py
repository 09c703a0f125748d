"""Which known words an unknown one may be a slip for."""

import pytest

from bot.search.spelling import SpellingIndex

COUNTS = {
    "deepseek": 40,
    "deep": 50,
    "seek": 5,
    "agi": 9,
    "api": 30,
    "magic": 3,
    "transformer": 8,
    "transformers": 20,
    "learning": 100,
    "leaning": 1,
    "earning": 4,
    "2024": 7,
    "2025": 7,
    "2024s": 1,
    "kernel": 2,
    "colour": 6,
    "强化": 4,
    "学习": 4,
}


@pytest.fixture(scope="module")
def spelling() -> SpellingIndex:
    return SpellingIndex(COUNTS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("deepsek", "deepseek"),
        ("deepseeek", "deepseek"),
        ("depseek", "deepseek"),
        ("deepsekk", "deepseek"),
        ("dpeseek", "deepseek"),
        ("deespeek", "deepseek"),
        ("transfromer", "transformer"),
        ("tranzformre", "transformer"),
        ("learnign", "learning"),
        ("magik", "magic"),
        ("kenrel", "kernel"),
        ("color", "colour"),
        ("eepseek", "deepseek"),
    ],
)
def test_a_slip_or_two_finds_the_word(spelling: SpellingIndex, typed: str, meant: str) -> None:
    near = spelling.near(typed)

    assert near[0].word == meant
    assert near[0].kind == "spelling"


@pytest.mark.parametrize("typed", ["agi", "api", "agy", "ap", "a", "", "dep", "学习"])
def test_three_letters_or_fewer_are_never_corrected(spelling: SpellingIndex, typed: str) -> None:
    assert spelling.near(typed) == []


@pytest.mark.parametrize("typed", ["2026", "2042", "20244"])
def test_numbers_are_never_corrected(spelling: SpellingIndex, typed: str) -> None:
    assert spelling.near(typed) == []


@pytest.mark.parametrize("typed", ["xyzzyplugh", "qqqqqq", "deepseek" * 700])
def test_what_is_near_nothing_stays_uncorrected(spelling: SpellingIndex, typed: str) -> None:
    assert spelling.near(typed) == []


def test_neighbouring_letters_changed_over_are_one_slip() -> None:
    assert [near.word for near in SpellingIndex({"kernel": 1}).near("kenrel")] == ["kernel"]
    assert SpellingIndex({"abcd": 1}).near("abdc")[0].kind == "spelling"


def test_short_words_are_forgiven_one_slip_only() -> None:
    assert [near.kind for near in SpellingIndex({"deep": 1}).near("daap")] != ["spelling"]
    assert SpellingIndex({"deep": 1}).near("deap")[0].word == "deep"


def test_a_kept_first_letter_is_likelier_than_a_changed_one() -> None:
    near = SpellingIndex({"blight": 20, "fright": 5}).near("flight")

    assert [other.word for other in near] == ["fright", "blight"]


def test_fewer_slips_are_likelier_than_a_more_used_word() -> None:
    near = SpellingIndex({"learning": 1, "yearnings": 10_000}).near("learninga")

    assert near[0].word == "learning"


def test_of_equals_the_more_used_word_is_likelier() -> None:
    assert SpellingIndex({"leaned": 1, "learned": 900}).near("learnd")[0].word == "learned"


def test_the_word_itself_is_not_its_own_correction(spelling: SpellingIndex) -> None:
    assert "learning" not in [near.word for near in spelling.near("learning")]


def test_closeness_stays_below_an_exact_match() -> None:
    near = SpellingIndex({"learning": 10**12}).near("learnin")

    assert 0 < near[0].closeness < 1


def test_corrections_are_few() -> None:
    many = SpellingIndex({f"lear{letter}ing": 1 for letter in "abcdefghijklmnopqrstuvwxyz"})

    assert 0 < len(many.near("leariing")) <= 8
