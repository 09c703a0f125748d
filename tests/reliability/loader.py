"""A process that has everything imported, and forks a process of its own for each command.

So that two hundred loads do not spend their time on imports. Speaks lines: the arguments of
`vaultbot` as JSON in; out first the process's id, then its exit code, -9 where it was killed.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.cli import main

ROOT = Path(__file__).parents[2]


class Loader:
    """The parent of loads."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self, arguments: Sequence[object]) -> int:
        """Begin a command, in a session of its own; returns the id of its process and session."""
        assert self._process.stdin
        print(json.dumps([str(each) for each in arguments]), file=self._process.stdin, flush=True)
        return self._number()

    def end(self) -> int:
        """Wait for the command that was begun last; its exit code, or minus a signal."""
        return self._number()

    def _number(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())


@contextmanager
def open_loader(errors: Path) -> Iterator[Loader]:
    """What the commands print goes to the file `errors`."""
    with (
        errors.open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.loader"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        ) as process,
    ):  # fmt: skip
        yield Loader(process)
        process.kill()


def _serve() -> None:
    for line in sys.stdin:
        arguments = json.loads(line)
        # No thread was ever started here, so forking is safe.
        child = os.fork()
        if not child:
            os.setsid()
            os.dup2(2, 1)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.stdin = os.fdopen(0)
            code = 99
            try:
                code = main(arguments)
            except BaseException:  # noqa: BLE001
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve()
