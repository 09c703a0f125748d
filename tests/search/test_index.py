"""The index of words: whatever the texts, it says what reading them all would say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import index as module
from bot.search.index import TextIndex, index_texts, put_in_order, unique

WORDS = st.sampled_from(["a", "ab", "abc", "b", "ba", "é", "学", "学习", "1", "\U0010ffff"])
TEXTS = st.lists(st.lists(WORDS, max_size=6), max_size=12)
MORE_THAN_16_BITS = 70_000


def numbered(index: TextIndex, *words: str) -> np.ndarray:
    return np.array(sorted(index.words.index(word) for word in words), np.uint32)


def test_words_are_numbered_in_order() -> None:
    assert index_texts([["b", "a"], ["学", "ab"]]).words == ["a", "ab", "b", "学"]


@given(TEXTS)
def test_every_text_comes_back_word_by_word(texts: list[list[str]]) -> None:
    index = index_texts(texts)

    assert len(index) == len(texts)
    assert [[index.words[word] for word in index.words_of(text)] for text in range(len(texts))] == (
        texts
    )
    assert index.lengths(np.arange(len(texts))).tolist() == list(map(len, texts))


@given(TEXTS)
def test_a_word_is_held_by_the_texts_that_it_stands_in(texts: list[list[str]]) -> None:
    index = index_texts(texts)
    naive = {
        word: [number for number, text in enumerate(texts) if word in text]
        for word in sorted({word for text in texts for word in text})
    }

    assert {word: index.holding(n).tolist() for n, word in enumerate(index.words)} == naive
    assert index.counts().tolist() == list(map(len, naive.values()))


@given(TEXTS, st.sets(WORDS, min_size=1))
def test_any_of_some_words_is_held_by_the_texts_of_each(
    texts: list[list[str]], wanted: set[str]
) -> None:
    index = index_texts([*texts, sorted(wanted)])
    held = index.holding_any(numbered(index, *wanted)).tolist()

    assert sorted(held) == [
        number for number, text in enumerate([*texts, wanted]) if wanted & set(text)
    ]


@given(TEXTS, WORDS)
def test_a_beginning_stands_for_all_words_that_begin_so(
    texts: list[list[str]], prefix: str
) -> None:
    index = index_texts(texts)

    begun = [index.words[number] for number in index.prefixed(prefix)]
    assert begun == [word for word in index.words if word.startswith(prefix)]


@given(TEXTS, WORDS)
def test_a_word_is_found_where_some_text_holds_it(texts: list[list[str]], word: str) -> None:
    index = index_texts(texts)
    number = index.find(word)

    assert (number is not None) == any(word in text for text in texts)
    assert number is None or index.words[number] == word


@given(TEXTS, st.data())
def test_the_places_of_texts_are_those_of_their_words(
    texts: list[list[str]], data: st.DataObject
) -> None:
    index = index_texts(texts)
    chosen = data.draw(st.permutations(range(len(texts))))[: len(texts) // 2]
    places, owners = index.places(np.array(chosen, np.uint32))

    read = [
        (chosen[owner], index.words[word])
        for owner, word in zip(owners, index.tokens[places], strict=True)
    ]
    assert read == [(text, word) for text in chosen for word in texts[text]]


@given(st.lists(st.integers(0, 20)))
def test_unique_keeps_each_number_once(numbers: list[int]) -> None:
    kept = unique(np.array(numbers, np.uint32), 21).tolist()

    assert sorted(kept) == sorted(set(numbers))


@pytest.mark.parametrize("texts", [[], [[]], [[], [], []]])
def test_an_index_without_words_holds_nothing_and_fails_at_nothing(texts: list[list[str]]) -> None:
    index = index_texts(texts)

    assert (len(index), index.words, index.counts().tolist()) == (len(texts), [], [])
    assert index.find("a") is None
    assert len(index.prefixed("a")) == 0
    assert [len(array) for array in index.places(np.arange(len(texts)))] == [0, 0]


@pytest.mark.parametrize(
    ("words", "kind"), [(10, np.uint16), (65_535, np.uint16), (MORE_THAN_16_BITS, np.uint32)]
)
def test_tokens_are_as_narrow_as_their_number_lets_them(words: int, kind: type) -> None:
    """And texts, words and places come out alike."""
    index = index_texts([["first"], *([f"w{number:06}"] for number in range(words - 1))])

    assert index.tokens.dtype == kind
    assert (len(index.words), len(index)) == (words, words)
    assert index.holding(index.words.index(f"w{words - 2:06}")).tolist() == [words - 1]
    assert index.counts().tolist() == [1] * words


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_texts_are_inverted_part_by_part_to_the_same_effect(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    texts = [list(text) for text in ("ab", "ba", "", "caab", "b", "", "cc", "abc")]
    whole = index_texts(texts)
    monkeypatch.setattr(module, "TEXTS_AT_ONCE", at_once)
    parts = index_texts(texts)

    assert [parts.holding(word).tolist() for word in range(len(parts.words))] == [
        whole.holding(word).tolist() for word in range(len(whole.words))
    ]


def test_words_that_nothing_names_are_left_out_and_all_tokens_share_numbers() -> None:
    words, (one, other) = put_in_order(
        ["d", "gone", "b", "a"], np.array([0, 3], np.uint32), np.array([2, 0, 0], np.uint32)
    )

    assert words == ["a", "b", "d"]
    assert [[words[token] for token in tokens] for tokens in (one, other)] == [
        ["d", "a"],
        ["b", "d", "d"],
    ]


def test_a_word_may_be_known_that_no_text_holds() -> None:
    index = TextIndex(["a", "b", "c"], np.array([0, 2], np.uint16), np.array([1, 1]))

    assert [index.holding(word).tolist() for word in range(3)] == [[0], [], [1]]
    assert sorted(index.holding_any(np.array([0, 1, 2])).tolist()) == [0, 1]
    assert index.counts().tolist() == [1, 0, 1]
