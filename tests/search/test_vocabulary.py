"""What a typed word may mean in a collection, and how much each word tells."""

import numpy as np
import pytest

from bot.search.index import TextIndex, index_texts
from bot.search.vocabulary import DOUBT, Kind, Vocabulary
from tests.search.build import asked, counted, spelt

COUNTS = {
    "the": 900,
    "deep": 60,
    "deepseek": 40,
    "deeply": 5,
    "agi": 9,
    "magic": 3,
    "bring": 4,
    "brings": 9,
    "bringing": 2,
    "强化": 3,
    "强者": 1,
    "strokes": 500,
    "stokes": 2,
    "of": 800,
    "od": 1,
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return counted(COUNTS)


def meant(
    vocabulary: Vocabulary, typed: str, *, unfinished: bool = False, daring: bool = False
) -> list[str]:
    """What the last word of a query may mean, likeliest first."""
    term = asked(vocabulary, typed, unfinished=unfinished, daring=daring).each[-1]
    return spelt(vocabulary, term.meanings)


def test_rarer_words_tell_more_and_unknown_ones_most(vocabulary: Vocabulary) -> None:
    words = ("the", "deep", "deepseek", "magic", "xyzzy")
    telling = [vocabulary.rarity(vocabulary.index.find(word)) for word in words]

    assert telling == sorted(telling)
    assert telling[0] > 0


def test_an_empty_collection_knows_nothing_and_fails_at_nothing() -> None:
    empty = counted({}, texts=0)

    assert meant(empty, "deepseek") == []
    assert meant(empty, "deepseek", unfinished=True) == []
    assert meant(empty, "deepseek", daring=True) == []


def test_a_known_word_means_itself_first(vocabulary: Vocabulary) -> None:
    (itself,) = vocabulary.exact("deepseek")

    assert meant(vocabulary, "deepseek") == ["deepseek"]
    assert (itself.weight, itself.kind) == (1.0, Kind.EXACT)
    assert vocabulary.exact("deepsek") == []


def test_a_slip_means_the_nearest_word_and_says_so(vocabulary: Vocabulary) -> None:
    (first, *_) = vocabulary.corrected("deepsek")

    assert spelt(vocabulary, [first]) == ["deepseek"]
    assert first.kind is Kind.SPELLING
    assert meant(vocabulary, "deepsek")[0] == "deepseek"


def test_other_forms_of_a_word_count_a_little_less(vocabulary: Vocabulary) -> None:
    inflected = vocabulary.inflected("bring")

    assert spelt(vocabulary, inflected) == ["brings", "bringing"]
    assert all(0.5 < meaning.weight < 1 for meaning in inflected)
    assert set(meant(vocabulary, "bringing")) == {"bring", "brings", "bringing"}


@pytest.mark.parametrize(
    ("held", "typed", "found"),
    [
        ("running", "runs", ["running"]),
        ("brought", "bring", ["brought"]),
        ("children", "child", ["children"]),
        ("experienced", "experience", ["experienced"]),
        ("gpu", "gpus", ["gpu"]),
    ],
)
def test_another_form_is_found_where_the_typed_one_stands_nowhere(
    held: str, typed: str, found: list[str]
) -> None:
    assert meant(counted({held: 3, "walk": 2}, texts=9), typed) == found


def test_a_word_being_typed_means_all_that_begin_so(vocabulary: Vocabulary) -> None:
    assert set(meant(vocabulary, "deep", unfinished=True)) >= {"deep", "deepseek", "deeply"}
    assert set(meant(vocabulary, "强", unfinished=True)) == {"强化", "强者"}


def test_a_slip_in_a_word_being_typed_is_forgiven(vocabulary: Vocabulary) -> None:
    assert "deepseek" in meant(vocabulary, "deesp", unfinished=True)
    assert "bringing" in meant(vocabulary, "brinig", unfinished=True)


def test_the_nearer_a_beginning_is_to_its_word_the_more_it_weighs(vocabulary: Vocabulary) -> None:
    weights = {
        (typed, word): meaning.weight
        for typed in ("deepl", "dee")
        for meaning in vocabulary.prefixed(typed)
        for word in spelt(vocabulary, [meaning])
    }

    assert [word for typed, word in weights if typed == "deepl"] == ["deeply"]
    assert 1 > weights["deepl", "deeply"] > weights["dee", "deeply"] > weights["dee", "deepseek"]


@pytest.mark.parametrize("unfinished", [True, False])
@pytest.mark.parametrize("daring", [True, False])
def test_agi_never_means_magic(vocabulary: Vocabulary, *, unfinished: bool, daring: bool) -> None:
    for known in (vocabulary, counted({"magic": 3}, texts=9), counted({"magic": 900})):
        assert "magic" not in meant(known, "agi", unfinished=unfinished, daring=daring)


def test_a_known_rare_word_is_doubted_only_where_that_is_dared(vocabulary: Vocabulary) -> None:
    assert meant(vocabulary, "stokes") == ["stokes"]
    assert meant(vocabulary, "stokes", daring=True) == ["stokes", "strokes"]
    assert all(meaning.weight < DOUBT for meaning in vocabulary.doubted("stokes", alone=True))


@pytest.mark.parametrize("typed", ["strokes", "deep", "the", "2024", "qqqq"])
def test_a_word_that_is_used_as_often_as_its_like_is_never_doubted(
    vocabulary: Vocabulary, typed: str
) -> None:
    assert vocabulary.doubted(typed, alone=True) == []


def test_a_short_word_is_doubted_among_others_and_never_alone(vocabulary: Vocabulary) -> None:
    assert meant(vocabulary, "od", daring=True) == ["od"]
    assert meant(vocabulary, "deep od", daring=True) == ["od", "of"]
    assert meant(vocabulary, "deep od") == ["od"]


def test_a_word_that_is_still_being_typed_is_not_doubted(vocabulary: Vocabulary) -> None:
    assert "strokes" not in meant(vocabulary, "deep stokes", daring=True, unfinished=True)[:1]
    assert "of" not in meant(vocabulary, "deep od", daring=True, unfinished=True)


def test_only_the_last_word_is_still_being_typed(vocabulary: Vocabulary) -> None:
    first, last = asked(vocabulary, "deep bri", unfinished=True).each

    assert spelt(vocabulary, first.meanings) == ["deep"]
    assert set(spelt(vocabulary, last.meanings)) == {"bring", "brings", "bringing"}


def test_a_repeated_word_counts_once_and_stands_where_it_was_typed(vocabulary: Vocabulary) -> None:
    terms = asked(vocabulary, "deep The deep the DEEP")

    assert [term.word for term in terms.each] == ["deep", "the"]
    assert terms.order == (0, 1, 0, 1, 0)
    assert terms.total == pytest.approx(sum(term.rarity for term in terms.each))


def test_a_misspelt_word_tells_as_much_as_the_word_it_means(vocabulary: Vocabulary) -> None:
    (typed,), (right,) = asked(vocabulary, "deepsek").each, asked(vocabulary, "deepseek").each

    assert typed.rarity == right.rarity


def test_no_word_means_the_same_twice(vocabulary: Vocabulary) -> None:
    for typed in ("deep", "bring", "deepsek", "stokes"):
        for unfinished in (True, False):
            words = asked(vocabulary, typed, unfinished=unfinished, daring=True).each[0].words
            assert words.tolist() == sorted(set(words.tolist()))


def test_a_word_that_other_texts_hold_often_is_no_slip() -> None:
    titles = index_texts([["deepseek"], ["learning"]])
    excerpts = index_texts([["deepseer"]] * 5 + [["deepsees"]])
    vocabulary = Vocabulary(titles, (excerpts,))

    assert vocabulary.corrected("deepseer") == []
    assert vocabulary.doubted("deepseer", alone=True) == []
    assert spelt(vocabulary, vocabulary.corrected("deepsees")) == ["deepseek"]
    assert spelt(vocabulary, vocabulary.corrected("deepseef")) == ["deepseek"]


def test_nothing_typed_means_nothing(vocabulary: Vocabulary) -> None:
    assert (asked(vocabulary, "").each, asked(vocabulary, "?!").order) == ((), ())


def test_words_may_be_known_that_no_text_holds() -> None:
    vocabulary = Vocabulary(TextIndex(["deep", "title"], np.array([0]), np.array([1])))

    assert meant(vocabulary, "title") == ["title"]
    assert vocabulary.rarity(1) > vocabulary.rarity(0)
