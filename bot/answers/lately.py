"""What each server asked for lately: in memory only, public answers only, nobody's name."""

from collections import OrderedDict
from collections.abc import Sequence

MOST_GUILDS = 1_000
MOST_KEYS = 25


class Lately:
    """The keys of notes and quotes that were shown, latest first."""

    def __init__(self) -> None:
        self._shown: OrderedDict[tuple[int, str], list[int]] = OrderedDict()

    def add(self, guild: int | None, kind: str, key: int) -> None:
        """Remember that a server was shown the note or quote of this key."""
        if guild is None:
            return
        keys = self._shown.setdefault((guild, kind), [])
        self._shown.move_to_end((guild, kind))
        if key in keys:
            keys.remove(key)
        keys.insert(0, key)
        del keys[MOST_KEYS:]
        if len(self._shown) > MOST_GUILDS:
            self._shown.popitem(last=False)

    def of(self, guild: int | None, kind: str) -> Sequence[int]:
        """The keys, latest first."""
        return tuple(self._shown.get((guild, kind), ())) if guild is not None else ()
