"""Every kind of answer, made of one text wherever a vault or a person may put text."""

from collections.abc import Callable
from dataclasses import replace

from bot.model import (
    Action,
    GuildSettings,
    LoadReport,
    Miss,
    Moment,
    NoteHit,
    Problem,
    QuoteHit,
    StoredExcerpt,
    StoredNote,
    VaultStatus,
    Verb,
)
from bot.reply import notices, reports
from bot.reply.embeds import Look
from bot.reply.hits import quotes_reply, search_reply
from bot.reply.lists import Line
from bot.reply.message import ActionButton, Reply
from bot.reply.notes import note_reply
from bot.reply.quotes import cite_reply, quote_reply
from bot.reply.videos import around_reply, browse_reply, contents_reply
from tests.reply.build import NOTE, numbered, video

STATUS = VaultStatus(
    notes=1234,
    excerpts=56789,
    videos=12,
    channels=3,
    problems=2,
    repaired_notes=3,
    repaired=7,
    loaded_at=1_700_000_000,
    database_bytes=12_345_678,
)
REPORT = LoadReport(
    notes=1234,
    excerpts=56789,
    added=1,
    changed=2,
    removed=3,
    unchanged=1231,
    problems=0,
    repaired_notes=3,
    repaired=7,
    seconds=1.26,
)


def problems(count: int, message: str = "unknown key") -> list[Problem]:
    return [Problem(f"lex/{number}.md", number, "code", message) for number in range(count)]


def replies(text: str, look: Look, video_id: str) -> dict[str, Reply]:
    """An answer of each kind, by its name."""
    owner = replace(
        NOTE, title=text[:300], channel_name=text[:400], video_title=text[:400],
        lead=text, path=text[:300] or "note.md", video_id=video_id,
    )  # fmt: skip
    return {kind: make(text, owner, look) for kind, make in KINDS.items()}


def _excerpts(text: str, owner: StoredNote, count: int) -> list[StoredExcerpt]:
    """With many moments, deep headings and a label."""
    moments = tuple(Moment(owner.video_id, second, "0:01") for second in range(35_000, 35_060))
    cited = numbered(
        *[text] * count, note=owner, label=text[:500],
        headings=tuple(f"{text[:300]}{number}" for number in range(20)),
    )  # fmt: skip
    repaired = (Moment(owner.video_id, 1, text[:90], repaired=True), *moments)
    return [replace(each, excerpt=replace(each.excerpt, moments=repaired)) for each in cited]


def _hit(text: str, owner: StoredNote) -> QuoteHit:
    (excerpt,) = _excerpts(text, owner, 1)
    size = len(text)
    spans = [(a, b) for a, b in ((0, 4), (5, 15), (700, 709), (70_000, 70_009)) if b <= size]
    return QuoteHit(excerpt, 1.0, _why(text), tuple(spans))


def _why(text: str) -> tuple[str, ...]:
    return ("exact", *(f"spelling: {text[:300]} → {number}" for number in range(30)))


def _quote(text: str, owner: StoredNote, look: Look) -> Reply:
    action = Action(Verb.NEXT, page=1, channel=2**50 - 1, text=text)
    following = ActionButton("Next match (1 of 10)", action)
    return quote_reply(_hit(text, owner), look, private=True, next_match=following)


def _note(text: str, owner: StoredNote, look: Look, page: int = 0) -> Reply:
    related = [replace(owner, key=number) for number in range(1, 40)]
    excerpts = _excerpts(text, owner, 30)
    hit = NoteHit(owner, 1.0, _why(text))
    return note_reply(hit, excerpts, look, related=related, private=True, page=page)


def _search(text: str, owner: StoredNote, look: Look) -> Reply:
    hit, (first,) = _hit(text, owner), _excerpts(text, owner, 1)
    other = replace(hit, excerpt=replace(first, key=7))
    found = [(owner, first), hit, (replace(owner, key=8), None), other, (owner, None)]
    turn = Action(Verb.SEARCH, channel=2**50 - 1, text=text)
    return search_reply(text, found, look, turn=turn, page=1, pages=3, private=True)


def _contents(text: str, owner: StoredNote, look: Look) -> Reply:
    named = video(title=text[:400], channel_name=text[:400], video_id=owner.video_id)
    chapters = [(replace(owner, key=n), range(35_000, 35_040)) for n in range(1, 12)]
    return contents_reply(named, chapters, look, page=1, private=False)


def _around(text: str, owner: StoredNote, look: Look) -> Reply:
    named = video(title=text[:400], channel_name=text[:400], video_id=owner.video_id)
    return around_reply(
        named, _excerpts(text, owner, 5), look, seconds=35_000, page=1, pages=9, private=True
    )


def _browse(text: str, owner: StoredNote, look: Look) -> Reply:
    lines = [
        Line("", owner.title, Action(Verb.BROWSE_VIDEO, number), text) for number in range(1, 60)
    ]
    turn = Action(Verb.BROWSE_CHANNEL, page=1, channel=5)
    back = Line("", f"◀ {owner.title}", Action(Verb.BROWSE))
    return browse_reply(owner.title, lines, look, turn=turn, what="video", back=back)


def _nearest(text: str) -> list[tuple[str, Action]]:
    return [(text, Action(Verb.NOTE, number)) for number in range(1, 9)]


Make = Callable[[str, StoredNote, Look], Reply]
KINDS: dict[str, Make] = {
    "quote": _quote,
    "last part": lambda text, owner, look: quote_reply(_hit(text, owner), look, part=9999),
    "note": _note,
    "note, page 2": lambda text, owner, look: _note(text, owner, look, 1),
    "note, last page": lambda text, owner, look: _note(text, owner, look, 99),
    "quotes": lambda text, owner, look: quotes_reply(
        owner, _excerpts(text, owner, 12), look, page=1, private=False
    ),
    "search": _search,
    "contents": _contents,
    "around": _around,
    "browse": _browse,
    "cite": lambda text, owner, look: cite_reply(_excerpts(text, owner, 1)[0], look),
    "nothing": lambda text, _owner, _look: notices.nothing_found(
        text, kind="note", nearest=_nearest(text), channel=text
    ),
    "nothing near": lambda text, _owner, _look: notices.nothing_found(text, kind="search"),
    "gone": lambda text, _owner, _look: notices.gone("quote", _nearest(text)),
    "unknown channel": lambda text, _owner, _look: notices.unknown_channel(text),
    "settings": lambda text, _owner, _look: reports.guild_settings(
        GuildSettings(channel=text), channel_name=text[:400]
    ),
    "misses": lambda text, _owner, _look: reports.misses(
        [Miss("note", text, 2, 0)] * 30, kept=True
    ),
    "reload failed": lambda text, _owner, _look: reports.load_failed(OSError(text)),
    "reloaded": lambda _text, _owner, _look: reports.load_report(REPORT),
    "status": lambda text, _owner, _look: reports.vault_status(STATUS, problems(50, text)),
    "about": lambda _text, _owner, _look: reports.about(
        STATUS, version="1.2.3", invite="https://discord.com/x", keeps_misses=True
    ),
}
