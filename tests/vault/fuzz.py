"""A fuzzer of the reader, guided by coverage: `python -m tests.vault.fuzz -max_total_time=60`.

The options are libFuzzer's; a folder keeps the inputs that reached something new. An input is
bytes: a file as it is, or numbers of pieces, some of them many times over.
"""

import sys
import time

import atheris

with atheris.instrument_imports(include=["bot.vault"]):
    from bot.vault import parse_text
    from bot.vault.normalize import decode

from tests.vault import made_notes
from tests.vault.invariants import check_reading
from tests.vault.pieces import PIECES

TABLE = [*made_notes.HEADS, *made_notes.BLOCKS, *made_notes.INLINE, *made_notes.CITATIONS, *PIECES]
DEFAULTS = ("-max_len=400", "-len_control=0")
"""Whole notes from the start: short inputs tell little."""
MAX_PIECES = 30
TIMES = (*[1] * 126, 20, 300)
RAW = 64
"""A first byte below this makes the others a file."""
SECONDS = 0.5
SECONDS_A_CHARACTER = 60e-6
"""Several times what the slowest takes, under instrumentation."""


def check_input(data: bytes) -> None:
    text = make_text(data)
    started = time.process_time()
    check_reading(text)
    limit = SECONDS + SECONDS_A_CHARACTER * len(text)
    if time.process_time() - started > 2 * limit:
        started = time.process_time()
        parse_text("channel/a_note.md", text)
        seconds = time.process_time() - started
        assert seconds <= limit, f"{seconds:.2f} s for {len(text)} characters"


def make_text(data: bytes) -> str:
    if not data or data[0] < RAW:
        return decode(data[1:])[0]
    provider = atheris.FuzzedDataProvider(data[1:])
    pieces = []
    while provider.remaining_bytes() and len(pieces) < MAX_PIECES:
        piece = TABLE[provider.ConsumeIntInRange(0, len(TABLE) - 1)]
        times = TIMES[provider.ConsumeIntInRange(0, len(TIMES) - 1)]
        pieces.append(made_notes.fill_plainly(piece) * times)
    return "".join(pieces)


def main() -> None:
    atheris.Setup([sys.argv[0], *DEFAULTS, *sys.argv[1:]], check_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
