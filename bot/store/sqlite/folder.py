"""A lock on the folder of a database, for whoever opens it and whoever moves it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError

LOCKED = 30.0
"""Seconds that are waited for whoever keeps the folder locked."""
LOOK_AGAIN = 0.1


@contextmanager
def hold_folder(path: Path, how: int) -> Iterator[int]:
    """A lock on the folder: it needs no file of its own, ends with the process, and can be had
    where nothing can be written. Waits for whoever holds it; raises StoreError where that takes
    too long.
    """
    handle = os.open(path.resolve().parent, os.O_RDONLY)
    deadline = time.monotonic() + LOCKED
    try:
        while True:
            try:
                fcntl.flock(handle, how | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreError(
                        f"{path}: another process keeps its folder locked; end that one"
                    ) from None
                time.sleep(LOOK_AGAIN)
        yield handle
    finally:
        os.close(handle)
