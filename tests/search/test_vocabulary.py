"""What a typed word may mean in a collection, and how much each word tells."""

import pytest

from bot.search.query import parse_query
from bot.search.terms import interpret
from bot.search.vocabulary import Vocabulary

COUNTS = {"the": 900, "deep": 60, "deepseek": 40, "deeply": 5, "agi": 9, "magic": 3, "bring": 4}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary({**COUNTS, "brings": 9, "bringing": 2, "强化": 3, "强者": 1}, texts=1000)


def meant(vocabulary: Vocabulary, typed: str, *, unfinished: bool = False) -> list[str]:
    (term,) = interpret(parse_query(typed, unfinished=unfinished), vocabulary)
    return [meaning.word for meaning in term.meanings]


def test_it_knows_its_words(vocabulary: Vocabulary) -> None:
    assert "deepseek" in vocabulary
    assert "deepsek" not in vocabulary
    assert len(Vocabulary(COUNTS, texts=1000)) == len(COUNTS)


def test_rarer_words_tell_more_and_unknown_ones_most(vocabulary: Vocabulary) -> None:
    telling = [vocabulary.rarity(word) for word in ("the", "deep", "deepseek", "magic", "xyzzy")]

    assert telling == sorted(telling)
    assert telling[0] > 0


def test_an_empty_collection_knows_nothing_and_fails_at_nothing() -> None:
    empty = Vocabulary({}, texts=0)

    assert meant(empty, "deepseek") == []
    assert meant(empty, "deepseek", unfinished=True) == []
    assert empty.rarity("deepseek") > 0


def test_a_known_word_means_itself_first(vocabulary: Vocabulary) -> None:
    assert meant(vocabulary, "deepseek") == ["deepseek"]
    assert vocabulary.exact("deepseek")[0].why == "exact"


def test_a_slip_means_the_nearest_word_and_says_so(vocabulary: Vocabulary) -> None:
    (first, *_) = vocabulary.corrected("deepsek")

    assert (first.word, first.why) == ("deepseek", "spelling: deepsek → deepseek")
    assert meant(vocabulary, "deepsek")[0] == "deepseek"


def test_other_forms_of_a_word_count_a_little_less(vocabulary: Vocabulary) -> None:
    inflected = vocabulary.inflected("bring")

    assert [meaning.word for meaning in inflected] == ["brings", "bringing"]
    assert all(0.5 < meaning.weight < 1 for meaning in inflected)
    assert set(meant(vocabulary, "bringing")) >= {"bring", "brings", "bringing"}


def test_another_form_is_found_where_the_typed_one_stands_nowhere() -> None:
    assert meant(Vocabulary({"running": 3, "walk": 2}, texts=9), "runs") == ["running"]


def test_a_word_being_typed_means_all_that_begin_so(vocabulary: Vocabulary) -> None:
    assert set(meant(vocabulary, "deep", unfinished=True)) == {"deep", "deepseek", "deeply"}
    assert meant(vocabulary, "强", unfinished=True) == ["强化", "强者"]


def test_the_nearer_a_beginning_is_to_its_word_the_more_it_weighs(vocabulary: Vocabulary) -> None:
    weights = {meaning.word: meaning.weight for meaning in vocabulary.prefixed("deepl")}
    shorter = {meaning.word: meaning.weight for meaning in vocabulary.prefixed("dee")}

    assert list(weights) == ["deeply"]
    assert 1 > weights["deeply"] > shorter["deeply"] > shorter["deepseek"]


def test_a_beginning_of_too_many_words_means_the_most_used() -> None:
    counts = {f"sub{number:03}": number + 1 for number in range(300)}
    prefixed = Vocabulary(counts, texts=400, prefix_words=3).prefixed("sub")

    assert [meaning.word for meaning in prefixed] == ["sub299", "sub298", "sub297"]


@pytest.mark.parametrize("unfinished", [True, False])
def test_agi_never_means_magic(vocabulary: Vocabulary, *, unfinished: bool) -> None:
    assert "magic" not in meant(vocabulary, "agi", unfinished=unfinished)
    assert "magic" not in meant(Vocabulary({"magic": 3}, texts=9), "agi", unfinished=unfinished)


def test_only_the_last_word_is_still_being_typed(vocabulary: Vocabulary) -> None:
    first, last = interpret(parse_query("deep bri", unfinished=True), vocabulary)

    assert "deepseek" not in [meaning.word for meaning in first.meanings]
    assert {meaning.word for meaning in last.meanings} == {"bring", "brings", "bringing"}


def test_a_repeated_word_counts_once(vocabulary: Vocabulary) -> None:
    terms = interpret(parse_query("deep The deep the DEEP"), vocabulary)

    assert [term.word for term in terms] == ["deep", "the"]


def test_a_misspelt_word_tells_as_much_as_the_word_it_means(vocabulary: Vocabulary) -> None:
    (term,) = interpret(parse_query("deepsek"), vocabulary)

    assert term.rarity == vocabulary.rarity("deepseek")
