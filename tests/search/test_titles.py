"""Finding notes by title and alias."""

import pytest

from bot.model import TitleEntry
from bot.search.acronyms import Acronyms
from bot.search.index import index_texts
from bot.search.query import parse_query
from bot.search.titles import TitleIndex

ENTRIES = [
    TitleEntry(1, 101, "DeepSeek and the economics of AI", "lexfridman", "Lex Fridman"),
    TitleEntry(2, 102, "AGI timelines", "lexfridman", "Lex Fridman", ("When will AGI come",)),
    TitleEntry(3, 103, "Magic and illusion", "kitchenlab", "The Kitchen Lab"),
    TitleEntry(4, 104, "Reinforcement learning from human feedback", "dwarkesh", "Dwarkesh"),
    TitleEntry(5, 105, "Learning to cook", "kitchenlab", "The Kitchen Lab", ("RLHF dinners",)),
    TitleEntry(6, 106, "Human learning and the mind", "dwarkesh", "Dwarkesh"),
    TitleEntry(7, 107, "DeepSeek R1", "dwarkesh", "Dwarkesh", ("DeepSeek’s model", "R1")),
    TitleEntry(8, 108, "强化学习入门", "dwarkesh", "Dwarkesh"),
    TitleEntry(9, 109, "Überraschung: Café Müller", "kitchenlab", "The Kitchen Lab"),
    TitleEntry(10, 110, "?!", "kitchenlab", "The Kitchen Lab"),
]


@pytest.fixture(scope="module")
def index() -> TitleIndex:
    return TitleIndex(ENTRIES)


def found(
    index: TitleIndex, typed: str, *, channel: str = "", unfinished: bool = False
) -> list[int]:
    query = parse_query(typed, unfinished=unfinished)
    return [hit.entry.note_id for hit in index.find(query, limit=25, channel=channel)]


@pytest.mark.parametrize("entry", ENTRIES[:9], ids=lambda entry: entry.title)
def test_every_title_finds_its_own_note_first(index: TitleIndex, entry: TitleEntry) -> None:
    assert found(index, entry.title)[0] == entry.note_id
    assert found(index, entry.title.upper())[0] == entry.note_id


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("learning reinforcement", 4),
        ("feedback human", 4),
        ("economics deepseek", 1),
        ("mind human learning", 6),
        ("deepsek r1", 7),
        ("reinforcment learnign", 4),
        ("ilusion", 3),
        ("when will agi", 2),
        ("rlhf", 5),
        ("r1", 7),
        ("cafe muller", 9),
        ("uberraschung", 9),
        ("强化学习", 8),
        ("deepseek's", 7),
    ],
)
def test_words_in_any_order_slips_and_aliases_find_the_note(
    index: TitleIndex, typed: str, note: int
) -> None:
    assert found(index, typed)[0] == note


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("a", 2),
        ("ag", 2),
        ("mag", 3),
        ("reinf", 4),
        ("deepseek e", 1),
        ("learning to c", 5),
        ("强", 8),
        ("elarni", 5),
        ("renif", 4),
        ("deepsek r", 7),
    ],
)
def test_the_beginning_of_a_word_finds_it_while_it_is_typed(
    index: TitleIndex, typed: str, note: int
) -> None:
    assert note in found(index, typed, unfinished=True)[:2]


def test_every_keystroke_of_a_title_offers_it(index: TitleIndex) -> None:
    title = "Reinforcement learning from human feedback"
    for end in range(1, len(title) + 1):
        assert 4 in found(index, title[:end], unfinished=True), title[:end]


def test_agi_does_not_find_magic(index: TitleIndex) -> None:
    assert found(index, "agi") == [2]
    assert 3 not in found(index, "agi", unfinished=True)


@pytest.mark.parametrize(
    "typed", ["xyzzyplugh", "", "!!", "-deepseek", "xyzzyplugh agi plughxyzzy"]
)
def test_what_no_title_covers_finds_nothing(index: TitleIndex, typed: str) -> None:
    assert found(index, typed) == []


def test_a_channel_keeps_the_others_out(index: TitleIndex) -> None:
    assert found(index, "deepseek", channel="lexfridman") == [1]
    assert found(index, "deepseek", channel="dwarkesh") == [7]
    assert found(index, "deepseek", channel="nobody") == []


def test_an_excluded_word_keeps_its_titles_out(index: TitleIndex) -> None:
    assert set(found(index, "deepseek")) == {1, 7}
    assert found(index, "deepseek -economics") == [1 + 6]


def test_a_phrase_must_stand_in_the_title(index: TitleIndex) -> None:
    assert found(index, '"human feedback"') == [4]
    assert found(index, '"learning human"') == []
    assert found(index, '"强化学"') == [8]


def test_an_alias_says_so_and_counts_a_little_less(index: TitleIndex) -> None:
    (hit,) = index.find(parse_query("when will agi come"), limit=5)

    assert hit.explain()[0] == "alias"
    same = TitleIndex(
        [TitleEntry(1, 1, "Other", "", "", ("Kernels",)), TitleEntry(2, 2, "Kernels", "", "")]
    )
    assert found(same, "kernels") == [2, 1]


def test_a_note_is_found_once_whichever_of_its_names_match(index: TitleIndex) -> None:
    assert found(index, "deepseek").count(7) == 1


def test_the_limit_holds(index: TitleIndex) -> None:
    assert len(index.find(parse_query("deepseek"), limit=1)) == 1


def test_equal_answers_come_in_the_same_order_every_time() -> None:
    twins = [TitleEntry(number, number, "Kernels", "", "") for number in (5, 3, 9, 1)]

    assert found(TitleIndex(twins), "kernels") == [1, 3, 5, 9]
    assert found(TitleIndex(twins[::-1]), "kernels") == [1, 3, 5, 9]


def test_a_note_that_says_nothing_comes_last_unless_its_very_title_is_asked_for() -> None:
    silent = TitleEntry(1, 1, "DeepSeek costs", "a", "A", silent=True)
    other = TitleEntry(2, 2, "The costs of DeepSeek and other models", "a", "A")
    index = TitleIndex([silent, other])

    assert found(index, "costs deepseek") == [2, 1]
    assert found(index, "deepseek costs") == [1, 2]


def test_a_short_form_finds_the_title_that_spells_it_out(index: TitleIndex) -> None:
    knowing = TitleIndex(ENTRIES, Acronyms([("rl", "reinforcement learning", 3)]))

    assert found(knowing, "rl")[0] == 4
    assert 4 not in found(index, "rl")


def test_a_word_that_excerpts_hold_often_is_no_slip_for_a_title_s() -> None:
    spoken = index_texts([["lmagic"], ["imagic"], ["imagic"], ["imagic"]])
    index = TitleIndex(ENTRIES, others=(spoken,))

    assert found(index, "imagic") == []
    assert found(index, "lmagic") == [3]


def test_a_hit_says_which_share_of_the_words_it_holds(index: TitleIndex) -> None:
    (whole, *_) = index.find(parse_query("deepseek r1"), limit=1)
    (part, *_) = index.find(parse_query(f"{ENTRIES[3].title} qqqq"), limit=1)

    assert whole.held == pytest.approx(1.0)
    assert 0.5 < part.held < 1


@pytest.mark.parametrize("typed", ["deepseek", "?!", '"a b"', "-a", "x" * 5000])
def test_an_empty_index_finds_nothing(typed: str) -> None:
    assert found(TitleIndex([]), typed) == []
    assert found(TitleIndex([]), typed, channel="nobody", unfinished=True) == []
