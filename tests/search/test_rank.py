"""How well a text answers a query: what comes before what."""

import pytest

from bot.search.fold import words
from bot.search.query import parse_query
from bot.search.rank import Scored, score_text
from bot.search.terms import interpret
from bot.search.vocabulary import Vocabulary

COUNTS = {
    "deep": 60,
    "deepseek": 40,
    "learning": 100,
    "machine": 80,
    "agi": 9,
    "magic": 3,
    "the": 900,
    "of": 900,
    "open": 70,
    "source": 70,
}
LONG = "word and word by word the text goes on"
VOCABULARY = Vocabulary(COUNTS, texts=1000)


def score(query: str, text: str, *, spoken: bool = False, unfinished: bool = False) -> Scored:
    terms = interpret(parse_query(query, unfinished=unfinished), VOCABULARY)
    return score_text(terms, words(text), spoken=spoken)


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("deep learning", "deep learning", "learning deep"),
        ("deep learning", "about deep learning here", "deep things about learning"),
        ("deep learning", f"a deep learning {LONG}", f"a deep learning {LONG} {LONG}"),
        ("deep learning", "all deep learning", "all deep things"),
        ("deepseek the", "deepseek and more words", "the lot and more words"),
        ("deepseek", "deepseek rivals", "rivals of deepseek"),
        ("deepsek", "deepseek is here", "deep is here"),
        ("machine learning", "machine learning now", "the machine learning"),
        ("open source", "source of the open machine", "open the machine"),
    ],
)
def test_the_better_answer_scores_higher(query: str, better: str, worse: str) -> None:
    assert score(query, better).score > score(query, worse).score


@pytest.mark.parametrize(
    ("query", "text"),
    [("agi", "magic"), ("agi", "the magic of it"), ("deep", "nothing"), ("", "a")],
)
def test_what_shares_no_word_scores_nothing(query: str, text: str) -> None:
    assert score(query, text) == Scored(0.0, 0.0, (), frozenset())


def test_an_empty_text_answers_nothing() -> None:
    assert score("deepseek", "").score == 0


def test_covering_every_word_is_full_coverage() -> None:
    assert score("learning deep", "deep in learning").coverage == pytest.approx(1.0)
    assert 0 < score("learning deepseek", "all about learning").coverage < 0.5


def test_the_word_itself_beats_its_correction() -> None:
    assert score("deepseek", "deepseek x").score > score("deepsek", "deepseek x").score


def test_being_spoken_breaks_ties_only() -> None:
    plain, spoken = score("deep", f"a deep {LONG}"), score("deep", f"a deep {LONG}", spoken=True)

    assert plain.score < spoken.score < score("deep", f"deep {LONG}").score


@pytest.mark.parametrize(
    ("query", "text", "why"),
    [
        ("deep learning", "on deep learning", ("phrase", "exact")),
        ("deep learning", "learning deep", ("exact",)),
        ("deep learning", "deep things", ("exact", "some words")),
        ("deepsek", "on deepseek", ("spelling: deepsek → deepseek",)),
    ],
)
def test_it_says_why(query: str, text: str, why: tuple[str, ...]) -> None:
    assert score(query, text).why == why


def test_a_beginning_says_so_while_it_is_typed() -> None:
    assert score("deeps", "on deepseek", unfinished=True).why == ("prefix",)


def test_the_matched_words_are_those_of_the_text() -> None:
    assert score("deepsek learning", "learning from deepseek").words == {"deepseek", "learning"}
