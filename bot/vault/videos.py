"""YouTube video ids, bare or inside an address."""

import re
from collections.abc import Mapping

from bot.vault.clock import parse_clock

_ID = re.compile(r"[A-Za-z0-9_-]{11}")
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
_KEYS = ("videoid", "video", "url", "source")
"""Frontmatter keys that may name the video, lower case without `_` and `-`; best first."""


def parse_video_id(value: str) -> str:
    """The id that a bare id or a YouTube address names; empty where it names none."""
    value = value.strip()
    if _ID.fullmatch(value):
        return value
    match = _ADDRESS.match(value)
    return match[1] if match else ""


def parse_link_id(address: str) -> str:
    """The id of the video that an address in a text opens; empty where it opens none."""
    match = _ADDRESS.match(address)
    return match[1] if match and match[1] != _PLACEHOLDER else ""


def parse_start(address: str) -> str:
    """The time that an address opens the video at: `754s`, `1h2m3s`; empty without one."""
    match = _START.search(address)
    start = match[1] + "s" * match[1].isdigit() if match else ""
    return start if parse_clock(start) is not None else ""


def find_video_id(values: Mapping[str, str]) -> tuple[str, str]:
    """The video id that a frontmatter names, and the value of `videoId` that names none.

    `url`, `source` and `video` may well hold something else, so only `videoId` can be wrong.
    """
    for key in _KEYS:
        if video_id := parse_video_id(values.get(key, "")):
            return video_id, ""
    return "", values.get("videoid", "")
