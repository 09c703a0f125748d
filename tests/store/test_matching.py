"""`match_excerpts`: what a `Match` asks for, whatever stands in it."""

import pytest

from bot.errors import StoreError
from bot.model import Match, Moment
from bot.store.sqlite import SqliteStore
from tests.store.build import excerpt, note, put

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
    "😀",
    "\t\n",
    "",
    " ",
    "x" * 10_000,
)


async def found(store: SqliteStore, match: Match, limit: int = 10) -> list[str]:
    return [candidate.text for candidate in await store.match_excerpts(match, limit=limit)]


@pytest.fixture
async def store(store: SqliteStore) -> SqliteStore:
    await put(
        store,
        note("one/a.md", "deep seek learns", "seek deep water", "near and or not"),
        note("two/b.md", "deep seek", "reinforcement learning"),
        note("b.md", "deep"),
    )
    return store


async def refused(store: SqliteStore, match: Match) -> bool:
    try:
        await store.match_excerpts(match, limit=5)
    except StoreError:
        return True
    return False


async def test_no_word_is_syntax(store: SqliteStore) -> None:
    matches = [
        match
        for word in HOSTILE
        for match in (
            Match(groups=((word,),)),
            Match(groups=((word, "deep"), ("seek",))),
            Match(groups=(("deep",),), phrases=((word, "seek"), (word,))),
            Match(groups=(("deep",),), excluded=(word,)),
            Match(groups=(("deep",),), channel=word),
            Match(groups=((word,),), phrases=((word, word),), excluded=(word,), channel=word),
        )
    ]
    assert [match for match in matches if await refused(store, match)] == []


async def test_operators_are_words(store: SqliteStore) -> None:
    for word in ("near", "and", "or", "not"):
        assert await found(store, Match(groups=((word,),))) == ["near and or not"]
    assert await found(store, Match(groups=(("deep",), ("or",), ("water",)))) == []


async def test_every_group_must_match_and_any_word_of_a_group_does(store: SqliteStore) -> None:
    match = Match(groups=(("water", "learns"), ("deep",)))
    assert sorted(await found(store, match)) == ["deep seek learns", "seek deep water"]
    assert await found(store, Match(groups=(("deep",), ("unheard",)))) == []


async def test_some_of_the_groups_are_enough_where_that_is_said(store: SqliteStore) -> None:
    groups = (("learns",), ("water", "deep"), ("unheard",))
    assert await found(store, Match(groups)) == []
    assert await found(store, Match(groups, at_least=2)) == ["deep seek learns"]
    assert len(await found(store, Match(groups, at_least=1))) == 4
    assert await found(store, Match(groups, at_least=2, excluded=("deep",))) == []


async def test_a_word_is_whole_and_no_prefix(store: SqliteStore) -> None:
    assert await found(store, Match(groups=(("dee",),))) == []


async def test_a_phrase_stands_side_by_side_in_order(store: SqliteStore) -> None:
    match = Match(groups=(("deep",),), phrases=(("seek", "deep"),))
    assert await found(store, match) == ["seek deep water"]
    assert await found(store, Match(groups=(("deep",),), phrases=(("deep", "water", "x"),))) == []


async def test_an_excluded_word_takes_its_excerpts_away(store: SqliteStore) -> None:
    match = Match(groups=(("deep",),), excluded=("seek",))
    assert await found(store, match) == ["deep"]
    match = Match(groups=(("deep",), ("seek",)), excluded=("water", "learns"))
    assert await found(store, match) == ["deep seek"]


async def test_a_channel_holds_its_own_excerpts_only(store: SqliteStore) -> None:
    assert await found(store, Match(groups=(("deep",),), channel="two")) == ["deep seek"]
    assert await found(store, Match(groups=(("deep",),), channel="TWO")) == []
    assert len(await found(store, Match(groups=(("deep",),)))) == 4


async def test_the_channel_filter_comes_before_the_limit(store: SqliteStore) -> None:
    await put(store, *(note(f"one/{number}.md", "deep") for number in range(30)))
    match = Match(groups=(("deep",),), channel="two")
    assert await found(store, match, limit=1) == ["deep seek"]


async def test_the_shorter_and_denser_excerpt_comes_first(store: SqliteStore) -> None:
    candidates = await store.match_excerpts(Match(groups=(("deep",),)), limit=10)
    assert candidates[0].text == "deep"
    assert [item.rank for item in candidates] == sorted(item.rank for item in candidates)
    assert await found(store, Match(groups=(("deep",),)), limit=2) == [
        item.text for item in candidates[:2]
    ]


async def test_a_candidate_names_its_excerpt_and_note(store: SqliteStore) -> None:
    spoken = (excerpt("Own WORDS", spoken=True), excerpt("other", moments=(Moment("", 1, "0:01"),)))
    await put(store, note("c.md", excerpts=spoken))
    (candidate,) = await store.match_excerpts(Match(groups=(("own",),)), limit=5)
    held = (await store.get_excerpts([candidate.excerpt_id]))[candidate.excerpt_id]
    assert (held.excerpt.text, held.note.id) == ("Own WORDS", candidate.note_id)
    assert candidate.spoken is True
    assert held.note.path == "c.md"


async def test_the_vocabulary_counts_excerpts_a_word(store: SqliteStore) -> None:
    await put(store, note("d.md", "deep deep deep Ünïcode 強化学習"))
    vocabulary = await store.vocabulary()
    assert (vocabulary["deep"], vocabulary["seek"], vocabulary["unicode"]) == (5, 3, 1)
    assert {"強化", "化学", "学習"} <= set(vocabulary)
    for word in vocabulary:
        assert await found(store, Match(groups=((word,),))), word
