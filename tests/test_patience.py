"""Answers wait for their database so long and no longer."""

import asyncio
import time

import pytest

from bot.errors import StoreBusy
from bot.patience import begin_answer, patiently, waiting


@pytest.fixture(autouse=True)
def _little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.patience.IN_ALL", 0.2)


async def wait(seconds: float, most: float | None = None) -> None:
    async with waiting(most):
        await asyncio.sleep(seconds)


async def test_all_that_an_answer_waits_for_counts_together() -> None:
    async def answer() -> None:
        for _ in range(10):
            await wait(0.05)

    began = time.monotonic()
    with pytest.raises(TimeoutError):
        await begin_answer(answer())
    assert 0.1 < time.monotonic() - began < 0.45


async def test_one_question_has_a_limit_of_its_own() -> None:
    with pytest.raises(TimeoutError):
        await begin_answer(wait(0.15, 0.05))
    with pytest.raises(TimeoutError):
        await wait(0.15, 0.05)


async def test_what_else_an_answer_takes_does_not_count() -> None:
    async def answer() -> str:
        await asyncio.sleep(0.4)
        await wait(0.01)
        return "late"

    assert await begin_answer(answer()) == "late"


async def test_what_an_answer_begins_has_no_limit_and_goes_on() -> None:
    begun: list[asyncio.Task[None]] = []

    async def answer() -> None:
        begun.append(asyncio.create_task(wait(0.4)))
        await patiently(asyncio.shield(begun[0]))

    with pytest.raises(StoreBusy, match="still being read"):
        await begin_answer(answer())
    await begun[0]
