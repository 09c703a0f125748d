"""Who does the work: the event loop's own thread where it is little, another where it is much."""

import threading

import pytest

from bot.aside import MANY, aside


@pytest.mark.parametrize(("count", "here"), [(0, True), (MANY, True), (MANY + 1, False)])
async def test_many_things_are_looked_at_in_another_thread(count: int, here: bool) -> None:
    thread = await aside(range(count), threading.get_ident)
    assert (thread == threading.get_ident()) is here
