"""The values that pass between rooms: frozen, and free of Discord, SQL and Markdown.

Reading makes `Note` and `IndexPage`; the store hands back `StoredNote` and `StoredExcerpt`; search
wraps them as `NoteHit` and `QuoteHit`; replies are made of those.
"""

from bot.model.action import TURNS, Action, Verb
from bot.model.daily import Claim, Daily, Drawn, Pause
from bot.model.database import DatabaseServer
from bot.model.fleet import Reach, ShardReport
from bot.model.guild import GuildSettings, Miss, Replies
from bot.model.links import LinkReport, NoteLinks
from bot.model.load import (
    FileIds,
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
    distinct,
)
from bot.model.problem import (
    Problem,
    Severity,
)
from bot.model.search import (
    Choice,
    NoteHit,
    QuoteHit,
    StoredVault,
    StoredWords,
)
from bot.model.settings import VaultSettings, VideoSite
from bot.model.source import Fetched
from bot.model.stored import (
    RereadNote,
    StoredExcerpt,
    StoredMoments,
    StoredNote,
    StoredTimes,
    TitleEntry,
    VaultStatus,
    VideoEntry,
)
from bot.model.times import LITERALLY, NoteTimes, TimeReading

__all__ = [
    "LITERALLY",
    "PLAUSIBLE_SECONDS",
    "TURNS",
    "Action",
    "Choice",
    "Claim",
    "Daily",
    "DatabaseServer",
    "Drawn",
    "Excerpt",
    "ExcerptKind",
    "Fetched",
    "FileIds",
    "FileStamp",
    "GuildSettings",
    "IndexPage",
    "IndexedFile",
    "LinkReport",
    "LoadReport",
    "Miss",
    "Moment",
    "Note",
    "NoteHit",
    "NoteLinks",
    "NoteTimes",
    "ParsedFile",
    "Pause",
    "Problem",
    "QuoteHit",
    "Reach",
    "Replies",
    "RereadNote",
    "Severity",
    "ShardReport",
    "StoredExcerpt",
    "StoredMoments",
    "StoredNote",
    "StoredTimes",
    "StoredVault",
    "StoredWords",
    "TimeReading",
    "TitleEntry",
    "VaultSettings",
    "VaultStatus",
    "Verb",
    "Video",
    "VideoEntry",
    "VideoSite",
    "distinct",
]
