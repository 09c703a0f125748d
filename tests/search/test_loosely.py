"""Finding excerpts where none holds every word: by most of them, and by what stands above."""

import pytest

from bot.search.acronyms import Acronyms
from bot.search.corpus import Corpus
from bot.search.query import parse_query
from bot.search.quotes import BESIDE, OF_A_NOTE, ExcerptIndex, RankedExcerpt
from tests.search.build import corpus_of, told

VAULT = (
    told(
        "Creatine",
        "It may bring two kilos of weight through water in the muscles",
        "A dose of five grams a day is enough for everybody",
        "Loading for a week wastes most of it",
        about="What the supplement does",
        video_title="Supplements with a doctor",
    ),
    told(
        "Protein",
        "It may bring back strength to older people after a fall",
        "A dose of thirty grams at breakfast wakes up the muscles",
    ),
    told(
        "Sea clocks",
        "Harrison gave nineteen years to his third clock",
        "A silver watch answered the question that brass could not",
        "Parliament voted the old man most of the prize",
    ),
    told("Short forms", "They use supervised fine tuning every day", "SFT is the first step"),
    *(
        told(f"Filling {number}", f"Other words stand here for {number} days")
        for number in range(20)
    ),
)
REMEMBERED = "harrison spent nineteen years on that third clock"
SFT = Acronyms([("sft", "supervised fine tuning", 3)])


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_of(*VAULT)


def hits(corpus: Corpus, typed: str, *, limit: int = 10) -> list[RankedExcerpt]:
    return ExcerptIndex(corpus, SFT).find(parse_query(typed), limit=limit)


def found(corpus: Corpus, typed: str, *, limit: int = 10) -> list[str]:
    """The first words of each excerpt."""
    texts = {
        int(key): [corpus.excerpts.words[word] for word in corpus.excerpts.words_of(number)]
        for number, key in enumerate(corpus.keys)
    }
    return [" ".join(texts[hit.key][:5]) for hit in hits(corpus, typed, limit=limit)]


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        ("how many grams of creatine is a dose each day", "a dose of five grams"),
        ("muscles grams of protein a dose brings back", "a dose of thirty grams"),
        ("does creatine bring kilos of weight", "it may bring two kilos"),
        ("does protein bring strength back to people", "it may bring back strength"),
        ("which supplement dose is enough grams a day", "a dose of five grams"),
        ("the doctor says loading wastes a week", "loading for a week wastes"),
    ],
)
def test_a_word_that_stands_above_an_excerpt_counts_for_it(
    corpus: Corpus, typed: str, beginning: str
) -> None:
    assert found(corpus, typed)[0] == beginning


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        (
            "harrison spent nineteen years on that third clock thing",
            "harrison gave nineteen years to",
        ),
        ("silver watch answers what brass never could lol", "a silver watch answered the"),
        ("they gave the old man only most of the prize money", "parliament voted the old man"),
        ("harison ninteen years xyzzyplugh clock", "harrison gave nineteen years to"),
    ],
)
def test_a_sentence_is_found_as_it_is_remembered(
    corpus: Corpus, typed: str, beginning: str
) -> None:
    assert found(corpus, typed)[0] == beginning


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "xyzzyplugh",
        "xyzzyplugh plughxyzzy frobnitz",
        "how do i file a tax return",
        "which printer jams on a day",
        "the pizza of people",
        "what about it",
    ],
)
def test_where_evidence_lacks_nothing_is_found(corpus: Corpus, typed: str) -> None:
    assert found(corpus, typed) == []


def test_a_phrase_and_an_excluded_word_hold_however_loosely_it_is_looked(corpus: Corpus) -> None:
    assert found(corpus, REMEMBERED) == ["harrison gave nineteen years to"]
    assert found(corpus, f"{REMEMBERED} -brass") == found(corpus, REMEMBERED)
    assert found(corpus, f"{REMEMBERED} -gave") == []
    assert found(corpus, f'{REMEMBERED} "third clock"') == found(corpus, REMEMBERED)
    assert found(corpus, f'{REMEMBERED} "nineteen clock"') == []


def test_scores_fall_the_limit_holds_and_what_covers_far_less_is_left_out(corpus: Corpus) -> None:
    typed = "muscles grams of protein a dose brings back"
    listed = hits(corpus, typed)

    assert len(listed) > 1
    assert [hit.score for hit in listed] == sorted((hit.score for hit in listed), reverse=True)
    assert all(hit.coverage >= BESIDE * listed[0].coverage for hit in listed)
    assert len(hits(corpus, typed, limit=2)) == 2


@pytest.mark.parametrize("typed", ["silver watch", "silver watch answers to brass xyzzyplugh"])
def test_equal_wordings_are_one(typed: str) -> None:
    same = "The silver watch answered what brass could not"
    others = (told(f"Filling {number}", f"Other words {number}") for number in range(20))
    corpus = corpus_of(told("a", same), told("b", same.upper(), f"“{same}!”"), *others)

    assert len(hits(corpus, typed)) == 1


def test_a_note_gives_others_their_turn_and_then_goes_on() -> None:
    corpus = corpus_of(
        told("a", *(f"deep water runs here {number}" for number in range(5))),
        *(told(f"{number}", f"deep water stays there {number} and there") for number in range(3)),
    )
    notes = [hit.key // 100 for hit in hits(corpus, "deep water")]

    assert notes[: OF_A_NOTE + 3].count(1) == OF_A_NOTE
    assert notes[OF_A_NOTE + 3 :] == [1, 1]


def test_a_short_form_finds_what_spells_it_out(corpus: Corpus) -> None:
    assert set(found(corpus, "sft")) == {"they use supervised fine tuning", "sft is the first step"}
    whys = {hit.key % 100: hit.explain().reasons[0] for hit in hits(corpus, "sft")}
    assert whys == {0: "acronym: sft → supervised fine tuning", 1: "exact"}


def test_a_loose_hit_says_that_it_holds_some_words(corpus: Corpus) -> None:
    (first, *_) = hits(corpus, REMEMBERED)

    assert first.explain().reasons == ("exact", "some words")
    assert {"harrison", "nineteen", "third"} <= first.explain().words


def test_nothing_is_found_in_nothing() -> None:
    assert hits(corpus_of(), "deep sea xyzzyplugh") == []
    assert hits(corpus_of(told("Deep sea")), "deep sea xyzzyplugh") == []
