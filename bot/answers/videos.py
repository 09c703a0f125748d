"""Videos: their tables of contents, what is said around a second, and browsing down to them."""

from collections.abc import Sequence

from bot.answers.desk import ANYBODY, Asker, Desk, Terms
from bot.aside import aside
from bot.keys import key_of, parse_key
from bot.model import Action, Choice, StoredExcerpt, StoredNote, Verb, VideoEntry
from bot.reply import notices
from bot.reply.choices import address_choice, video_choices
from bot.reply.lists import Line
from bot.reply.message import Reply
from bot.reply.shown import picked_label, title_of
from bot.reply.text import CHOICES_LIMIT, counted
from bot.reply.videos import PAGE, Chapter, around_reply, browse_reply, contents_reply

KIND = "video"
VERBS = frozenset(
    {Verb.VIDEO, Verb.VIDEO_PAGE, Verb.AROUND, Verb.BROWSE, Verb.BROWSE_CHANNEL, Verb.BROWSE_VIDEO}
)
"""Presses that `press` answers."""
NO_CHANNEL = "Notes of no channel"


class Videos:
    """Answers about videos, and the way down to them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._library = desk.library

    async def video(self, asked: str, *, asker: Asker = ANYBODY) -> Reply:
        """`/video`: by title, id, address, or `v:<key>`; an address may name a second."""
        terms = await self._desk.terms(asker)
        if (key := parse_key(asked, prefix="v:")) is not None:
            if video := self._library.catalogue.get_video(key):
                return await self._contents(video, 0, terms)
            asked = self._desk.offered.name_of(asked)
            if not asked:
                return notices.gone(KIND)
        video, seconds = await self._asked(asked)
        if video is None:
            await self._desk.missed(KIND, asked)
            return notices.nothing_found(asked, kind=KIND, nearest=await self._nearest(asked))
        if seconds is not None:
            return await self._around(video, seconds, None, terms)
        return await self._contents(video, 0, terms)

    async def choices(self, typed: str, **_: object) -> list[Choice]:
        """What `/video` offers while a title is typed, or its address pasted."""
        video_id, seconds = self._library.parse_video(typed)
        key = key_of(video_id) if video_id else parse_key(typed, prefix="v:")
        if key is not None and (video := self._library.catalogue.get_video(key)):
            # What was typed is the value: an address may name a second.
            return address_choice(video, typed, seconds)
        videos = (
            await self._library.find_videos(typed, limit=CHOICES_LIMIT, unfinished=True)
            if typed.strip()
            else self._library.catalogue.leading_videos(CHOICES_LIMIT)
        )
        return self._desk.offered.remember(video_choices(videos))

    async def browse(self, *, channel: str = "", asker: Asker = ANYBODY) -> Reply:
        """`/browse`: the channels, or the videos of one."""
        terms = await self._desk.terms(Asker(asker.guild, private=True))
        if not channel.strip():
            return self._channels(Action(Verb.BROWSE), terms)
        key = self._library.catalogue.find_channel(channel)
        if key is None:
            return self._desk.unknown_channel(channel)
        return self._videos(key, Action(Verb.BROWSE_CHANNEL, channel=key_of(key)), terms)

    async def press(self, action: Action, shown: Reply, asker: Asker) -> Reply:
        """What a press about a video, or on the way to one, shows."""
        terms = await self._desk.terms(asker)
        if action.verb is Verb.BROWSE:
            return self._channels(action, terms)
        if action.verb is Verb.BROWSE_CHANNEL:
            return self._videos(
                self._library.catalogue.channel_numbered(action.channel), action, terms
            )
        video = self._library.catalogue.get_video(action.key)
        if video is None:
            return await self._gone(picked_label(shown, action) or title_of(shown))
        if action.verb is Verb.BROWSE_VIDEO:
            return self._notes(video, action, terms)
        if action.verb is Verb.AROUND:
            seconds = int(action.text) if action.text.isdecimal() else 0
            return await self._around(video, seconds, action.page, terms)
        return await self._contents(video, action.page, terms)

    async def _asked(self, asked: str) -> tuple[VideoEntry | None, int | None]:
        """(the video that is meant, the second that its address names)."""
        video_id, seconds = self._library.parse_video(asked)
        # `meditations` looks like an id, and is a word.
        if video_id and (video := self._library.catalogue.get_video(key_of(video_id))):
            return video, seconds
        found = await self._library.find_videos(asked, limit=1)
        return (found[0] if found else None), None

    async def _gone(self, title: str) -> Reply:
        """A video is no longer in the vault; those with titles like it are offered."""
        return notices.gone(KIND, await self._nearest(title))

    async def _nearest(self, title: str) -> list[tuple[str, Action]]:
        found = await self._library.find_videos(title, limit=5)
        return [(each.title, Action(Verb.VIDEO, each.key)) for each in found]

    async def _contents(self, video: VideoEntry, page: int, terms: Terms) -> Reply:
        notes = await self._library.notes_about(video)
        line = await self._library.quotes_in_order(video.video_id)
        chapters = await aside(line, lambda: _chapters(notes, line))
        return contents_reply(video, chapters, terms.look, page=page, private=terms.private)

    async def _around(
        self, video: VideoEntry, seconds: int, page: int | None, terms: Terms
    ) -> Reply:
        """The page that begins just before the second, or another."""
        line = await self._library.quotes_in_order(video.video_id)
        if not line:
            return await self._contents(video, 0, terms)
        before = max(sum(second < seconds for second, _ in line) - 1, 0)
        first = before % PAGE
        starts = [*([0] if first else []), *range(first, len(line), PAGE)]
        page = starts.index(before) if page is None else min(max(page, 0), len(starts) - 1)
        end = starts[page + 1] if page + 1 < len(starts) else len(line)
        return around_reply(
            video,
            [excerpt for _, excerpt in line[starts[page] : end]],
            terms.look,
            seconds=seconds,
            page=page,
            pages=len(starts),
            private=terms.private,
        )

    def _channels(self, action: Action, terms: Terms) -> Reply:
        catalogue = self._library.catalogue
        lines = [
            Line("", name, Action(Verb.BROWSE_CHANNEL, channel=key_of(key)), _detail(videos))
            for key, name in catalogue.channels
            if (videos := catalogue.videos_of(key))
        ]
        if others := catalogue.videos_of(""):
            # Notes at the top of the vault.
            lines.append(Line("", NO_CHANNEL, Action(Verb.BROWSE_CHANNEL), _detail(others)))
        return browse_reply("Browse the vault", lines, terms.look, turn=action, what="channel")

    def _videos(self, channel: str, action: Action, terms: Terms) -> Reply:
        videos = self._library.catalogue.videos_of(channel)
        if not videos:
            return notices.gone("channel")
        lines = [
            Line(
                "", video.title, Action(Verb.BROWSE_VIDEO, video.key), counted(video.notes, "note")
            )
            for video in videos
        ]
        return browse_reply(
            f"Browse {videos[0].channel_name or NO_CHANNEL}", lines, terms.look,
            turn=action, what="video", back=Line("", "◀ All channels", Action(Verb.BROWSE)),
        )  # fmt: skip

    def _notes(self, video: VideoEntry, action: Action, terms: Terms) -> Reply:
        lines = [
            Line("", entry.title, Action(Verb.NOTE, entry.key))
            for entry in self._library.catalogue.notes_of(video)
        ]
        number = key_of(video.channel) if video.channel else 0
        back = Action(Verb.BROWSE_CHANNEL, channel=number)
        return browse_reply(
            video.title, lines, terms.look,
            turn=action, what="note", back=Line("", f"◀ {video.channel_name or NO_CHANNEL}", back),
        )  # fmt: skip


def _detail(videos: Sequence[VideoEntry]) -> str:
    notes = sum(video.notes for video in videos)
    return f"{counted(len(videos), 'video')}, {counted(notes, 'note')}"


def _chapters(
    notes: Sequence[StoredNote], line: Sequence[tuple[int, StoredExcerpt]]
) -> list[Chapter]:
    """The notes of a video by their first moment; those without one come last."""
    seconds: dict[int, list[int]] = {note.id: [] for note in notes}
    for second, excerpt in line:
        seconds.setdefault(excerpt.note.id, []).append(second)
    chapters = [(note, sorted(set(seconds[note.id]))) for note in notes]
    return sorted(chapters, key=lambda each: (not each[1], each[1][:1], each[0].title))
