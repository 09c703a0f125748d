"""Ids of videos, bare or inside an address."""

import re
from collections.abc import Mapping, Sequence

from bot.model import VideoSite
from bot.sites import KNOWN_SITES, find_site_video
from bot.vault.clock import parse_clock

_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_WORD = re.compile(r"[A-Z]?[a-z]{10,11}")
"""`source: Independent` names no video, though it might be an id."""
_ADDRESS = re.compile(
    r"""(?:https?:)?(?://)? (?:(?:www|m|music)\.)?
    (?: youtu\.be/
      | youtube(?:-nocookie)?\.com/
        (?: shorts/ | live/ | embed/ | v/ | e/ | watch/?\?(?:[^\s#]{0,200}?&)?v= )
    )
    ([A-Za-z0-9_-]{11}) (?![A-Za-z0-9_-])""",
    re.VERBOSE | re.IGNORECASE,
)
_START = re.compile(r"[?&#](?:t|start)=([0-9hms:]{1,12})", re.IGNORECASE)
_PLACEHOLDER = "dQw4w9WgXcQ"
"""What language models write for want of an id."""
_FREE_KEYS = ("url", "source")
_KEYS = ("videoid", "video", "youtube", *_FREE_KEYS)
"""Frontmatter keys that may name the video, lower case without `_` and `-`; best first."""


def parse_video_id(value: str, sites: Sequence[VideoSite] = ()) -> str:
    """The id that a bare id or an address names; empty where it names none.

    `sites` are those of the settings, beside those that everyone knows.
    """
    value = value.strip()
    if _ID.fullmatch(value):
        return value
    if match := _ADDRESS.match(value):
        return match[1]
    return find_site_video(value, (*sites, *KNOWN_SITES))


def parse_link_id(address: str) -> str:
    """The id of the video that an address in a text opens, on a site that everyone knows."""
    if match := _ADDRESS.match(address):
        return match[1] if match[1] != _PLACEHOLDER else ""
    return find_site_video(address, KNOWN_SITES)


def parse_start(address: str) -> str:
    """The time that an address opens the video at: `754s`, `1h2m3s`; empty without one."""
    match = _START.search(address)
    start = match[1] + "s" * match[1].isdigit() if match else ""
    return start if parse_clock(start) is not None else ""


def find_video_id(values: Mapping[str, str], sites: Sequence[VideoSite] = ()) -> tuple[str, str]:
    """The video id that a frontmatter names, and the value of `videoId` that names none.

    The other keys may well hold something else, so only `videoId` can be wrong.
    """
    for key in _KEYS:
        value = values.get(key, "")
        if key in _FREE_KEYS and _WORD.fullmatch(value):
            continue
        if video_id := parse_video_id(value, sites):
            return video_id, ""
    return "", values.get("videoid", "")
