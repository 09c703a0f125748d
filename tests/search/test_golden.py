"""The cases of golden.yaml: what must come first, over the sample vault and over a real one."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from bot.library import Library
from bot.model import DatabaseServer
from bot.search.fold import words
from bot.store.opening import open_store
from tests.conftest import REAL_VAULT, SAMPLE, SETTINGS, needs_real_vault
from tests.postgres import Server

FILE = Path(__file__).with_name("golden.yaml")
LIMIT = 10
"""Hits that are looked at."""
MOST_TELLING = 6
"""Words that a case may repeat of an excerpt: what others wrote is not to be copied here."""
MOST_WANTED = 15

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Case:
    """One entry of the file, as it stands there."""

    note: str = ""
    quote: str = ""
    first: str | list[str] = field(default_factory=list)
    within: int = 1
    never: list[str] = field(default_factory=list)
    none: bool = False
    why: str = ""
    because: str = ""

    def __str__(self) -> str:
        return f"note: {self.note}" if self.note else f"quote: {self.quote}"

    @property
    def marks(self) -> list[str]:
        """What the right hit is known by: paths of notes, and telling words."""
        return [self.first] if isinstance(self.first, str) else self.first


@dataclass(frozen=True)
class Found:
    """A hit of either kind."""

    path: str
    text: str
    """A note's title, or an excerpt."""
    why: tuple[str, ...]

    def has(self, mark: str) -> bool:
        """Whether it is (of) this note, or holds these words."""
        return mark == self.path if is_path(mark) else set(words(mark)) <= set(words(self.text))


def is_path(mark: str) -> bool:
    return mark.endswith(".md")


def read(vault: str) -> list[Case]:
    return [Case(**case) for case in CASES[vault]]


CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(FILE.read_text("utf-8"))
ALL = [pytest.param(case, id=f"{vault}: {case}") for vault in CASES for case in read(vault)]


async def ask(library: Library, case: Case) -> list[Found]:
    if case.note:
        notes = await library.find_notes(case.note, limit=LIMIT)
        return [Found(hit.note.path, hit.note.title, hit.why) for hit in notes]
    quotes = await library.find_quotes(case.quote, limit=LIMIT)
    return [Found(hit.excerpt.note.path, hit.excerpt.excerpt.text, hit.why) for hit in quotes]


async def check(library: Library, case: Case) -> None:
    hits = await ask(library, case)
    if case.none:
        assert hits == []
    unwanted = [(mark, hit) for hit in hits for mark in case.never if hit.has(mark)]
    assert unwanted == []
    if case.marks:
        right = [hit for hit in hits[: case.within] if all(map(hit.has, case.marks))]
        assert right, hits[:5]
        assert not case.why or case.why in right[0].why


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path | DatabaseServer:
    """The same cases on both engines."""
    if request.param == "sqlite":
        return tmp_path_factory.mktemp("golden") / "vault.db"
    return request.getfixturevalue("postgres").fresh()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample_library(database: Path | DatabaseServer) -> AsyncIterator[Library]:
    """Only asked, never changed: one for all cases."""
    async with loaded(database, SAMPLE) as library:
        yield library


@asynccontextmanager
async def loaded(place: Path | DatabaseServer, vault: Path) -> AsyncIterator[Library]:
    async with open_store(place) as store:
        library = await Library.open(store, vault=vault, settings=SETTINGS)
        await library.load()
        yield library
        library.close()


@pytest.mark.parametrize("case", read("sample"), ids=str)
async def test_what_the_sample_vault_answers(sample_library: Library, case: Case) -> None:
    await check(sample_library, case)


async def wrong_of(library: Library) -> list[str]:
    wrong = []
    for case in read("real"):
        try:
            await check(library, case)
        except AssertionError as error:
            wrong.append(f"{case}: {error}")
    return wrong


@pytest.mark.slow
@needs_real_vault
async def test_what_a_real_vault_answers_from_either_engine(
    tmp_path: Path, postgres: Server
) -> None:
    """One test, for each that runs beside another would load the vault for itself."""
    async with (
        loaded(tmp_path / "vault.db", REAL_VAULT) as one,
        loaded(postgres.fresh(), REAL_VAULT) as other,
    ):
        assert await wrong_of(one) == []
        assert await wrong_of(other) == []
        asked = 0
        for file in sorted((REAL_VAULT.parent / "queries").glob("*.jsonl")):
            for line in file.read_text("utf-8").splitlines():
                query = json.loads(line)
                case = Case(**{query["task"]: query["query"]})
                assert await ask(one, case) == await ask(other, case), case
                asked += 1
        assert asked > 1_000


@pytest.mark.parametrize("case", ALL)
async def test_a_case_asks_one_thing_and_expects_something(case: Case) -> None:
    assert bool(case.note) != bool(case.quote)
    assert case.none != bool(case.marks or case.never)
    assert case.within == 1 or case.marks
    telling = [mark for mark in case.marks if not is_path(mark)]
    assert not (case.note and telling)
    assert all(len(words(mark)) <= MOST_TELLING for mark in telling)


async def test_the_file_holds_each_query_once_and_few_wishes() -> None:
    for vault in CASES:
        asked = [str(case) for case in read(vault)]
        assert len(asked) == len(set(asked))
    assert len(CASES["wanted"]) <= MOST_WANTED
    assert all(case.because for case in read("wanted"))
