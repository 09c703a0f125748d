"""Which known words an unknown one may be a slip for."""

from collections.abc import Mapping

import numpy as np
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
    "of": 900,
    "强化": 4,
    "学习": 4,
}


class Spelling:
    """What is near what is typed, in words."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._words = list(counts)
        self._index = SpellingIndex(self._words, np.array(list(counts.values()), np.int64))

    def near(self, typed: str) -> list[str]:
        return [self._words[near.number] for near in self._index.near(typed)]

    def slips(self, typed: str) -> list[str]:
        return [self._words[near.number] for near in self._index.near(typed)]

    def closeness(self, typed: str) -> list[float]:
        return [near.closeness for near in self._index.near(typed)]

    def short(self, typed: str) -> list[str]:
        return [self._words[near.number] for near in self._index.near_short(typed)]

    def beginning(self, typed: str) -> list[str]:
        return [self._words[near.number] for near in self._index.near_beginning(typed)]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(COUNTS)


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
def test_a_slip_or_two_finds_the_word(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.near(typed)[0] == meant
    assert meant in spelling.slips(typed)


@pytest.mark.parametrize("typed", ["agi", "api", "agy", "ap", "a", "", "dep", "学习"])
def test_three_letters_or_fewer_are_never_corrected(spelling: Spelling, typed: str) -> None:
    assert spelling.near(typed) == []
    assert spelling.beginning(typed) == []


@pytest.mark.parametrize("typed", ["2026", "2042", "20244"])
def test_numbers_are_never_corrected(spelling: Spelling, typed: str) -> None:
    assert spelling.near(typed) == []
    assert spelling.beginning(typed) == []
    assert spelling.short(typed[:2]) == []


@pytest.mark.parametrize("typed", ["xyzzyplugh", "qqqqqq", "deepseek" * 700])
def test_what_is_near_nothing_stays_uncorrected(spelling: Spelling, typed: str) -> None:
    assert spelling.near(typed) == []


def test_neighbouring_letters_changed_over_are_one_slip() -> None:
    assert Spelling({"kernel": 1}).near("kenrel") == ["kernel"]
    assert Spelling({"abcd": 1}).slips("abdc") == ["abcd"]


def test_short_words_are_forgiven_one_slip_only() -> None:
    assert Spelling({"deep": 1}).slips("daap") == []
    assert Spelling({"deep": 1}).slips("deap") == ["deep"]


def test_a_kept_first_letter_is_likelier_than_a_changed_one() -> None:
    assert Spelling({"blight": 20, "fright": 5}).near("flight") == ["fright", "blight"]


def test_fewer_slips_are_likelier_than_a_more_used_word() -> None:
    assert Spelling({"learning": 1, "yearnings": 10_000}).near("learninga")[0] == "learning"


def test_of_equals_the_more_used_word_is_likelier() -> None:
    assert Spelling({"leaned": 1, "learned": 900}).near("learnd")[0] == "learned"


def test_the_word_itself_is_not_its_own_correction(spelling: Spelling) -> None:
    assert "learning" not in spelling.near("learning")


@pytest.mark.parametrize("count", [1, 10**12])
def test_closeness_stays_below_an_exact_match(count: int) -> None:
    assert 0 < Spelling({"learning": count}).closeness("learnin")[0] < 1


def test_corrections_are_few() -> None:
    many = Spelling({f"lear{letter}ing": 1 for letter in "abcdefghijklmnopqrstuvwxyz"})

    assert 0 < len(many.near("leariing")) <= 8


@pytest.mark.parametrize(("typed", "meant"), [("od", "of"), ("fo", "of"), ("apii", "api")])
def test_a_short_word_among_others_may_be_a_slip(
    spelling: Spelling, typed: str, meant: str
) -> None:
    assert meant in (spelling.short(typed) or spelling.slips(typed))


@pytest.mark.parametrize("typed", ["", "o", "deep", "99"])
def test_one_letter_is_no_slip_and_neither_is_a_number(spelling: Spelling, typed: str) -> None:
    assert spelling.short(typed) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("elarni", "learning"),
        ("lerni", "learning"),
        ("learm", "learning"),
        ("trasnf", "transformer"),
        ("deeos", "deepseek"),
        ("depse", "deepseek"),
        ("tranzforme", "transformer"),
    ],
)
def test_a_word_being_typed_may_begin_with_a_slip(
    spelling: Spelling, typed: str, meant: str
) -> None:
    assert meant in spelling.beginning(typed)


@pytest.mark.parametrize("typed", ["xyzzyplugh", "qqqq", "deepseek" * 700])
def test_what_begins_like_nothing_stays_uncorrected(spelling: Spelling, typed: str) -> None:
    assert spelling.beginning(typed) == []


@pytest.mark.parametrize("typed", ["", "deep", "deepsek", "deeps", "od", "xyzzy"])
def test_of_no_words_none_is_near(typed: str) -> None:
    empty = Spelling({})

    assert (empty.near(typed), empty.short(typed), empty.beginning(typed)) == ([], [], [])


def test_a_word_may_be_of_any_length() -> None:
    assert Spelling({"x" * 40_000: 1, "kernel": 1}).near("kenrel") == ["kernel"]
