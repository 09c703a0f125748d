"""Where wikilinks lead: which note answers to a target as somebody typed it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from bot.courtesy import unhurried
from bot.model import LinkReport, NoteLinks

_SEPARATORS = re.compile(r"[\W_]+")
_DOTS = re.compile(r"\A(?:\.{1,2}/)+")


def resolve_links(notes: Sequence[NoteLinks]) -> LinkReport:
    """Resolve every link of a vault."""
    index = LinkIndex(notes)
    found: dict[str, tuple[str, ...]] = {}
    missing: dict[str, tuple[str, ...]] = {}
    for note in unhurried(notes):
        targets: dict[str, None] = {}
        lost = []
        for link in note.links:
            target = index.find(link, channel=note.channel)
            if target is None:
                lost.append(link)
            elif target != note.path:
                targets.setdefault(target)
        if targets:
            found[note.path] = tuple(targets)
        if lost:
            missing[note.path] = tuple(lost)
    return LinkReport(found, missing)


class LinkIndex:
    """The names that notes answer to, strictest first.

    A path beats a stem, a stem as written beats one in another case, and any stem beats a title or
    an alias; last comes whatever is equal in letters and digits. Of several notes that answer
    alike, the one in the same channel is meant, else the first by path.
    """

    def __init__(self, notes: Iterable[NoteLinks]) -> None:
        self._channels: dict[str, str] = {}
        self._names: tuple[dict[str, list[str]], ...] = tuple(defaultdict(list) for _ in _FORMS)
        for note in unhurried(sorted(notes, key=lambda note: note.path)):
            self._channels[note.path] = note.channel
            names = (_tails(note.path), (_stem(note.path),), (note.title, *note.aliases))
            for (kinds, form), known in zip(_FORMS, self._names, strict=True):
                chosen = (name for kind in kinds for name in names[kind])
                for name in dict.fromkeys(map(form, chosen)):
                    known[name].append(note.path)

    def find(self, target: str, *, channel: str) -> str | None:
        """The path of the note that a link in `channel` means; None where no note answers."""
        name = _DOTS.sub("", target.strip()).strip("/").removesuffix(".md")
        for (_, form), known in zip(_FORMS, self._names, strict=True):
            if paths := known.get(form(name)):
                return next((path for path in paths if self._channels[path] == channel), paths[0])
        return None


def _tails(path: str) -> tuple[str, ...]:
    """A path, and what is left of it without its first folders: `a/b/c` is linked as `b/c` too."""
    parts = path.removesuffix(".md").split("/")
    return tuple("/".join(parts[start:]) for start in range(max(1, len(parts) - 1)))


def _slug(name: str) -> str:
    """Letters and digits only; empty names are equal to nothing."""
    return _SEPARATORS.sub("_", name.casefold()).strip("_") or "\0" + name


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return name[:-3] if name.lower().endswith(".md") else name


_FORMS: tuple[tuple[tuple[int, ...], Callable[[str], str]], ...] = (
    ((0,), str),
    ((1,), str),
    ((1,), str.casefold),
    ((2,), str.casefold),
    ((1, 2), _slug),
)
"""In the order of the search: which of (paths, stem, title and aliases), and in what form."""
