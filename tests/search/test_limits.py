"""What a query demands of every hit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.fold import words
from bot.search.index import index_texts
from bot.search.limits import allowed, holding_phrase
from bot.search.query import parse_query
from tests.search.build import collection

TEXTS = (
    "reinforcement learning from human feedback",
    "learning by reinforcement",
    "reinforcement of learning, then reinforcement learning",
    "human learning",
    "强化学习让模型自己试错",
    "",
)
WORDS = st.sampled_from("abc")


def let_through(typed: str) -> list[int] | None:
    mask = allowed(collection(*TEXTS).index, parse_query(typed))
    return None if mask is None else mask.nonzero()[0].tolist()


@pytest.mark.parametrize("typed", ["", "learning", "reinforcement learning", '"learning"', '""'])
def test_plain_words_demand_nothing(typed: str) -> None:
    assert let_through(typed) is None


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ('"reinforcement learning"', [0, 2]),
        ('"learning reinforcement"', []),
        ("“human feedback”", [0]),
        ('"human learning" reinforcement', [3]),
        ('"reinforcement learning" "human feedback"', [0]),
        ('"reinforcement learning', [0, 2]),
        ('"unheard learning"', []),
        ('"learning learning"', []),
        ('"强化学习"', [4]),
        ('"feedback learning"', []),
    ],
)
def test_a_phrase_stands_side_by_side_in_order(typed: str, texts: list[int]) -> None:
    assert let_through(typed) == texts


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("learning -human", [1, 2, 4, 5]),
        ("learning -human -reinforcement", [4, 5]),
        ("-learning", [4, 5]),
        ("learning -unheard", [0, 1, 2, 3, 4, 5]),
        ("learning -learn", [0, 1, 2, 3, 4, 5]),
        ('"reinforcement learning" -human', [2]),
        ("模型 -学习", [0, 1, 2, 3, 5]),
    ],
)
def test_an_excluded_word_takes_away_the_texts_that_hold_it(typed: str, texts: list[int]) -> None:
    assert let_through(typed) == texts


@pytest.mark.parametrize("typed", ['"a b"', "a -b", '"a b" -c'])
def test_of_no_texts_none_are_allowed(typed: str) -> None:
    mask = allowed(index_texts([]), parse_query(typed))

    assert mask is not None
    assert len(mask) == 0


@given(st.lists(st.lists(WORDS, max_size=6), max_size=8), st.lists(WORDS, min_size=1, max_size=4))
def test_a_phrase_is_found_wherever_reading_on_would_find_it(
    texts: list[list[str]], phrase: list[str]
) -> None:
    found = holding_phrase(index_texts(texts), phrase).tolist()

    sought = f" {' '.join(phrase)} "
    assert found == [n for n, text in enumerate(texts) if sought in f" {' '.join(text)} "]


def test_a_phrase_never_reaches_from_one_text_into_the_next() -> None:
    index = index_texts([words("deep"), words("learning deep"), words("learning")])

    assert holding_phrase(index, ("deep", "learning")).tolist() == []


def test_a_phrase_of_words_that_most_texts_hold_is_found_all_the_same() -> None:
    texts = [
        f"of the sea {number}" if number % 2 else f"the sea of {number}" for number in range(8_000)
    ]
    index = collection(*texts).index

    assert len(holding_phrase(index, ("of", "the"))) == 4_000
    assert holding_phrase(index, ("of", "the", "sea", "7")).tolist() == [7]
    assert len(holding_phrase(index, ("of", "of"))) == 0


def test_an_excluded_phrase_leaves_its_words_in() -> None:
    vocabulary = collection("deep sea", "sea deep", "deep")
    mask = allowed(vocabulary.index, parse_query('deep -"deep sea"'))

    assert mask is not None
    assert mask.tolist() == [False, True, True]
