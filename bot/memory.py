"""Memory after something large was made that stays: what is free goes back, what stays is left."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_ARENA_MAX = -8
"""glibc's number for how many arenas malloc makes."""


def share_one_arena() -> None:
    """Have all threads allocate from one place, as `MALLOC_ARENA_MAX=1` does: what a load needed in
    its threads serves answers afterwards, which is 25 MB of 200. Call before there are threads.
    """
    if sys.platform == "linux" and (choose := getattr(ctypes.CDLL(None), "mallopt", None)):
        choose(_ARENA_MAX, 1)


@contextmanager
def collector_off() -> Iterator[None]:
    """Meanwhile a lot is made that stays: the garbage collector would walk through it again and
    again, 60 ms a time, in which nobody is answered.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def settle() -> None:
    """Call where a snapshot was made and what it was made of is gone.

    What a snapshot holds lives until the next one: to walk through it again and again would take
    the garbage collector 50 ms a time, in which nobody is answered.
    """
    # What is garbage now would be kept for ever.
    gc.collect()
    gc.freeze()
    trim()


def trim() -> None:
    """Give freed memory back, which glibc does by itself only at times: 30 MB of 200."""
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
