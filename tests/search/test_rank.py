"""How well a text answers a query: what comes before what."""

import numpy as np
import pytest

from bot.search.index import index_texts
from bot.search.rank import Ranked, Weights, rank_texts
from bot.search.vocabulary import Vocabulary
from tests.search.build import asked, collection

WEIGHTS = Weights(
    held=1.0,
    adjacent=0.10,
    near=0.08,
    turned=0.06,
    phrase=0.30,
    whole=0.60,
    longer=-0.15,
    telling_words=4,
    telling=0.20,
)
LONG = "word and word by word the text goes on"
OTHERS = (*["deep"] * 20, *["deepseek"] * 15, *["learning"] * 40, *["machine"] * 30, *["agi"] * 5,
          *["magic"] * 2, *["the"] * 200, *["open source"] * 25, "brings brought")  # fmt: skip
"""What makes some words rarer than others."""


def ranked(query: str, *texts: str, unfinished: bool = False) -> tuple[Ranked, Vocabulary]:
    vocabulary = collection(*texts, *OTHERS)
    terms = asked(vocabulary, query, unfinished=unfinished)
    chosen = np.arange(len(texts), dtype=np.uint32)
    return rank_texts(vocabulary.index, chosen, terms, WEIGHTS), vocabulary


def best(query: str, *texts: str, unfinished: bool = False) -> list[str]:
    """Those of the texts that answer at all, best first."""
    found, _ = ranked(query, *texts, unfinished=unfinished)
    return [texts[found.texts[place]] for place in found.best(len(texts))]


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("deep learning", "deep learning", "learning deep"),
        ("deep learning", "about deep learning here", "deep things about learning"),
        ("deep learning", f"a deep learning {LONG}", f"a deep learning {LONG} {LONG}"),
        ("deep learning", "all deep learning", "all deep things"),
        ("deep learning", "on deep and wide learning", f"on deep sea {LONG} learning"),
        ("deep learning", "on the learning that is deep", f"on learning {LONG} deep"),
        ("deepseek the", "deepseek and more words", "the lot and more words"),
        ("deepseek", "deepseek rivals", "rivals of deepseek"),
        ("deepsek", "deepseek is here", "deep is here"),
        ("machine learning", "machine learning now", "the machine learning"),
        ("open source", "source of the open machine", "open the machine"),
        ("open source machine", "open source machine here", "source open here machine"),
        ("bring it", "then bring it on", "then brings it on"),
        ("deepseek", "on deepseek and more", "on deepseek"),
        ("magic learning", "some magic and more words", "some learning and more words"),
    ],
)
def test_the_better_answer_scores_higher(query: str, better: str, worse: str) -> None:
    assert best(query, worse, better)[0] == better
    assert best(query, better, worse)[0] == better


@pytest.mark.parametrize(
    ("query", "text"), [("agi", "magic"), ("agi", "the magic of it"), ("deep", "nothing")]
)
def test_what_shares_no_word_is_no_answer(query: str, text: str) -> None:
    assert best(query, text) == []


@pytest.mark.parametrize("query", ["deepseek", "deep learning", "qqqq"])
def test_an_empty_text_answers_nothing(query: str) -> None:
    assert best(query, "", "") == []
    assert best(query) == []


def test_covering_every_word_is_full_coverage() -> None:
    found, _ = ranked("learning deepseek", "deepseek in learning", "all about learning", "magic")

    assert found.texts.tolist() == [0, 1]
    assert found.coverage[0] == found.share[0] == found.held[0] == pytest.approx(1.0)
    assert 0 < found.coverage[1] == found.share[1] < 0.5 == found.held[1]


def test_a_word_held_in_another_form_is_held_but_covers_less() -> None:
    found, _ = ranked("bring", "he brought it")

    assert found.held[0] == found.share[0] == pytest.approx(1.0)
    assert 0 < found.coverage[0] < 1


def test_the_word_itself_beats_its_correction() -> None:
    right, _ = ranked("deepseek", "deepseek x")
    wrong, _ = ranked("deepsek", "deepseek x")

    assert right.scores[0] > wrong.scores[0]


def test_the_whole_word_comes_before_what_begins_so() -> None:
    texts = ("deeply is here", "deep is here")

    assert best("deep", *texts, unfinished=True) == ["deep is here", "deeply is here"]


@pytest.mark.parametrize(
    ("query", "text", "stands"),
    [
        ("deep learning", "on deep learning", True),
        ("deep learning", "on deep and learning", False),
        ("deep learning", "learning deep", False),
        ("deep learning", "deep things", False),
        ("deep deep learning", "a deep deep learning", True),
        ("the open source machine", "the open source machine", True),
        ("the open source machine", "the open source of a machine", False),
    ],
)
def test_a_phrase_is_the_whole_query_word_for_word(query: str, text: str, stands: bool) -> None:
    found, _ = ranked(query, text)

    assert bool(found.phrase[0] == 1) is stands


def test_words_side_by_side_in_pieces_are_no_phrase() -> None:
    found, _ = ranked("deep machine learning", "a deep machine and machine learning")

    assert found.phrase[0] == 0


def test_neighbours_of_different_texts_are_no_neighbours() -> None:
    texts = ("on the deep", "learning and more", "deep the learning")
    found, _ = ranked("deep learning", *texts)

    assert found.phrase.tolist() == [0, 0, 0]
    assert best("deep learning", *texts)[0] == texts[2]


def test_a_query_longer_than_its_text_is_answered_as_far_as_it_goes() -> None:
    found, _ = ranked("deep learning " * 50, "deep", "deep learning")

    assert found.held.tolist() == [0.5, 1.0]


def test_equal_texts_stand_in_their_order() -> None:
    same = ("deep learning", "a deep learning", "deep learning", "deep learning")
    found, _ = ranked("deep learning", *same)

    assert found.best(3) == [0, 2, 3]
    assert found.best(1) == [0]
    assert found.best(0) == []


def test_the_best_of_many_are_those_of_all_in_order() -> None:
    texts = [f"deep {'x ' * (number % 7)}" for number in range(100)]
    found, _ = ranked("deep", *texts)
    whole = found.best(100)

    assert found.best(5) == whole[:5]
    assert found.best(14) == whole[:14]


def test_a_text_is_scored_alike_whatever_stands_beside_it() -> None:
    texts = [f"deep {'learning ' * (n % 3)}{'x ' * (n % 5)} deep learning" for n in range(20)]
    index = index_texts(text.split() for text in texts)
    terms = asked(Vocabulary(index), "deep learning")
    together = rank_texts(index, np.arange(20, dtype=np.uint32), terms, WEIGHTS)
    alone = [
        rank_texts(index, np.array([text], np.uint32), terms, WEIGHTS).scores[0]
        for text in range(20)
    ]

    assert together.scores.tolist() == pytest.approx(alone)
