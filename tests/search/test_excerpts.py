"""Finding excerpts, whoever says them and whatever is typed."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from bot.model import Excerpt, Moment, Note, StoredExcerpt, StoredNote
from bot.search.quotes import RankedExcerpt
from bot.search.ties import ALIKE, quality, settle_ties
from bot.search.why import Why
from bot.store.sqlite.store import SqliteStore
from tests.conftest import SETTINGS
from tests.store.build import VIDEO, excerpt, note, put

HOSTILE = (
    '"',
    '""',
    '" OR "',
    'deep" OR "x',
    "NEAR(a b)",
    "NEAR",
    "near/2",
    "AND",
    "OR",
    "NOT",
    "and or not",
    "*",
    "deep*",
    "^deep",
    "words:deep",
    "words : deep",
    "{words}:deep",
    "(",
    ")",
    "()",
    "-",
    "--",
    "+",
    "a+b",
    "'",
    "';DROP TABLE notes;--",
    "\\",
    "%",
    "_",
    "?",
    "?1",
    ":name",
    "@x",
    "$y",
    ",",
    ".",
    "…",
    "\u200b",
    "\ufeff",
    "\x00",
    "\ud800",
    "\U0010ffff",
    "😀",
    "\t\n",
    "",
    " ",
    "x" * 10_000,
    "deep " * 2_000,
)
SOME = (
    note("one/a.md", "deep seek learns", "seek deep water", "near and or not"),
    note("two/b.md", "deep seek", "reinforcement learning"),
    note("b.md", "deep"),
)


async def over(store: SqliteStore, *notes: Note) -> Library:
    """A library over notes that need no vault."""
    await put(store, *notes)
    return await Library.open(store, vault=Path("nowhere"), settings=SETTINGS)


async def found(library: Library, typed: str, *, limit: int = 10, channel: str = "") -> list[str]:
    hits = await library.find_quotes(typed, limit=limit, channel=channel)
    return [hit.excerpt.excerpt.text for hit in hits]


@pytest.mark.parametrize("unfinished", [True, False])
async def test_nothing_typed_is_syntax(store: SqliteStore, unfinished: bool) -> None:
    library = await over(store, *SOME)
    for hostile in HOSTILE:
        for typed in (
            hostile,
            f"{hostile} deep",
            f"deep {hostile}",
            f'deep "{hostile} seek"',
            f"deep -{hostile}",
            f'deep -"{hostile}"',
        ):
            await library.find_quotes(typed, limit=5, unfinished=unfinished)
            await library.find_notes(typed, limit=5)
            await library.find_titles(typed, limit=5, unfinished=unfinished)
        channel = hostile.strip("\x00") or "none"
        assert await library.find_quotes("deep", limit=5, channel=channel) == []


async def test_operators_are_words(store: SqliteStore) -> None:
    library = await over(store, *SOME)
    for typed in ("near", "AND", "or", "NOT", "near AND or"):
        assert (await found(library, typed))[0] == "near and or not"
    assert await found(library, '"deep or water"') == []


async def test_a_phrase_stands_side_by_side_in_order(store: SqliteStore) -> None:
    library = await over(store, *SOME)
    assert await found(library, '"seek deep"') == ["seek deep water"]
    assert await found(library, '"deep water x"') == []


async def test_an_excluded_word_takes_its_excerpts_away(store: SqliteStore) -> None:
    library = await over(store, *SOME)
    assert await found(library, "deep -seek") == ["deep"]
    assert await found(library, "deep seek -water -learns") == ["deep seek"]


async def test_a_channel_holds_its_own_excerpts_only(store: SqliteStore) -> None:
    library = await over(store, *SOME)
    assert await found(library, "deep", channel="two") == ["deep seek"]
    assert await found(library, "deep", channel="TWO") == []
    assert len(await found(library, "deep")) == 4


async def test_the_channel_filter_comes_before_the_limit(store: SqliteStore) -> None:
    others = [note(f"one/{number}.md", f"deep {number}") for number in range(30)]
    library = await over(store, *SOME, *others)
    assert await found(library, "deep", channel="two", limit=1) == ["deep seek"]


async def test_those_that_say_the_same_are_listed_once(store: SqliteStore) -> None:
    same = [note(f"{name}.md", "Deep water!", "“deep WATER”", f"deep {name}") for name in "xyz"]
    library = await over(store, *same)
    texts = await found(library, "deep water")
    assert len([text for text in texts if "water" in text.casefold()]) == 1


async def test_no_note_fills_the_list_before_others_had_their_turn(store: SqliteStore) -> None:
    talkative = note("a.md", *(f"deep water number {number} runs" for number in range(20)))
    others = [note(f"{name}.md", f"deep water {name} here and there") for name in "xyz"]
    library = await over(store, talkative, *others)
    notes = [hit.excerpt.note.path for hit in await library.find_quotes("deep water", limit=10)]
    assert {"x.md", "y.md", "z.md"} < set(notes)
    assert len(notes) == 10


async def test_a_short_form_that_one_note_defines_finds_the_others(store: SqliteStore) -> None:
    library = await over(
        store,
        note("a.md", "They use Supervised Fine Tuning (SFT) every day"),
        note("b.md", "Supervised fine tuning takes many examples of good answers"),
        note("c.md", "Something else stands here"),
    )
    hits = await library.find_quotes("sft", limit=5)
    assert {hit.excerpt.note.path for hit in hits} == {"a.md", "b.md"}
    whys = [hit.why for hit in hits if hit.excerpt.note.path == "b.md"]
    assert whys[0][0] == "acronym: sft → supervised fine tuning"


async def test_a_word_that_titles_hold_often_is_no_slip_for_what_excerpts_say(
    store: SqliteStore,
) -> None:
    named = [note(f"{number}.md", "A model answers", title="The moder case") for number in range(5)]
    library = await over(store, *named)
    assert await found(library, "moder") == []
    assert await found(library, "modek") == ["A model answers"]


async def test_an_empty_store_finds_nothing(store: SqliteStore) -> None:
    library = await over(store)
    assert await found(library, "deep") == []
    assert await library.find_titles("deep", limit=5, unfinished=True) == []
    assert await library.find_notes("deep", limit=5) == []
    assert await library.nearest_titles("deep") == []


async def test_notes_without_excerpts_are_no_trouble(store: SqliteStore) -> None:
    library = await over(store, note("a.md"), note("b.md", "deep water"), note("c.md"))
    assert await found(library, "deep") == ["deep water"]
    assert await found(library, "deep", channel="nowhere") == []


def moment(seconds: int, **fields: bool) -> tuple[Moment, ...]:
    return (Moment(VIDEO, seconds, "0:01", **fields),)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (excerpt("It is deep.", spoken=True), excerpt("It is deep.")),
        (excerpt("It is deep."), excerpt("It is deep")),
        (excerpt("“It is deep.”"), excerpt("it is deep.")),
        (excerpt("深い水。"), excerpt("深い水")),
        (excerpt("It is deep."), excerpt("It is deep.", moments=())),
        (excerpt("It is deep."), excerpt("It is deep.", moments=moment(9, doubtful=True))),
    ],
)
def test_of_those_that_answer_alike_the_better_quote_counts_more(
    better: Excerpt, worse: Excerpt
) -> None:
    assert quality(better) > quality(worse)


@pytest.mark.parametrize("text", ["", " ", "…", '"', "x", "()"])
def test_any_text_has_a_quality_worth_less_than_a_word(text: str) -> None:
    assert abs(quality(excerpt(text, spoken=True))) < 0.1
    assert abs(quality(excerpt(text, moments=()))) < 0.1


async def test_somebody_s_own_words_come_before_another_s_and_after_a_better_answer(
    store: SqliteStore,
) -> None:
    library = await over(
        store,
        note("a.md", "The deep water was cold that day and nobody swam"),
        note("b.md", excerpts=(excerpt("The deep water is cold this day and nobody swims",
                                       spoken=True),)),
        note("c.md", excerpts=(excerpt("A man went far into water that is not that very deep",
                                       spoken=True),)),
    )  # fmt: skip
    paths = [hit.excerpt.note.path for hit in await library.find_quotes("deep water", limit=3)]
    assert paths == ["b.md", "a.md", "c.md"]


def settled(*answers: tuple[float, Excerpt]) -> list[str]:
    """The texts of (score, excerpt), ties settled."""
    return [text for _, text in _settled(answers)]


def _settled(answers: Sequence[tuple[float, Excerpt]]) -> list[tuple[float, str]]:
    of = StoredNote(1, 1, "a.md", "a", "", "", VIDEO, "")
    stored = {
        key: StoredExcerpt(key, key, of, key, found) for key, (_, found) in enumerate(answers)
    }
    ranked = [
        RankedExcerpt(key, score, 1.0, lambda: Why((), frozenset()))
        for key, (score, _) in enumerate(answers)
    ]
    return [(hit.score, stored[hit.key].excerpt.text) for hit in settle_ties(ranked, stored)]


def test_of_neighbours_that_answer_alike_the_better_comes_first() -> None:
    told, half = (1.0, excerpt("told")), (1.0, excerpt("half"))

    assert settled(told, (1.0 - ALIKE / 3, excerpt("said", spoken=True))) == ["said", "told"]
    assert settled(told, (1.0, excerpt("Whole.")), half) == ["Whole.", "told", "half"]
    assert settled((1.0, excerpt("nowhere", moments=())), told) == ["told", "nowhere"]


def test_a_better_answer_stays_before_a_better_quote() -> None:
    said = (0.99 - ALIKE, excerpt("Said.", spoken=True))

    assert settled((1.0, excerpt("told")), said) == ["told", "Said."]


def test_an_excerpt_that_is_gone_is_left_out() -> None:
    gone = RankedExcerpt(1, 1.0, 1.0, lambda: Why((), frozenset()))

    assert settle_ties([gone], {}) == []


@given(st.lists(st.tuples(st.floats(0, 0.2), st.booleans()), max_size=8))
def test_no_excerpt_passes_one_that_answers_better(scores: list[tuple[float, bool]]) -> None:
    answers = [
        (score, excerpt(str(place), spoken=spoken))
        for place, (score, spoken) in enumerate(sorted(scores, reverse=True))
    ]
    after = _settled(answers)

    assert sorted(text for _, text in after) == sorted(found.text for _, found in answers)
    assert all(former >= latter - ALIKE - 1e-9 for (former, _), (latter, _) in pairwise(after))
