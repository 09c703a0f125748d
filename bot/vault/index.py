"""Index pages: files that list the videos of a channel, or the channels of the vault."""

import re
from collections.abc import Sequence

from bot.model import Video, VideoSite
from bot.vault.inline import parse_plain, protect
from bot.vault.videos import parse_video_id

_VIDEO = re.compile(r"^#{2,4}[ \t]+\[(.{0,400})\]\(([^()\s]{11,300})\)[ \t]*$", re.MULTILINE)
_CHANNEL = re.compile(r"^[ \t]*[-*+][ \t]+\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]", re.MULTILINE)


def find_videos(body: str, sites: Sequence[VideoSite] = ()) -> tuple[Video, ...]:
    """The videos that a page lists as `### [title](address)`, each id once."""
    videos: dict[str, Video] = {}
    for title, address in _VIDEO.findall(body) if "](" in body else ():
        video_id = parse_video_id(address, sites)
        if video_id and video_id not in videos:
            videos[video_id] = Video(video_id, " ".join(parse_plain(protect(title)).split()))
    return tuple(videos.values())


def find_channel_names(body: str) -> tuple[tuple[str, str], ...]:
    """The (key, display name) pairs that a page lists as `- [[key | name]]`."""
    names = {key.strip(): name.strip() for key, name in _CHANNEL.findall(body) if name.strip()}
    return tuple(names.items())
