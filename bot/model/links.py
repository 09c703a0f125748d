"""How the notes of a vault are linked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteLinks:
    """What the links of one note are resolved by."""

    path: str
    channel: str
    title: str
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """Targets of its wikilinks as written, each once."""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """Where the links of a vault lead."""

    found: dict[str, tuple[str, ...]]
    """Path of a note → paths of the notes that it links to, each once, in its order."""
    missing: dict[str, tuple[str, ...]]
    """Path of a note → targets that no note answers to."""
