"""What short forms stand for, learnt from texts that say so."""

import pytest

from bot.search.acronyms import Acronyms, definitions
from bot.search.query import parse_query


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("It is Reinforcement Learning (RL) that wins.", "rl", "reinforcement learning"),
        ("Their Return on Capital Employed (ROCE) fell.", "roce", "return on capital employed"),
        ("He sells software-as-a-service (SaaS) to banks", "saas", "software as a service"),
        ("They bought graphics processing units (GPUs).", "gpu", "graphics processing units"),
        ("a large language model (LLM)", "llm", "large language model"),
        ("the Food and Drug Administration (FDA) said", "fda", "food and drug administration"),
        ("research and development (R&D)", "rd", "research and development"),
        ("**Artificial General Intelligence** (AGI)", "agi", "artificial general intelligence"),
        ("Mergers & Acquisitions (M&A)", "ma", "mergers acquisitions"),
        ("ARTIFICIAL INTELLIGENCE (AI)", "ai", "artificial intelligence"),
        ("the\nCentral Limit\nTheorem (CLT)", "clt", "central limit theorem"),
        ("Kullback–Leibler (KL) divergence", "kl", "kullback leibler"),
    ],
)
def test_a_short_form_is_defined_by_the_words_before_it(text: str, short: str, long: str) -> None:
    assert list(definitions(text)) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no parenthesis",
        "in the year (2024)",
        "(NASA)",
        "launched by the agency (NASA)",
        "He works there (CEO)",
        "deep learning (dl)",
        "deep learning (Deep)",
        "deep learning (D L)",
        "deep learning (DL",
        "deep learning DL)",
        "deep learning ()",
        "deep learning (A)",
        "of the (OT)",
        "a very long name (ABCDEFGHIJKLMNOP)",
        "x (AI) (AI) (AI)",
        "强化学习 (RL)",
    ],
)
def test_what_the_words_before_do_not_spell_is_no_definition(text: str) -> None:
    assert list(definitions(text)) == []


def test_a_text_may_define_several() -> None:
    text = (
        "Artificial Intelligence (AI) and Machine Learning (ML), then artificial insemination (AI)"
    )

    assert list(definitions(text)) == [
        ("ai", "artificial intelligence"),
        ("ml", "machine learning"),
        ("ai", "artificial insemination"),
    ]


def test_words_that_only_lead_up_to_it_are_left_out() -> None:
    assert list(definitions("For years reading relentless reinforcement learning (RL)")) == [
        ("rl", "reinforcement learning")
    ]


def test_any_amount_of_parentheses_is_read_in_no_time() -> None:
    assert list(definitions("(A" * 20_000 + "AB)" * 20_000)) == []


def readings(acronyms: Acronyms, typed: str, *, unfinished: bool = False) -> list[str]:
    query = parse_query(typed, unfinished=unfinished)
    return [" ".join(reading.words) for reading, _ in acronyms.readings(query)]


KNOWN = Acronyms(
    [
        ("ai", "artificial intelligence", 90),
        ("ai", "adobe illustrator", 1),
        ("rl", "reinforcement learning", 10),
        ("rl", "rocket lab", 4),
        ("ev", "electric vehicle", 5),
        ("ev", "electric vehicles", 9),
        ("ev", "expected value", 3),
        ("ab", "one two", 4),
        ("ab", "two three", 3),
        ("ab", "three four", 2),
        ("ab", "four five", 1),
    ]
)


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("rl", ["reinforcement learning", "rocket lab"]),
        ("RL in games", ["reinforcement learning in games", "rocket lab in games"]),
        ("best rl", ["best reinforcement learning", "best rocket lab"]),
        ("ab", ["one two", "two three", "three four"]),
        ("rl ai", ["reinforcement learning ai", "rocket lab ai", "rl artificial intelligence"]),
        ("", []),
        ("reinforcement learning", []),
        ("a i", []),
    ],
)
def test_each_short_form_is_spelt_out_likeliest_first(typed: str, spelt: list[str]) -> None:
    assert readings(KNOWN, typed) == spelt


def test_a_meaning_far_rarer_than_the_usual_one_is_left_out() -> None:
    assert readings(KNOWN, "ai") == ["artificial intelligence"]


def test_singular_and_plural_are_one_meaning() -> None:
    assert readings(KNOWN, "ev") == ["electric vehicles", "expected value"]


def test_a_reading_says_what_was_spelt_out() -> None:
    ((_, reason), *_) = KNOWN.readings(parse_query("ai safety"))

    assert reason == "acronym: ai → artificial intelligence"


def test_phrases_and_exclusions_stay_as_they_are() -> None:
    ((reading, _),) = KNOWN.readings(parse_query('ai "board games" -rl'))

    assert reading.words == ("artificial", "intelligence", "board", "games")
    assert (reading.phrases, reading.excluded) == ((("board", "games"),), (("rl",),))


def test_only_a_last_word_that_was_typed_is_unfinished() -> None:
    (first, _), *_ = KNOWN.readings(parse_query("ai saf", unfinished=True))
    (last, _), *_ = KNOWN.readings(parse_query("safe ai", unfinished=True))

    assert (first.unfinished, last.unfinished) == (True, False)


def test_of_nothing_learnt_nothing_is_spelt_out() -> None:
    assert readings(Acronyms(()), "ai rl") == []
