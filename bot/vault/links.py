"""Where wikilinks lead: which note answers to a target as somebody typed it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.courtesy import unhurried
from bot.model import LinkReport, NoteLinks

_SEPARATORS = re.compile(r"[\W_]+")
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_DOTS = re.compile(r"\A(?:\.{1,2}/)+")


def resolve_links(notes: Sequence[NoteLinks]) -> LinkReport:
    """Resolve every link of a vault."""
    index = LinkIndex(notes)
    found: dict[str, tuple[str, ...]] = {}
    missing: dict[str, tuple[str, ...]] = {}
    # Many notes of a channel name the same one.
    known: dict[tuple[str, str], str | None] = {}
    for note in unhurried(notes):
        targets: dict[str, None] = {}
        lost = []
        for link in note.links:
            asked = link, note.channel
            if asked not in known:
                known[asked] = index.find(link, channel=note.channel)
            target = known[asked]
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
        self._by_path: defaultdict[str, list[NoteLinks]] = defaultdict(list)
        self._by_title: defaultdict[str, list[NoteLinks]] = defaultdict(list)
        self._alike: defaultdict[str, list[NoteLinks]] = defaultdict(list)
        """By letters and digits: who answers to a stricter form of a name answers to these."""
        for note in unhurried(sorted(notes, key=lambda note: note.path)):
            titles = (note.title, *note.aliases)
            for tail in _tails(note.path):
                self._by_path[tail].append(note)
            for title in {title.casefold() for title in titles}:
                self._by_title[title].append(note)
            for slug in {_slug(_stem(note.path)), *map(_slug, titles)}:
                self._alike[slug].append(note)

    def find(self, target: str, *, channel: str) -> str | None:
        """The path of the note that a link in `channel` means; None where no note answers."""
        name = _DOTS.sub("", target.strip()).strip("/").removesuffix(".md")
        notes = self._by_path.get(name) or self._by_name(name)
        if not notes:
            return None
        return next((note for note in notes if note.channel == channel), notes[0]).path

    def _by_name(self, name: str) -> Sequence[NoteLinks]:
        alike, folded = self._alike.get(_slug(name), []), name.casefold()
        stems = [note for note in alike if _stem(note.path).casefold() == folded]
        written = [note for note in stems if _stem(note.path) == name]
        return written or stems or self._by_title.get(folded) or alike


def _tails(path: str) -> tuple[str, ...]:
    """A path, and what is left of it without its first folders: `a/b/c` is linked as `b/c` too."""
    parts = path.removesuffix(".md").split("/")
    return tuple("/".join(parts[start:]) for start in range(max(1, len(parts) - 1)))


def _slug(name: str) -> str:
    """Letters and digits only; empty names are equal to nothing."""
    folded = name.casefold()
    if folded.isascii():
        # The same at a third of the cost, and nearly all are such.
        slug = "_".join(folded.translate(_BLANKS).split())
    else:
        slug = _SEPARATORS.sub("_", folded).strip("_")
    return slug or "\0" + folded


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return name[:-3] if name.lower().endswith(".md") else name
