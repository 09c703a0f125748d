"""Why a text is a hit, in words that a person understands."""

import pytest

from bot.search.why import Why, emphasis, explain
from tests.search.build import asked, collection

TEXTS = (
    "on deep learning",
    "learning deep",
    "deep things",
    "on deepseek",
    "he brought deepseek",
    "nothing",
)


def why(typed: str, text: str, *, phrase: bool = False, unfinished: bool = False) -> Why:
    vocabulary = collection(*TEXTS)
    terms = asked(vocabulary, typed, unfinished=unfinished)
    return explain(vocabulary.index, TEXTS.index(text), terms, phrase=phrase)


@pytest.mark.parametrize(
    ("typed", "text", "reasons"),
    [
        ("deep learning", "learning deep", ("exact",)),
        ("deep learning", "deep things", ("exact", "some words")),
        ("deepsek", "on deepseek", ("spelling: deepsek → deepseek",)),
        ("bring", "he brought deepseek", ("inflected",)),
        ("bring deepsek", "he brought deepseek", ("inflected", "spelling: deepsek → deepseek")),
        ("deepsek on", "on deepseek", ("exact", "spelling: deepsek → deepseek")),
        ("deep qqqq", "deep things", ("exact", "some words")),
        ("deep", "nothing", ("some words",)),
    ],
)
def test_it_says_why_strongest_first(typed: str, text: str, reasons: tuple[str, ...]) -> None:
    assert why(typed, text).reasons == reasons


def test_a_phrase_says_so_where_every_word_is_itself() -> None:
    assert why("deep learning", "on deep learning", phrase=True).reasons == ("phrase", "exact")
    assert "phrase" not in why("deep learnign", "on deep learning", phrase=True).reasons


def test_a_beginning_says_so_while_it_is_typed() -> None:
    assert why("deeps", "on deepseek", unfinished=True).reasons == ("prefix",)
    assert why("on deeps", "on deepseek", unfinished=True).reasons == ("exact", "prefix")


@pytest.mark.parametrize(
    ("typed", "text", "words"),
    [
        ("deepsek brought", "he brought deepseek", {"deepseek", "brought"}),
        ("deep learning", "deep things", {"deep"}),
        ("bring", "he brought deepseek", {"brought"}),
        ("deep", "nothing", set()),
    ],
)
def test_the_matched_words_are_those_of_the_text(typed: str, text: str, words: set[str]) -> None:
    assert why(typed, text).words == words


@pytest.mark.parametrize(
    ("text", "matched", "shown"),
    [
        ("It checks its own homework.", "checks its own homework", ["checks its own homework"]),
        ("In the loop, the human.", "the loop human", ["the loop", "the human"]),
        ("Here the of it.", "the of", ["the of"]),
        ("What the self-driving car did.", "self driving car what", ["self-driving car"]),
        ("Nothing of it.", "", []),
    ],
)
def test_neighbours_are_marked_together_and_filler_alone_is_not(
    text: str, matched: str, shown: list[str]
) -> None:
    spans = emphasis(text, frozenset(matched.split()))
    assert [text[start:end] for start, end in spans] == shown
