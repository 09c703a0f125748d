"""A shuffled bag without a memory: excerpts in an order that a number decides, and a place in it.

Every key is hashed together with the round's seed, and the hashes in order are the round. Whatever
is drawn next has the smallest hash above that of the last; so the state is two numbers however
large the vault is, what joins later takes its place, what is deleted is simply not there, and
nothing is drawn twice in a round.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.corpus import Corpus

SHORTEST = 40
LONGEST = 600
"""Characters of an excerpt that is shown by itself."""
START = -1
"""The cursor before anything was drawn: below every hash."""

_GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Place:
    """One in the order of a round."""

    key: int
    """Of the excerpt."""
    seed: int
    """Of the round."""
    cursor: int
    """Its hash: draw on from here."""
    left: int
    """How many come after it in the round."""


class Bag:
    """The excerpts of a corpus that can stand by themselves."""

    def __init__(self, corpus: Corpus, quotable: bytes) -> None:
        """`quotable`: keys of 64 bits; those that the corpus lacks are left out."""
        # Once each: two excerpts of one note may be alike down to their key.
        keys, first = np.unique(corpus.keys, return_index=True)
        chosen = _among(keys, np.frombuffer(quotable, "<i8"))
        self._keys: NDArray[np.uint64] = keys[chosen].astype(np.uint64)
        # Nothing of the corpus is kept: it is to go as soon as there is a newer one.
        names, codes = np.unique(corpus.channel_of, return_inverse=True)
        self._channels = {name: code for code, name in enumerate(names.tolist())}
        self._channel_of = codes.astype(np.uint32)[corpus.note_of[first[chosen]]]

    def draw(self, *, seed: int, cursor: int, channel: str = "") -> Place | None:
        """What comes next, in this round or, where it is at its end, in a new one.

        None where there is nothing to draw. A new round never begins with what the old one ended
        with, unless that is all there is.
        """
        keys = self._keys
        if channel:
            keys = keys[self._channel_of == self._channels.get(channel, len(self._channels))]
        if not len(keys):
            return None
        hashes = _hashes(keys, seed)
        coming = np.flatnonzero(hashes > cursor)
        if not len(coming):
            last = keys[hashes == cursor]
            while True:
                seed = _mixed(seed + _GOLDEN) >> 1
                hashes = _hashes(keys, seed)
                if len(keys) == 1 or keys[hashes.argmin()] not in last:
                    break
            coming = np.arange(len(keys))
        place = coming[hashes[coming].argmin()]
        return Place(int(keys[place]), seed, int(hashes[place]), len(coming) - 1)


def _among(keys: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each key is a known one, of keys in order; `np.isin` takes ten times as long, and
    holds the interpreter all the while.
    """
    if not len(known):
        return np.zeros(len(keys), bool)
    known = np.sort(known)
    nearest = known[np.minimum(np.searchsorted(known, keys), len(known) - 1)]
    among: NDArray[np.bool_] = nearest == keys
    return among


def _hashes(keys: NDArray[np.uint64], seed: int) -> NDArray[np.int64]:
    """SplitMix64 of each key under a seed, a bit shorter: none is negative, as SQLite's can be."""
    mixed = keys ^ np.uint64(_mixed(seed))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_SECOND)
    hashes: NDArray[np.int64] = ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(1)).view(np.int64)
    return hashes


def _mixed(number: int) -> int:
    """The same of one number."""
    mixed = number & _MASK
    mixed = (mixed ^ (mixed >> 30)) * _FIRST & _MASK
    mixed = (mixed ^ (mixed >> 27)) * _SECOND & _MASK
    return mixed ^ (mixed >> 31)
