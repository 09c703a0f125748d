"""Every kind of reply about a vault, asked for as users do, each examined.

What comes with a choice, such as who sees it, is asked for in opposite ways, and those take turns.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence

from bot.keys import format_key, key_of
from bot.model import (
    Action,
    GuildSettings,
    NoteHit,
    QuoteHit,
    StoredExcerpt,
    StoredNote,
    Verb,
    VideoEntry,
)
from bot.reply import notices, reports
from bot.reply.choices import note_choices, quote_choices, video_choices
from bot.reply.custom_ids import parse_id
from bot.reply.embeds import Look
from bot.reply.hits import PAGE, FoundNote, quotes_reply, search_reply
from bot.reply.message import Reply
from bot.reply.notes import note_reply
from bot.reply.quotes import cite_reply, match_button, quote_embed, quote_reply
from bot.reply.text import CHOICES_LIMIT
from bot.reply.videos import contents_reply
from tests.replies.examiner import Examiner
from tests.replies.markup import Sent, links_in, words_of
from tests.replies.properties import (
    cite_faults,
    contents_faults,
    line_faults,
    link_faults,
    moments_of,
    note_faults,
    part_faults,
    quoted,
    shortening_faults,
    videos_of,
)
from tests.replies.ways import LEAD_IN, Way, Ways

_WORD = re.compile(r"\w+")
_PART = re.compile(r"Part \d+ of (\d+)")
_PAGES = re.compile(r"page \d+ of (\d+)")
NEAREST = 5
BESIDE_NOTE = PAGE - 1
QUERY = 60
FORMS: dict[str, Callable[[QuoteHit, Look], Reply]] = {}
"""Other forms that a quote has, by kind, such as a post: each is examined for every quote."""


async def examine_video(examiner: Examiner, ways: Ways, video: VideoEntry) -> None:
    """All about a video: its contents, what is said around its moments, each of its notes."""
    library = ways.library
    notes = await library.notes_about(video)
    excerpts = [each for note in notes for each in await library.quotes_of(note)]
    for note in notes:
        await examine_note(examiner, ways, note, await library.quotes_of(note))
    name = video.video_id
    moments, videos = moments_of(excerpts), videos_of(*notes)

    async def contents(way: Way, page: int) -> Sent:
        coming = way.press(Verb.VIDEO_PAGE, video.key, page)
        sent = await examiner.take("contents", name, coming)
        lead_in = way.look.lead_in
        examiner.blame("contents", name, link_faults(sent, moments, lead_in=lead_in, videos=videos))
        examiner.blame("contents", name, contents_faults(sent))
        return sent

    listed = await all_pages(contents, ways.pair(video.key))
    told = {option["value"] for sent in listed for option in sent.options}
    if len(told) != len(notes):
        examiner.blame("contents", name, iter([f"{len(told)} notes of {len(notes)}"]))

    placed = await library.quotes_in_order(video.video_id) if video.video_id else []
    second = placed[len(placed) // 2][0] if placed else 0
    waiting = [excerpt for _, excerpt in placed]

    async def around(way: Way, page: int) -> Sent:
        coming = way.press(Verb.AROUND, video.key, page, text=str(second))
        sent = await examiner.take("around", name, coming)
        # Those with the same words at the same moment are two lines, and one to pick.
        keys, shown = {action.key for action in actions(sent)}, []
        while waiting and waiting[0].key in keys and len(shown) < PAGE:
            shown.append(waiting.pop(0))
        examiner.blame("around", name, line_faults(sent, shown, lead_in=way.look.lead_in))
        return sent

    if placed:
        await all_pages(around, [ways.one(video.key)])
        if waiting:
            examiner.blame("around", name, iter([f"{len(waiting)} quotes on no page"]))

    async def browse(way: Way, page: int) -> Sent:
        return await examiner.take("browse", name, way.press(Verb.BROWSE_VIDEO, video.key, page))

    await all_pages(browse, [ways.one(video.key)])
    entries = library.catalogue.notes_of(video)
    for start in range(0, len(entries), CHOICES_LIMIT):
        some = entries[start : start + CHOICES_LIMIT]
        examiner.choices("note choices", name, lambda some=some: note_choices(some))
    ways.forget()


def actions(sent: Sent) -> list[Action]:
    """What a message's menus do."""
    return [action for option in sent.options if (action := parse_id(option["value"]))]


async def all_pages(turn: Callable[[Way, int], Awaitable[Sent]], ways: Sequence[Way]) -> list[Sent]:
    """Every page, each way: those of the first way."""
    kept: list[Sent] = []
    for way in ways:
        shown = [await turn(way, 0)]
        shown += [await turn(way, page) for page in range(1, count_of(_PAGES, shown[0]))]
        kept = kept or shown
    return kept


def count_of(pattern: re.Pattern[str], sent: Sent) -> int:
    """How many pages or parts a message says that there are."""
    texts = [embed.get("footer", {}).get("text", "") for embed in sent.embeds]
    texts += [sent.lines[-1]]
    texts += [part.get("label") or "" for part in sent.parts]
    return next((int(match[1]) for text in texts if (match := pattern.search(text))), 1)


async def examine_note(
    examiner: Examiner, ways: Ways, note: StoredNote, excerpts: Sequence[StoredExcerpt]
) -> None:
    """A note: itself, its quotes, one by one and together, and words about it."""
    name = note.path
    moments, videos = moments_of(excerpts), videos_of(note)

    async def show(way: Way, page: int) -> Sent:
        sent = await examiner.take("note", name, way.press(Verb.NOTE_PAGE, note.key, page))
        lead_in = way.look.lead_in
        examiner.blame("note", name, link_faults(sent, moments, lead_in=lead_in, videos=videos))
        return sent

    for way in ways.pair(note.key):
        shown = await all_pages(show, [way])
        faults = note_faults(shown, note, excerpts, lead_in=way.look.lead_in)
        examiner.blame("note", name, faults)

    async def quotes(way: Way, page: int) -> Sent:
        sent = await examiner.take("quotes", name, way.press(Verb.QUOTES_PAGE, note.key, page))
        some = excerpts[page * PAGE : (page + 1) * PAGE]
        lead_in = way.look.lead_in
        examiner.blame("quotes", name, line_faults(sent, some, lead_in=lead_in, named=False))
        return sent

    await all_pages(quotes, [ways.one(note.key)])
    await examine_words_about(examiner, note, await ways.library.related(note, limit=NEAREST))
    for number, excerpt in enumerate(excerpts):
        await examine_quote(examiner, ways, await ways.library.get_quote(excerpt.key) or excerpt)
        if number % BESIDE_NOTE == 0:
            some = excerpts[number : number + BESIDE_NOTE]
            way = ways.one(note.key + number // BESIDE_NOTE)
            await examine_finds(examiner, note, some, way.look, private=way.private)
        if number % CHOICES_LIMIT == 0:
            hits = [QuoteHit(each, 1.0, ()) for each in excerpts[number : number + CHOICES_LIMIT]]
            made = examiner.choices("quote choices", name, lambda hits=hits: quote_choices(hits))
            for choice, hit in zip(made, hits, strict=True):
                text = hit.excerpt.excerpt.text
                examiner.blame("quote choices", name, shortening_faults(choice.name, text))


async def examine_words_about(
    examiner: Examiner, note: StoredNote, related: Sequence[StoredNote] = ()
) -> None:
    """Notices that name a note or offer those beside it."""
    near = [(each.title, Action(Verb.NOTE, each.key)) for each in (note, *related)]
    for words in (
        lambda: notices.nothing_found(note.title, kind="note", nearest=near),
        lambda: notices.nothing_found(note.path, kind="search", channel=note.title),
        lambda: notices.gone("quote", near),
        lambda: notices.unknown_channel(note.title),
        lambda: notices.unknown_channel(note.lead),
    ):
        await examiner.take("notice", note.path, made(words))


async def examine_quote(examiner: Examiner, ways: Ways, stored: StoredExcerpt) -> None:
    """A quote: as picked, as one of several matches with its words in bold, to copy."""
    name = f"q:{format_key(stored.key)} of {stored.note.path}"
    way, other = ways.pair(stored.id)

    async def picked(page: int) -> Sent:
        verb = Verb.PART if page else Verb.QUOTE
        return await examiner.take("quote", name, way.press(verb, stored.key, page))

    shown = [await picked(0)]
    shown += [await picked(page) for page in range(1, count_of(_PART, shown[0]))]
    examiner.blame("quote", name, quote_faults(shown, stored, way.look.lead_in))

    await examine_match(examiner, stored, other.look, private=other.private)
    for kind, form in FORMS.items():
        await examine_form(examiner, kind, stored, form, ways.one(stored.id).look)
    sent = await examiner.take("cite", name, way.press(Verb.CITE, stored.key))
    examiner.blame("cite", name, cite_faults(sent, stored, lead_in=way.look.lead_in))


async def examine_form(
    examiner: Examiner,
    kind: str,
    stored: StoredExcerpt,
    form: Callable[[QuoteHit, Look], Reply],
    look: Look,
) -> None:
    """A quote in another form, which shows the beginning of what is long."""
    name = f"q:{format_key(stored.key)} of {stored.note.path}"
    coming = made(lambda: form(QuoteHit(stored, 1.0, ()), look))
    sent = await examiner.take(kind, name, coming)
    moments, videos = stored.excerpt.moments, videos_of(stored.note)
    examiner.blame(kind, name, link_faults(sent, moments, lead_in=look.lead_in, videos=videos))
    for words in quoted(sent):
        examiner.blame(kind, name, shortening_faults(words, stored.excerpt.text))


async def examine_match(
    examiner: Examiner, stored: StoredExcerpt, look: Look, *, private: bool
) -> None:
    """A quote as one of several matches, its words in bold."""
    text, name = stored.excerpt.text, f"q:{format_key(stored.key)} of {stored.note.path}"
    hit = QuoteHit(stored, 1.0, ("exact", "spelling: ab*c → abc"), some_emphasis(text))
    action = Action(Verb.NEXT, page=1, channel=stored.note.key, text=text[:QUERY])
    following = match_button(action, number=1, matches=9)

    async def matched(part: int) -> Sent:
        coming = made(
            lambda: quote_reply(
                hit, look, private=private, part=part, next_match=following, is_first=True
            )
        )
        return await examiner.take("match", name, coming, emphasised=True)

    shown = [await matched(0)]
    shown += [await matched(page) for page in range(1, count_of(_PART, shown[0]))]
    examiner.blame("match", name, quote_faults(shown, stored, look.lead_in))


def quote_faults(shown: Sequence[Sent], stored: StoredExcerpt, lead_in: int) -> Iterator[str]:
    """What is wrong with the messages that hold a quote, a part each."""
    yield from part_faults([words for sent in shown for words in quoted(sent)], stored.excerpt.text)
    moments, videos = stored.excerpt.moments, videos_of(stored.note)
    for sent in shown:
        yield from link_faults(sent, moments, lead_in=lead_in, videos=videos)
        links = sum(1 for line in sent.lines for _ in links_in(line))
        if links != min(len(moments), 5):
            yield f"{links} links to {len(moments)} moments"
        for embed in sent.embeds:
            yield from shortening_faults(words_of(embed["title"]), stored.note.title)


async def examine_finds(
    examiner: Examiner,
    note: StoredNote,
    excerpts: Sequence[StoredExcerpt],
    look: Look,
    *,
    private: bool,
) -> None:
    """Some quotes as a page of what was found, below their note, and as what is nearest."""
    hits = [QuoteHit(each, 1.0, ("exact",), some_emphasis(each.excerpt.text)) for each in excerpts]
    found: list[FoundNote | QuoteHit] = [(note, excerpts[0]), *hits]
    asked = excerpts[0].excerpt.text
    turn = Action(Verb.SEARCH, channel=note.key, text=asked[:QUERY])
    coming = made(
        lambda: search_reply(asked, found, look, turn=turn, page=1, pages=3, private=private)
    )
    sent = await examiner.take("search", note.path, coming, emphasised=True)
    examiner.blame("search", note.path, line_faults(sent, excerpts, lead_in=look.lead_in))
    near = [(each.excerpt.text, Action(Verb.QUOTE, each.key)) for each in excerpts]
    coming = made(
        lambda: notices.nothing_found(asked, kind="quote", nearest=near, channel=note.channel_name)
    )
    await examiner.take("notice", note.path, coming)


async def examine_text(examiner: Examiner, stored: StoredExcerpt) -> None:
    """The replies that hold one quote and its note, made of no vault: for any text at all."""
    note, moments, videos = stored.note, stored.excerpt.moments, videos_of(stored.note)
    video = VideoEntry(1, note.video_id, note.video_title, note.channel, note.channel_name, 1)
    await examine_form(
        examiner, "post", stored, lambda hit, look: Reply(embeds=(quote_embed(hit, look),)), Look()
    )
    hit, chapters = NoteHit(note, 1.0, ()), [(note, [moments[0].seconds])]
    for look in (Look(), Look(lead_in=LEAD_IN, plain=True)):
        await examine_match(examiner, stored, look, private=look.plain)
        await examine_finds(examiner, note, [stored], look, private=look.plain)
        for kind, reply in (
            ("note", note_reply(hit, [stored], look, related=[note], private=look.plain)),
            ("quotes", quotes_reply(note, [stored], look, page=0, private=look.plain)),
            ("contents", contents_reply(video, chapters, look, page=0, private=look.plain)),
        ):
            sent = await examiner.take(kind, note.path, made(lambda reply=reply: reply))
            faults = link_faults(sent, moments, lead_in=look.lead_in, videos=videos)
            examiner.blame(kind, note.path, faults)
    sent = await examiner.take("cite", note.path, made(lambda: cite_reply(stored, Look())))
    examiner.blame("cite", note.path, cite_faults(sent, stored, lead_in=0))
    await examine_words_about(examiner, note)


async def examine_catalogue(examiner: Examiner, ways: Ways) -> None:
    """The way down to videos, and the words about channels."""
    catalogue = ways.library.catalogue

    async def channels(way: Way, page: int) -> Sent:
        return await examiner.take("browse", "channels", way.press(Verb.BROWSE, 0, page))

    await all_pages(channels, ways.pair(0))
    for key, name in catalogue.channels:

        async def videos(way: Way, page: int, key: str = key) -> Sent:
            coming = way.press(Verb.BROWSE_CHANNEL, 0, page, channel=key_of(key))
            return await examiner.take("browse", key, coming)

        await all_pages(videos, ways.pair(0))
        listed = catalogue.videos_of(key)
        for start in range(0, len(listed), CHOICES_LIMIT):
            some = listed[start : start + CHOICES_LIMIT]
            examiner.choices("video choices", key, lambda some=some: video_choices(some))
        coming = made(lambda name=name: reports.guild_settings(GuildSettings(), channel_name=name))
        await examiner.take("settings", key, coming)


def some_emphasis(text: str) -> tuple[tuple[int, int], ...]:
    """The places of some words of a text, as a search gives them."""
    return tuple(word.span() for word in _WORD.finditer(text))[::4]


async def made(make: Callable[[], Reply]) -> Reply:
    """What is made at once, as what is waited for."""
    return make()
