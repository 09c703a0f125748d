"""Answers being made: counted by their tasks, waited for, and no more begun."""

import asyncio

from bot.inflight import Answered, InFlight


async def make(answers: InFlight, until: asyncio.Event, *, fails: bool = False) -> None:
    answers.begin(lambda: ("quote", "ok"))
    # Asked twice, it is one answer.
    answers.begin(lambda: ("quote", "ok"))
    await until.wait()
    if fails:
        raise ValueError("no")


async def test_an_answer_is_made_until_its_task_ends() -> None:
    seen: list[Answered] = []
    answers, until = InFlight(seen.append), asyncio.Event()
    tasks = [asyncio.create_task(make(answers, until, fails=n == 1)) for n in range(3)]
    await asyncio.sleep(0)
    assert (len(answers), seen) == (3, [])
    until.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
    assert len(answers) == 0
    assert [(each.kind, each.outcome) for each in seen] == [("quote", "ok")] * 3
    assert all(0 < each.seconds < 60 for each in seen)


async def test_what_is_cancelled_did_not_end_well() -> None:
    seen: list[Answered] = []
    answers = InFlight(seen.append)
    task = asyncio.create_task(make(answers, asyncio.Event()))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0)
    assert [each.outcome for each in seen] == ["error"]


async def test_those_that_take_too_long_are_counted_and_go_on() -> None:
    answers, until = InFlight(), asyncio.Event()
    assert await answers.finished(0.01) == 0
    task = asyncio.create_task(make(answers, until))
    await asyncio.sleep(0)
    answers.close()
    assert answers.is_closed
    assert await answers.finished(0.01) == 1
    assert not task.done()
    until.set()
    assert await answers.finished(10) == 0
