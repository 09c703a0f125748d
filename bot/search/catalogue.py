"""What there is, by name: channels, their videos, the notes of each."""

from collections import Counter
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from bot.courtesy import unhurried
from bot.keys import key_of
from bot.model import TitleEntry, VideoEntry
from bot.search.acronyms import Acronyms
from bot.search.fold import words
from bot.search.index import TextIndex
from bot.search.query import Query
from bot.search.titles import TitleIndex

NO_VIDEO = "Notes without a video"
SHORTEST_PART = 3
"""Letters of a name that may be a part of it, not only its beginning; no fewer have slips."""
SURELY, MAYBE = 80.0, 60.0
"""How alike, of 100, what was typed and a name are: to take it for that, and to offer it."""


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
        self._squeezed = {key: (_squeezed(key), _squeezed(name)) for key, name in channels}
        self._entries = {entry.key: entry for entry in entries}
        self._notes: dict[int, list[TitleEntry]] = {}
        for entry in unhurried(sorted(entries, key=_name)):
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
        """The key of the channel that was typed or picked; None where it might be several or none.

        By key or name, in any case; by a beginning or a part that only one has; with a slip.
        """
        if any(key == text.strip() for key, _ in self.channels):
            return text.strip()
        wanted = _squeezed(text)
        if not wanted:
            return None
        if called := self._called(lambda name: name == wanted):
            # A key is called so before another's name is.
            return min(called, key=lambda key: self._squeezed[key][0] != wanted)
        parts = self._called(lambda name: name.startswith(wanted))
        if not parts and len(wanted) >= SHORTEST_PART:
            parts = self._called(lambda name: wanted in name)
        found = parts or self._near(wanted, SURELY)
        return found[0] if len(found) == 1 else None

    def _called(self, fits: Callable[[str], bool]) -> list[str]:
        """Keys of the channels whose key or name fits."""
        return [key for key, names in self._squeezed.items() if any(map(fits, names))]

    def offer_channels(self, typed: str, *, limit: int) -> list[tuple[str, str]]:
        """(key, name) of what to offer while a channel is typed."""
        if not typed.strip():
            return self._leading_channels(limit)
        return self.near_channels(typed, limit=limit)

    def near_channels(self, text: str, *, limit: int) -> list[tuple[str, str]]:
        """(key, name) of channels that may have been meant, nearest first."""
        wanted = _squeezed(text)
        names = dict(self.channels)
        if not wanted:
            return []
        begun = self._called(lambda name: name.startswith(wanted))
        parts = self._called(lambda name: wanted in name)
        found = dict.fromkeys([*begun, *parts, *self._near(wanted, MAYBE)])
        return [(key, names[key]) for key in found][:limit]

    def _near(self, wanted: str, least: float) -> list[str]:
        """Keys whose names are like what is wanted, nearest first."""
        if len(wanted) <= SHORTEST_PART:
            return []
        scored = {
            key: max(fuzz.ratio(wanted, name) for name in names)
            for key, names in self._squeezed.items()
        }
        near = [key for key, score in scored.items() if score >= least]
        return sorted(near, key=lambda key: -scored[key])

    def _leading_channels(self, limit: int) -> list[tuple[str, str]]:
        """(key, name) of what to offer before anything is typed: the channels with most notes."""
        counts = Counter({key: 0 for key, _ in self.channels})
        for video in self._listed:
            counts[video.channel] += video.notes
        return sorted(self.channels, key=lambda channel: -counts[channel[0]])[:limit]

    def channel_numbered(self, number: int) -> str:
        """The channel whose key has this key, as buttons hold it; empty where it is no more."""
        return next((key for key, _ in self.channels if key_of(key) == number), "")

    def find_videos(self, query: Query, *, limit: int) -> list[VideoEntry]:
        """The videos whose titles answer `query`, best first."""
        found = self._index.find(query, limit=limit) if self._listed else []
        return [self._listed[hit.entry.note_id] for hit in found]

    def leading_videos(self, limit: int) -> list[VideoEntry]:
        """What to offer before anything is typed: those with most notes, channel by channel."""
        turns: Counter[str] = Counter()
        ranked = []
        for video in sorted(self._listed, key=lambda each: -each.notes):
            turns[video.channel] += 1
            ranked.append((turns[video.channel], -video.notes, video.title, video))
        return [video for *_, video in sorted(ranked, key=lambda each: each[:3])[:limit]]

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


def _squeezed(text: str) -> str:
    """A name as people half remember it: `Sachin & Adam`, `sachin and adam` and `SachinAdam`."""
    return "".join(word for word in words(text) if word != "and")


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
