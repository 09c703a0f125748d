"""The values that pass between rooms: frozen, and free of Discord, SQL and Markdown.

Reading makes `Note` and `IndexPage`; the store hands back `StoredNote` and `StoredExcerpt`; search
wraps them as `NoteHit` and `QuoteHit`; replies are made of those.
"""

from bot.model.load import (
    FileStamp,
    IndexedFile,
    LoadReport,
    ParsedFile,
)
from bot.model.note import (
    PLAUSIBLE_SECONDS,
    Excerpt,
    ExcerptKind,
    IndexPage,
    Moment,
    Note,
    Video,
)
from bot.model.problem import (
    Problem,
    Severity,
)
from bot.model.search import (
    Candidate,
    Choice,
    Match,
    NoteHit,
    QuoteHit,
)
from bot.model.stored import (
    StoredExcerpt,
    StoredNote,
    TitleEntry,
    VaultStatus,
)

__all__ = [
    "PLAUSIBLE_SECONDS",
    "Candidate",
    "Choice",
    "Excerpt",
    "ExcerptKind",
    "FileStamp",
    "IndexPage",
    "IndexedFile",
    "LoadReport",
    "Match",
    "Moment",
    "Note",
    "NoteHit",
    "ParsedFile",
    "Problem",
    "QuoteHit",
    "Severity",
    "StoredExcerpt",
    "StoredNote",
    "TitleEntry",
    "VaultStatus",
    "Video",
]
