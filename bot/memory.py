"""Memory after something large was made that stays: what is free goes back, what stays is left."""

import ctypes
import gc
import sys


def settle() -> None:
    """Call where a snapshot was made and what it was made of is gone.

    What a snapshot holds lives until the next one: to walk through it again and again would take
    the garbage collector 50 ms a time, in which nobody is answered.
    """
    # What is garbage now would be kept for ever.
    gc.collect()
    gc.freeze()
    _trim()


def _trim() -> None:
    """Give freed memory back, which glibc does by itself only at times: 30 MB of 200."""
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
