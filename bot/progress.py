"""A bar on a terminal while many files are read."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from bot.workers import Progress


@contextmanager
def show_progress() -> Iterator[Progress | None]:
    """What to tell of the progress; draws on standard error where that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("Reading the vault", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
