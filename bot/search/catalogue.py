"""What there is, by name: channels, their videos, the notes of each."""

from collections.abc import Sequence

from bot.keys import key_of
from bot.model import TitleEntry, VideoEntry
from bot.search.acronyms import Acronyms
from bot.search.index import TextIndex
from bot.search.query import Query
from bot.search.titles import TitleIndex

NO_VIDEO = "Notes without a video"


class Catalogue:
    """An immutable snapshot of a vault's channels, videos and notes."""

    def __init__(
        self,
        entries: Sequence[TitleEntry],
        channels: Sequence[tuple[str, str]],
        acronyms: Acronyms,
        others: Sequence[TextIndex] = (),
    ) -> None:
        """`channels`: (key, display name), by name. A word that `others` hold is no slip."""
        self.channels = tuple(channels)
        self._entries = {entry.key: entry for entry in entries}
        self._notes: dict[int, list[TitleEntry]] = {}
        for entry in sorted(entries, key=_name):
            if entry.key:
                self._notes.setdefault(_video_key(entry), []).append(entry)
        videos = (_video(key, notes) for key, notes in self._notes.items())
        self._videos = {video.key: video for video in sorted(videos, key=_video_name)}
        self._listed = list(self._videos.values())
        self._index = TitleIndex(
            [
                TitleEntry(number, video.key, video.title, video.channel, video.channel_name)
                for number, video in enumerate(self._listed)
            ],
            acronyms,
            others,
        )

    def find_channel(self, text: str) -> str | None:
        """The key of the channel that was typed or picked, by key or name in any case."""
        wanted = text.strip()
        keys = [key for key, _ in self.channels]
        if wanted in keys:
            return wanted
        folded = wanted.casefold()
        found = [key for key in keys if key.casefold() == folded]
        found += [key for key, name in self.channels if name.casefold() == folded]
        return found[0] if found else None

    def channel_numbered(self, number: int) -> str:
        """The channel whose key has this key, as buttons hold it; empty where it is no more."""
        return next((key for key, _ in self.channels if key_of(key) == number), "")

    def find_videos(self, query: Query, *, limit: int) -> list[VideoEntry]:
        """The videos whose titles answer `query`, best first."""
        found = self._index.find(query, limit=limit) if self._listed else []
        return [self._listed[hit.entry.note_id] for hit in found]

    def leading_videos(self, limit: int, *, channel: str = "") -> list[VideoEntry]:
        """What to offer before anything is typed: the videos with most notes."""
        mine = [video for video in self._listed if channel in ("", video.channel)]
        return sorted(mine, key=lambda video: -video.notes)[:limit]

    def get_video(self, key: int) -> VideoEntry | None:
        """The video that a choice or button names."""
        return self._videos.get(key)

    def videos_of(self, channel: str) -> list[VideoEntry]:
        """The videos of a channel, by title."""
        return [video for video in self._listed if video.channel == channel]

    def notes_of(self, video: VideoEntry) -> Sequence[TitleEntry]:
        """The notes about a video, by title."""
        return self._notes.get(video.key, ())

    def entries_of(self, keys: Sequence[int]) -> list[TitleEntry]:
        """Those of the notes that are still there, in the order of `keys`."""
        return [entry for key in keys if (entry := self._entries.get(key))]


def _video_key(entry: TitleEntry) -> int:
    return key_of(entry.video_id) if entry.video_id else key_of("", entry.channel)


def _video(key: int, notes: Sequence[TitleEntry]) -> VideoEntry:
    first = notes[0]
    title = next((note.video_title for note in notes if note.video_title), "")
    if not title:
        title = first.title if first.video_id else NO_VIDEO
    return VideoEntry(key, first.video_id, title, first.channel, first.channel_name, len(notes))


def _name(entry: TitleEntry) -> tuple[str, str]:
    return entry.title.casefold(), entry.title


def _video_name(video: VideoEntry) -> tuple[bool, str]:
    return not video.video_id, video.title.casefold()
