"""How much notes and excerpts say of what is asked, against the same sums done one by one."""

from collections.abc import Iterator
from math import log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.corpus import FIELDS, Corpus
from bot.search.filler import FILLER, TELLS, tells
from bot.search.fold import fold
from bot.search.query import Query
from bot.search.relevance import (
    LEAST_WEIGHT,
    LENGTH,
    MOST_TERMS,
    SATURATION,
    WORTH,
    Relevance,
    weigh,
)
from bot.search.terms import Term, interpret
from tests.search.build import Told, asked, corpus_of, told

WORDS = st.sampled_from(["deep", "deeper", "sea", "seas", "the", "bring", "brought", "café"])
SAID = st.lists(WORDS, max_size=6).map(" ".join)
NOTES = st.lists(
    st.builds(
        lambda title, texts, about, video: told(title, *texts, about=about, video_title=video),
        *[SAID, st.lists(SAID, max_size=4), SAID, SAID],
    ),
    min_size=1,
    max_size=5,
)
ASKED = st.lists(st.one_of(WORDS, st.sampled_from(["deap", "what", "unheard"])), min_size=1)


def weighed(corpus: Corpus, typed: str) -> Relevance:
    return weigh(corpus, asked(corpus.vocabulary, typed))


def strength(term: Term, text: np.ndarray) -> float:
    """How exactly a text holds a term."""
    return max((meaning.weight for meaning in term.meanings if meaning.word in text), default=0)


def excerpts_of(corpus: Corpus, note: int) -> Iterator[np.ndarray]:
    first, end = corpus.spans[note : note + 2].tolist()
    return (corpus.excerpts.words_of(number) for number in range(first, end))


def above(corpus: Corpus, term: Term, note: int) -> float:
    """What a term counts that stands above a note: each meaning in each field."""
    return sum(
        meaning.weight * WORTH[place]
        for place in range(FIELDS)
        for meaning in term.meanings
        if meaning.word in corpus.fields.words_of(FIELDS * note + place)
    )


def frequency(corpus: Corpus, term: Term, note: int) -> float:
    return above(corpus, term, note) + sum(
        strength(term, text) for text in excerpts_of(corpus, note)
    )


@given(NOTES, ASKED)
def test_an_excerpt_counts_the_rarity_of_each_word_as_exactly_as_it_has_it(
    notes: list[Told], typed: list[str]
) -> None:
    corpus = corpus_of(*notes)
    relevance = weighed(corpus, " ".join(typed))

    for number, worth in enumerate(relevance.excerpts):
        text = corpus.excerpts.words_of(number)
        each = [term.rarity * strength(term, text) for term in relevance.query.each]
        assert worth == pytest.approx(sum(each), rel=1e-4)
        assert worth <= relevance.query.total * 1.0001


@given(NOTES, ASKED)
def test_a_note_counts_each_word_the_more_the_rarer_and_the_less_the_more_often(
    notes: list[Told], typed: list[str]
) -> None:
    corpus = corpus_of(*notes)
    relevance = weighed(corpus, " ".join(typed))
    sums = np.zeros((4, len(notes)))
    for term in relevance.query.each:
        often = np.array([frequency(corpus, term, note) for note in range(len(notes))])
        tops = np.array([above(corpus, term, note) for note in range(len(notes))])
        holding = np.count_nonzero(often)
        rarity = tells(term.word) * log1p((len(notes) - holding + 0.5) / (holding + 0.5))
        usual = SATURATION * (1 - LENGTH + LENGTH * corpus.lengths)
        sums += rarity * np.array(
            [
                (SATURATION + 1) * often / (often + usual + 1e-9),
                often > 0,
                tops > 0,
                np.ones(len(notes)),
            ]
        )

    np.testing.assert_allclose(relevance.notes, sums[0], rtol=1e-4)
    np.testing.assert_allclose(relevance.held, sums[1], rtol=1e-4)
    np.testing.assert_allclose(relevance.topped, sums[2], rtol=1e-4)
    assert relevance.note_total == pytest.approx(sums[3][0], abs=1e-5)


@given(NOTES, ASKED)
def test_a_word_is_said_above_a_note_or_in_it_or_not(notes: list[Told], typed: list[str]) -> None:
    corpus = corpus_of(*notes)
    relevance = weighed(corpus, " ".join(typed))

    assert relevance.said.tolist() == [
        [
            2 if above(corpus, term, note) else bool(frequency(corpus, term, note))
            for note in range(len(notes))
        ]
        for term in relevance.query.each
    ]


def test_a_title_counts_most_then_headings_then_the_video_then_an_excerpt() -> None:
    rest = "other words stand here"
    corpus = corpus_of(
        told("whale", rest),
        told("a", rest, about="whale"),
        told("b", rest, video_title="whale"),
        told("c", "other whale stand here"),
        told("d", rest),
    )
    worth = weighed(corpus, "whale").notes

    assert sorted(worth, reverse=True) == worth.tolist()
    assert len(set(worth.tolist())) == 5


def test_a_word_counts_less_in_a_long_note() -> None:
    corpus = corpus_of(told("a", "deep sea", *["other words"] * 20), told("b", "deep sea"))
    long, short = weighed(corpus, "deep").notes

    assert short > long > 0


def test_words_that_weigh_little_beside_the_weightiest_are_left_out() -> None:
    corpus = corpus_of(told("a", *["the ship and the sea"] * 200, "a whale"), told("b", "narwhal"))
    terms = weighed(corpus, "the whale and the ship").query

    assert [term.word for term in terms.each] == ["whale", "ship"]
    assert terms.order == (0, 1)
    assert terms.total == sum(term.rarity for term in terms.each)


def test_of_many_words_those_that_weigh_most_are_taken_in_their_order() -> None:
    rare = [f"rare{number}" for number in range(MOST_TERMS)]
    corpus = corpus_of(told("a", *[f"common {word}" for word in rare]))
    terms = weighed(corpus, " ".join(("common", *rare[::-1], rare[0]))).query

    assert [term.word for term in terms.each] == rare[::-1]
    assert terms.order == (*range(MOST_TERMS), MOST_TERMS - 1)


@given(NOTES, ASKED)
def test_every_word_that_is_left_weighs_something_beside_the_weightiest(
    notes: list[Told], typed: list[str]
) -> None:
    corpus = corpus_of(*notes)
    all_terms = interpret(Query(tuple(typed)), corpus.vocabulary)
    kept = weigh(corpus, all_terms).query
    most = max(term.rarity for term in all_terms.each)

    assert [term.word for term in kept.each] == [
        term.word for term in all_terms.each if term.rarity >= LEAST_WEIGHT * most
    ]


def test_filler_is_no_word_that_is_asked_for() -> None:
    corpus = corpus_of(told("a", "deep sea"))

    assert weighed(corpus, "what about the deep sea").asked == 2
    assert weighed(corpus, "what about the").asked == 0


def test_filler_counts_a_part_of_what_its_rarity_would_tell() -> None:
    corpus = corpus_of(told("a", "podcast whale", "sea"))
    podcast, whale = asked(corpus.vocabulary, "podcast whale").each

    assert podcast.rarity == pytest.approx(TELLS * whale.rarity)
    assert tells("whale") == 1.0


def test_filler_is_written_as_it_is_looked_up() -> None:
    assert [word for word in FILLER if fold(word) != word] == []


def test_a_vault_of_nothing_says_nothing() -> None:
    relevance = weighed(corpus_of(), "deep sea")

    assert len(relevance.notes) == len(relevance.excerpts) == 0
