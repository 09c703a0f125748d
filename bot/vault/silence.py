"""Notes that say only that their video holds nothing on their topic."""

import re
from collections.abc import Sequence

from bot.vault.blocks import BlockKind
from bot.vault.excerpts import Reading
from bot.vault.marks import strip_marks
from bot.vault.passages import Passage

MOST_EXCERPTS = 2
"""A note with more to quote says something, whatever it begins with."""
MOST_LETTERS = 2_000
"""Who has nothing to say says so at once: no search through a megabyte without a full stop."""
_NOTHING = re.compile(
    r"(?:\bno|\bnot|n't)\b[^.]{0,60}\b(?:information|content|details?|mention|discussion)\b"
    r"|(?:\bnot|n't|\bnever)\b[^.]{0,20}\b(?:mention|discuss|cover|contain|address|talk)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\b(?:transcript|video|episode|recording|provided text|source)", re.IGNORECASE
)


def is_silent(passages: Sequence[Passage], reading: Reading) -> bool:
    """Whether a note has nothing to say: no words at all, or that there is no information."""
    if len(reading.excerpts) > MOST_EXCERPTS:
        return False
    if not reading.excerpts and not reading.uncited:
        return True
    texts = (p.text for p in passages if p.kind is not BlockKind.HEADING)
    words = next(filter(None, map(strip_marks, texts)), "")
    first = words[:MOST_LETTERS].partition(". ")[0]
    return bool(_NOTHING.search(first) and _SOURCE.search(first))
