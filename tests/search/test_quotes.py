"""Finding excerpts, over the real store filled from notes written as text."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.library import Library
from bot.model import QuoteHit
from bot.store.sqlite.store import open_store
from tests.conftest import SETTINGS, note_text, write_vault

VAULT = {
    "lex/deepseek.md": note_text(
        "DeepSeek",
        "DeepSeek trained its model for six million dollars",
        "The model named DeepSeek R1 thinks before it answers",
        "Open weights let anybody run the model at home",
        "Some people call such work the magic of scale",
        "AGI may come within ten years",
    ),
    "lex/games.md": note_text(
        "Games",
        "Reinforcement learning masters board games by self play",
        "Learning from reinforcement takes patience in any game",
        "Board games have rules that never change",
        video="aaaaaaaaaaa",
    ),
    "kitchen/bread.md": note_text(
        "Bread",
        "Learning to bake takes patience and a warm kitchen",
        "A café in Zürich sells the best bread",
        "强化学习让模型自己试错",
        "Don't open the oven in the first ten minutes",
        video="bbbbbbbbbbb",
    ),
}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    """Only asked, never changed: one for all tests of this file."""
    folder = tmp_path_factory.mktemp("quotes")
    vault = write_vault(folder / "vault", VAULT)
    async with open_store(folder / "vault.db") as store:
        library = await Library.open(store, vault=vault, settings=SETTINGS)
        await library.load()
        yield library


async def texts(library: Library, typed: str, **options: object) -> list[str]:
    return [_text(hit) for hit in await library.find_quotes(typed, **{"limit": 10, **options})]


def _text(hit: QuoteHit) -> str:
    return hit.excerpt.excerpt.text


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        ("deepseek r1", "The model named DeepSeek R1"),
        ("DeepSeek’s R1", "The model named DeepSeek R1"),
        ("six million dollars", "DeepSeek trained"),
        ("reinforcement learning", "Reinforcement learning masters"),
        ("game patience", "Learning from reinforcement"),
        ("deepsek million", "DeepSeek trained"),
        ("patience kitchen", "Learning to bake"),
        ("cafe zurich", "A café in Zürich"),
        ("强化学习", "强化学习让模型"),
        ("dont open the oven", "Don't open"),
        ("agi", "AGI may come"),
        ("baking", "Learning to bake"),
        ("open weights anybody xyzzyplugh", "Open weights"),
    ],
)
async def test_the_best_quote_comes_first(library: Library, typed: str, beginning: str) -> None:
    assert (await texts(library, typed))[0].startswith(beginning)


@pytest.mark.parametrize(
    "typed", ["", "?!", "-model", "xyzzyplugh", "xyzzyplugh plughxyzzy", '"magic agi"', "\x00"]
)
async def test_nothing_that_answers_is_an_empty_list(library: Library, typed: str) -> None:
    assert await texts(library, typed) == []


async def test_agi_finds_no_magic(library: Library) -> None:
    assert await texts(library, "agi") == ["AGI may come within ten years."]


async def test_a_phrase_must_stand_word_by_word(library: Library) -> None:
    (found,) = await texts(library, '"reinforcement learning"')

    assert found.startswith("Reinforcement learning")


async def test_an_excluded_word_keeps_its_quotes_out(library: Library) -> None:
    assert any("self play" in text for text in await texts(library, "learning"))
    assert not any("self play" in text for text in await texts(library, "learning -play"))


async def test_a_channel_keeps_the_others_out(library: Library) -> None:
    everywhere = await library.find_quotes("patience", limit=10)
    kitchen = await library.find_quotes("patience", limit=10, channel="kitchen")

    assert {hit.excerpt.note.channel for hit in everywhere} == {"lex", "kitchen"}
    assert {hit.excerpt.note.channel for hit in kitchen} == {"kitchen"}
    assert await texts(library, "patience", channel="nobody") == []


async def test_the_limit_holds_and_each_quote_comes_once(library: Library) -> None:
    assert len(await texts(library, "model", limit=1)) == 1
    found = await texts(library, "the model learning games")
    assert len(found) == len(set(found))


async def test_scores_fall(library: Library) -> None:
    scores = [hit.score for hit in await library.find_quotes("deepseek model", limit=10)]

    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)


async def test_a_word_being_typed_finds_what_begins_so(library: Library) -> None:
    for typed in ("r", "re", "reinf", "reinforcement", "reinforcement l"):
        found = await texts(library, typed, unfinished=True)
        assert any("einforcement" in text for text in found), typed


async def test_a_correction_is_told(library: Library) -> None:
    (first, *_) = await library.find_quotes("deepsek", limit=5)

    assert "spelling: deepsek → deepseek" in first.why


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "NEAR(model, deepseek)",
        "words:model",
        "model*",
        "^model AND OR NOT",
        "'; DROP TABLE notes; --",
        "model" * 1200,
        "model learning " * 400,
        "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 100,
        "-model " * 800,
        '"model the" ' * 500,
    ],
)
async def test_anything_may_be_typed(library: Library, typed: str) -> None:
    assert isinstance(await texts(library, typed), list)


async def test_the_words_that_were_meant_are_emphasised(library: Library) -> None:
    (hit, *_) = await library.find_quotes("deepsek answers", limit=1)

    marked = [_text(hit)[start:end] for start, end in hit.emphasis]
    assert marked == ["DeepSeek", "answers"]


@pytest.mark.parametrize("typed", ["deepseek model", "deepsek answers", "learning patience", "the"])
@pytest.mark.parametrize("among", [1, 3, 10])
async def test_one_of_those_found_is_the_same_as_in_the_list(
    library: Library, typed: str, among: int
) -> None:
    hits = await library.find_quotes(typed, limit=among)
    assert hits
    for place, hit in enumerate(hits):
        found, count = await library.find_quote(typed, place=place, among=among)
        assert found
        assert (found.excerpt, found.why, found.emphasis) == (hit.excerpt, hit.why, hit.emphasis)
        assert count == len(hits)
    assert await library.find_quote(typed, place=len(hits), among=among) == (None, len(hits))


async def test_none_is_found_of_nothing(library: Library) -> None:
    for typed in ("", "qqqqzzzz", "deepseek channel:nowhere"):
        assert await library.find_quote(typed, place=0, among=10) == (None, 0)
    found, _ = await library.find_quote("patience", place=0, among=10, channel="kitchen")
    assert found
    assert found.excerpt.note.channel == "kitchen"


async def test_nobody_is_told_why_while_typing(library: Library) -> None:
    (hit, *_) = await library.find_quotes("deepsee", limit=5, unfinished=True)
    assert (hit.why, hit.emphasis) == ((), ())
