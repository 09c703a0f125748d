"""A hundred thousand commands, choices and presses that mean harm, and do none."""

import sys
import time
from pathlib import Path

import pytest

from bot.answers import Answers, Desk
from bot.daily.answers import DailyAnswers
from bot.keys import key_of
from bot.library import Library
from bot.reply.embeds import Look
from bot.store.sqlite.store import open_store
from tests.hostile.commands import Commands
from tests.hostile.judge import Judge
from tests.hostile.texts import Typist

SEEDS = 8
EACH = 12_500
FEW = 400


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
async def test_a_hundred_thousand_commands(library: Library, tmp_path: Path, seed: int) -> None:
    await ask_all(library, tmp_path, seed=seed, count=EACH)


async def test_some_commands(library: Library, tmp_path: Path) -> None:
    await ask_all(library, tmp_path, seed=0, count=FEW)


async def ask_all(library: Library, tmp_path: Path, *, seed: int, count: int) -> None:
    judge, started = Judge(), time.perf_counter()
    async with open_store(tmp_path / "vault.db") as store:
        desk = Desk(library, store, Look(), keep_misses=True)
        typist = await typist_of(library, seed)
        dailies = DailyAnswers(store.daily, library, desk.look)
        commands = Commands(Answers(desk, version="1"), dailies, typist)
        for _ in range(count):
            asked = commands.next()
            if (reply := await judge.ask(asked)) and reply.rows:
                commands.remember(reply)
    sys.stdout.write(f"{judge.told(time.perf_counter() - started)}\n")
    assert judge.faults == []


async def typist_of(library: Library, seed: int) -> Typist:
    """Who knows the words of the vault, and the keys of what is in it."""
    words: set[str] = set()
    keys: list[int] = []
    for channel in ("", *(key for key, _ in library.catalogue.channels)):
        keys.append(key_of(channel))
        for video in library.catalogue.videos_of(channel):
            keys.append(video.key)
            for note in await library.notes_about(video):
                keys.append(note.key)
                words.update(note.title[:1_000].split(), note.lead[:1_000].split())
                keys += [quote.key for quote in (await library.quotes_of(note))[:20]]
    return Typist(seed, sorted(word for word in words if len(word) < 40), keys)
