"""Index pages: files that list the videos of a channel, or the channels of the vault."""

import re
from collections.abc import Sequence

from bot.model import Video, VideoSite
from bot.vault.citations import mark_citations
from bot.vault.clock import parse_clock
from bot.vault.inline import parse_plain, protect
from bot.vault.passages import read_words
from bot.vault.videos import parse_video_id

_VIDEO = re.compile(r"^#{2,4}[ \t]+\[(.{0,400})\]\(([^()\s]{11,300})\)[ \t]*$", re.MULTILINE)
_CHANNEL = re.compile(r"^[ \t]*[-*+][ \t]+\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]", re.MULTILINE)

_LISTING = re.compile(r"[ \t]*(?:#[ \t].*|#{2,6}[ \t]+\[.*|[-*+][ \t]+\[\[.*|[-*_]{3}.*)?")
"""A line of an index page: its title, a heading or item that links, a rule, or nothing."""
_TITLE = re.compile(r"^#[ \t]+(.*\S)", re.MULTILINE)


def find_videos(body: str, sites: Sequence[VideoSite] = ()) -> tuple[Video, ...]:
    """The videos that a page lists as `### [title](address)`, each id once.

    One whose title is a time is a citation.
    """
    videos: dict[str, Video] = {}
    for title, address in _VIDEO.findall(body) if "](" in body else ():
        video_id = parse_video_id(address, sites)
        if video_id and video_id not in videos and parse_clock(title) is None:
            videos[video_id] = Video(video_id, " ".join(parse_plain(protect(title)).split()))
    return tuple(videos.values())


def find_title(body: str) -> str:
    """The first heading of the first level; empty if there is none."""
    match = _TITLE.search(body)
    return read_words(match[1].rstrip("# ")) if match else ""


def cites_videos(body: str) -> bool:
    """Whether a page cites seconds of videos that it names: then it can be quoted, as a note."""
    clusters = mark_citations(_VIDEO.sub("", body)).clusters
    return any(citation.video_id for cluster in clusters for citation in cluster)


def find_text(lines: list[str]) -> int:
    """The place of the first line that is no part of a list of videos or channels; -1 if none."""
    return next((i for i, line in enumerate(lines) if not _LISTING.fullmatch(line)), -1)


def find_channel_names(body: str) -> tuple[tuple[str, str], ...]:
    """The (key, display name) pairs that a page lists as `- [[key | name]]`."""
    names = {key.strip(): name.strip() for key, name in _CHANNEL.findall(body) if name.strip()}
    return tuple(names.items())
