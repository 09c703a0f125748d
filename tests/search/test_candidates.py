"""Which texts are worth a closer look: none that holds enough of a query is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.candidates import gather, holds
from bot.search.index import TextIndex, index_texts
from bot.search.terms import Terms
from bot.search.vocabulary import Vocabulary
from tests.search.build import asked, collection

ROUNDING = 0.01
"""A share so near the floor may be taken or not."""
KNOWN = ["a", "ab", "abc", "b", "c", "d", "e"]
TEXTS = st.lists(st.lists(st.sampled_from(KNOWN), max_size=6), max_size=20)
TYPED = st.lists(st.sampled_from([*KNOWN, "unheard", "never"]), min_size=1, max_size=5)
FLOORS = st.sampled_from([0.2, 0.45, 0.6, 0.8, 1.0])
MOST = st.integers(1, 12)


def shares(index: TextIndex, terms: Terms) -> list[float]:
    """The share of the query, by rarity, that each text holds: by reading every word of it."""
    return [
        sum(
            term.rarity
            for term in terms.each
            if {meaning.word for meaning in term.meanings} & set(index.words_of(text).tolist())
        )
        / terms.total
        for text in range(len(index))
    ]


@given(TEXTS, TYPED, FLOORS, MOST, st.booleans())
def test_it_takes_every_text_that_holds_enough_or_the_most_that_it_may(
    texts: list[list[str]], typed: list[str], floor: float, most: int, unfinished: bool
) -> None:
    vocabulary = Vocabulary(index_texts(texts))
    terms = asked(vocabulary, " ".join(typed), unfinished=unfinished)
    taken = gather(vocabulary.index, terms, floor=floor, most=most).tolist()
    share = shares(vocabulary.index, terms)
    surely = {text for text, held in enumerate(share) if held >= floor + ROUNDING}
    maybe = {text for text, held in enumerate(share) if held >= floor - ROUNDING}

    assert len(taken) == len(set(taken)) <= most
    assert all(share[text] > 0 for text in taken)
    if len(maybe) <= most:
        assert surely <= set(taken)
    else:
        assert set(taken) <= maybe
        assert len(taken) == most or set(taken) >= surely


@given(TEXTS, TYPED, st.data())
def test_within_keeps_the_others_out_and_takes_nothing_else_away(
    texts: list[list[str]], typed: list[str], data: st.DataObject
) -> None:
    vocabulary = Vocabulary(index_texts(texts))
    terms = asked(vocabulary, " ".join(typed))
    within = np.array(data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))))
    within = within.astype(bool)
    taken = gather(vocabulary.index, terms, floor=0.5, most=50, within=within).tolist()

    enough = [share >= 0.5 + ROUNDING for share in shares(vocabulary.index, terms)]
    assert {text for text in range(len(texts)) if enough[text] and within[text]} <= set(taken)
    assert all(within[text] for text in taken)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_where_too_many_hold_enough_those_that_hold_more_are_taken_then_the_shorter(
    most: int,
) -> None:
    both, shorter, longer = "deep sea", "deep", "deep and wide and long"
    vocabulary = collection(longer, "sky", both, shorter, *["sea"] * 5)
    terms = asked(vocabulary, "deep sea")
    taken = gather(vocabulary.index, terms, floor=0.3, most=most).tolist()

    assert set(taken) == set([2, 3, 0][:most])


def test_nothing_that_is_known_is_held_by_no_text() -> None:
    vocabulary = collection("deep sea")

    assert gather(vocabulary.index, asked(vocabulary, "qqqq"), floor=0.5, most=9).tolist() == []


def test_an_empty_collection_gives_nothing() -> None:
    vocabulary = collection()

    assert gather(vocabulary.index, asked(vocabulary, "deep"), floor=0.5, most=9).tolist() == []


def test_a_term_is_held_by_the_texts_of_any_of_its_meanings() -> None:
    vocabulary = collection("bring", "he brought it", "brings", "nothing", "")
    (term,) = asked(vocabulary, "bring").each
    held = holds(vocabulary.index, term, np.array([3, 1, 4, 0, 2], np.uint32))

    assert held.tolist() == [False, True, False, True, True]


def test_words_that_stand_above_excerpts_only_are_held_by_none_of_them() -> None:
    """Known from titles: `bring`, whose other form excerpts hold, and `deep`, which none holds."""
    index = TextIndex(["bring", "brings", "deep"], np.array([1, 1, 1]), np.array([1, 1, 1]))
    terms = asked(Vocabulary(index), "bring deep")

    assert len(gather(index, terms, floor=0.5, most=1)) == 1
    assert len(gather(index, terms, floor=0.8, most=1)) == 0
