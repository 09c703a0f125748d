"""The thread for searches: who waits, who is given up."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from bot.searcher import Searcher


@pytest.fixture
def searcher() -> Iterator[Searcher]:
    made = Searcher()
    yield made
    made.close()


async def begin_search(searcher: Searcher) -> tuple[asyncio.Task[None], threading.Event]:
    """A search that goes on in the thread until the event is set."""
    began, release = threading.Event(), threading.Event()

    def find() -> None:
        began.set()
        release.wait()

    running = asyncio.create_task(searcher.search(find))
    await asyncio.to_thread(began.wait)
    return running, release


async def test_what_comes_alone_is_found_here_and_what_comes_with_it_in_the_thread(searcher):
    threads = await asyncio.gather(*(searcher.briefly(threading.current_thread) for _ in range(3)))
    here = threading.current_thread()
    assert [thread is here for thread in threads] == [True, False, False]
    assert await searcher.briefly(threading.current_thread) is here


async def test_what_nobody_waits_for_is_not_searched_for(searcher):
    release = threading.Event()
    found: list[str] = []
    running = asyncio.create_task(searcher.search(release.wait))
    unwanted = asyncio.create_task(searcher.search(lambda: found.append("unwanted")))
    wanted = asyncio.create_task(searcher.search(lambda: found.append("wanted")))
    await asyncio.sleep(0.01)
    unwanted.cancel()
    await asyncio.gather(unwanted, return_exceptions=True)
    release.set()
    await asyncio.gather(running, wanted)
    assert unwanted.cancelled()
    assert found == ["wanted"]
    await asyncio.sleep(0.01)
    assert await searcher.briefly(threading.current_thread) is threading.current_thread()


async def test_a_search_that_began_goes_on_and_others_still_keep_off_the_loop(searcher):
    running, release = await begin_search(searcher)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    other = asyncio.create_task(searcher.briefly(threading.current_thread))
    await asyncio.sleep(0.01)
    release.set()
    assert await other is not threading.current_thread()


async def test_it_is_busy_while_anything_is_searched_for_and_until_the_loop_goes_on(searcher):
    assert not searcher.is_busy()
    running, release = await begin_search(searcher)
    assert searcher.is_busy()
    release.set()
    await running
    assert not searcher.is_busy()
    assert await searcher.briefly(searcher.is_busy)
    await asyncio.sleep(0)
    assert not searcher.is_busy()
