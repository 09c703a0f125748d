"""One query over one collection: what is found, what is not, and in which order."""

import dataclasses

import numpy as np
import pytest

from bot.search.acronyms import Acronyms
from bot.search.find import NO_ACRONYMS, Hit, Manner, find_texts
from bot.search.query import parse_query
from bot.search.rank import Weights
from bot.search.vocabulary import Vocabulary
from tests.search.build import collection

MANNER = Manner(
    Weights(
        held=1.0,
        adjacent=0.05,
        near=0.05,
        turned=0.05,
        phrase=0.2,
        whole=0.1,
        longer=-0.1,
        telling_words=1,
        telling=0.0,
    ),
    enough=0.45,
    enough_of_all=0.45,
    floors=(0.8, 0.45),
)
TEXTS = (
    "ben stokes bats for england",
    *("heart strokes are common", "swimming strokes", "strokes again") * 3,
    "reinforcement learning plays games",
    "rl plays chess",
    "deepseek is a model",
    "magic is no science",
    *("the end of the day", "the best of the rest") * 6,
    "od is a disc",
)
RL = Acronyms([("rl", "reinforcement learning", 5)])


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return collection(*TEXTS)


def hits(
    vocabulary: Vocabulary,
    typed: str,
    *,
    limit: int = 5,
    manner: Manner = MANNER,
    acronyms: Acronyms = NO_ACRONYMS,
    unfinished: bool = False,
) -> list[Hit]:
    query = parse_query(typed, unfinished=unfinished)
    return find_texts(vocabulary, query, manner, limit=limit, acronyms=acronyms)


def found(vocabulary: Vocabulary, typed: str, **options: object) -> list[str]:
    return [TEXTS[hit.text] for hit in hits(vocabulary, typed, **options)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("deepseek", "deepseek is a model"),
        ("deepsek modle", "deepseek is a model"),
        ("playing games learn", "reinforcement learning plays games"),
        ("common heart stroke", "heart strokes are common"),
        ("science", "magic is no science"),
    ],
)
def test_the_text_that_was_meant_comes_first(
    vocabulary: Vocabulary, typed: str, first: str
) -> None:
    assert found(vocabulary, typed)[0] == first


@pytest.mark.parametrize("typed", ["qqqq", "agi", "qqqq wwww deepseek zzzz"])
def test_what_no_text_covers_finds_nothing(vocabulary: Vocabulary, typed: str) -> None:
    assert found(vocabulary, typed) == []


@pytest.mark.parametrize("typed", ["", "?!", "-deepseek"])
def test_nothing_asked_finds_nothing(vocabulary: Vocabulary, typed: str) -> None:
    assert found(vocabulary, typed) == []


def test_a_rare_known_word_is_taken_at_its_letters_where_a_text_holds_all_words(
    vocabulary: Vocabulary,
) -> None:
    assert found(vocabulary, "stokes") == ["ben stokes bats for england"]
    assert found(vocabulary, "stokes england") == ["ben stokes bats for england"]


def test_a_rare_known_word_is_doubted_where_nothing_holds_all_words(
    vocabulary: Vocabulary,
) -> None:
    (first, *_) = hits(vocabulary, "swimming stokes")

    assert TEXTS[first.text] == "swimming strokes"
    assert "spelling: stokes → strokes" in first.why(vocabulary).reasons


def test_a_short_word_is_doubted_among_others_and_never_alone(vocabulary: Vocabulary) -> None:
    assert found(vocabulary, "od") == ["od is a disc"]
    assert found(vocabulary, "end od the day")[0] == "the end of the day"


def test_a_short_form_finds_what_spells_it_out_too(vocabulary: Vocabulary) -> None:
    short, long = "rl plays chess", "reinforcement learning plays games"

    assert sorted(found(vocabulary, "rl", acronyms=RL)) == sorted([short, long])
    assert found(vocabulary, "rl") == [short]
    assert found(vocabulary, "rl games", acronyms=RL)[0] == long
    assert found(vocabulary, "rl chess", acronyms=RL)[0] == short


def test_a_short_form_that_was_spelt_out_says_so(vocabulary: Vocabulary) -> None:
    whys = {TEXTS[hit.text]: hit.why(vocabulary) for hit in hits(vocabulary, "rl", acronyms=RL)}

    assert whys["rl plays chess"].reasons == ("exact",)
    spelt_out = whys["reinforcement learning plays games"]
    assert spelt_out.reasons[0] == "acronym: rl → reinforcement learning"
    assert spelt_out.words == {"reinforcement", "learning"}


def test_a_text_is_found_once_by_its_better_reading(vocabulary: Vocabulary) -> None:
    both = collection("rl is reinforcement learning", "rl", "other")
    texts = [hit.text for hit in hits(both, "rl", acronyms=RL)]

    assert sorted(texts) == [0, 1]


def test_equal_answers_stand_in_their_order_whatever_the_limit(vocabulary: Vocabulary) -> None:
    same = [number for number, text in enumerate(TEXTS) if text == "swimming strokes"]

    assert [hit.text for hit in hits(vocabulary, "swimming strokes", limit=3)] == same
    assert [hit.text for hit in hits(vocabulary, "swimming strokes", limit=2)] == same[:2]
    assert hits(vocabulary, "swimming strokes", limit=0) == []


def test_scores_fall_and_coverage_is_a_share(vocabulary: Vocabulary) -> None:
    for typed in ("the end", "strokes common", "deepsek", "rl plays", "best of day"):
        answers = hits(vocabulary, typed, limit=20, acronyms=RL)
        assert [hit.score for hit in answers] == sorted(
            (hit.score for hit in answers), reverse=True
        )
        assert all(MANNER.enough <= hit.coverage <= 1.001 for hit in answers)
        assert all(0 < hit.held <= 1 for hit in answers)


def test_what_covers_too_little_is_no_hit(vocabulary: Vocabulary) -> None:
    strict = dataclasses.replace(MANNER, enough=0.99, enough_of_all=0.99, floors=(0.99,))

    assert found(vocabulary, "deepseek magic", manner=strict) == []
    assert found(vocabulary, "deepsek", manner=strict) == []
    assert found(vocabulary, "deepseek model", manner=strict) == ["deepseek is a model"]


def test_texts_that_hold_part_are_sought_only_where_none_holds_more(
    vocabulary: Vocabulary,
) -> None:
    assert found(vocabulary, "reinforcement learning plays") == [
        "reinforcement learning plays games"
    ]
    assert found(vocabulary, "reinforcement learning magic")[0] == (
        "reinforcement learning plays games"
    )


def test_a_mask_keeps_the_others_out(vocabulary: Vocabulary) -> None:
    within = np.array([text.endswith("again") for text in TEXTS])
    texts = find_texts(vocabulary, parse_query("strokes"), MANNER, limit=9, within=within)

    assert {TEXTS[hit.text] for hit in texts} == {"strokes again"}
    nothing = np.zeros(len(TEXTS), bool)
    assert find_texts(vocabulary, parse_query("strokes"), MANNER, limit=9, within=nothing) == []


def test_a_word_being_typed_finds_what_begins_so(vocabulary: Vocabulary) -> None:
    for typed in ("d", "dee", "deepse", "deepseek", "deepsek", "deepseek i", "deesp"):
        assert "deepseek is a model" in found(vocabulary, typed, unfinished=True), typed


def test_an_empty_collection_finds_nothing() -> None:
    assert hits(collection(), "deepseek") == []
    assert hits(collection(""), "deepseek", unfinished=True) == []
