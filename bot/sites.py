"""Sites that host videos: how their addresses are told, and how links to a second are made.

A YouTube video is its id alone, eleven characters. Any other is `site:id`: `vimeo:76979871`; where
every host may run the site, as with PeerTube, `site:host/id`. What a site's addresses look like is
a template: `https://vimeo.com/{id}`, and `https://vimeo.com/{id}#t={seconds}s` for a moment.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from string import Formatter

from bot.model import VideoSite

FIELDS = ("host", "id", "seconds", "h", "m", "s")
"""What a template may hold; the last three are hours, minutes and seconds of the moment."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.){{1,4}}[A-Za-z]{{2,18}}(?::\d{{1,4}})?"
LONGEST_TEMPLATE = 200
"""So that several links fit into one embed."""

YOUTUBE = VideoSite(
    "youtube",
    ("https://youtu.be/{id}",),
    "https://youtu.be/{id}?t={seconds}",
)
"""Links only: its many forms of address are told in the vault room."""

KNOWN_SITES = (
    VideoSite(
        "vimeo",
        ("https://vimeo.com/{id}", "https://player.vimeo.com/video/{id}"),
        "https://vimeo.com/{id}#t={seconds}s",
        r"\d{4,12}(?:/[0-9a-f]{6,20})?",
    ),
    VideoSite(
        "twitch",
        ("https://www.twitch.tv/videos/{id}", "https://m.twitch.tv/videos/{id}"),
        "https://www.twitch.tv/videos/{id}?t={h}h{m}m{s}s",
        r"\d{6,12}",
    ),
    VideoSite(
        "peertube",
        ("https://{host}/w/{id}", "https://{host}/videos/watch/{id}"),
        "https://{host}/w/{id}?start={seconds}s",
        r"[A-Za-z0-9]{22}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    ),
)


def find_site_video(address: str, sites: Sequence[VideoSite]) -> str:
    """The id, `site:id`, of the video that an address names; empty where no site knows it."""
    for site in sites:
        for template in site.addresses:
            if match := _pattern(template, site.id).match(address):
                parts = match.groupdict()
                host = f"{parts['host'].lower()}/" if "host" in parts else ""
                return f"{site.name}:{host}{parts['id']}"
    return ""


def video_address(
    video_id: str, sites: Sequence[VideoSite] = (), *, seconds: int | None = None
) -> str:
    """The address of a video, opening at a second where one is given.

    Empty for a site that is not among `sites` and not known: it was removed from the settings.
    """
    name, colon, rest = video_id.partition(":")
    site = next((s for s in (*sites, *KNOWN_SITES) if s.name == name), None) if colon else YOUTUBE
    if site is None:
        return ""
    host, _, id_ = rest.partition("/") if "{host}" in site.moment else ("", "", rest or video_id)
    if seconds is None:
        return site.addresses[0].format(host=host, id=id_)
    minutes, s = divmod(seconds, 60)
    h, m = divmod(minutes, 60)
    return site.moment.format(host=host, id=id_, seconds=seconds, h=h, m=m, s=s)


def template_fault(template: str, *, moment: bool) -> str:
    """What is wrong with a template, in words; empty where nothing is."""
    if len(template) > LONGEST_TEMPLATE:
        return f"an address of at most {LONGEST_TEMPLATE} characters"
    if not re.match(r"https?://[^\s/]", template) or re.search(r"[\s<>()\[\]]", template):
        return "an address that begins with https:// and holds no blanks or brackets"
    try:
        parsed = [part for part in Formatter().parse(template) if part[1] is not None]
    except ValueError:
        parsed = [("", None, "", None)]
    if any(form or conversion or not field for _, field, form, conversion in parsed):
        return "an address whose braces only hold names: {id}"
    names = [field for _, field, _, _ in parsed if field]
    fields = set(names)
    known = FIELDS if moment else FIELDS[:2]
    if unknown := sorted(fields.difference(known)):
        return f"an address with {{{'}, {'.join(known)}}} in it, not {{{unknown[0]}}}"
    if names.count("id") != 1:
        return "an address with {id} in it, once"
    if moment and not fields.intersection(FIELDS[2:]):
        return "an address with {seconds} in it, or with {h}, {m} and {s}"
    return ""


@lru_cache(maxsize=64)
def _pattern(template: str, id_: str) -> re.Pattern[str]:
    """A template as an expression: with or without `https://` and `www.`, and linear."""
    bare = re.sub(r"^https?://(?:www\.)?", "", template)
    escaped = re.escape(bare).replace(r"\{host\}", f"(?P<host>{_HOST})", 1)
    escaped = escaped.replace(r"\{id\}", f"(?P<id>{id_})", 1)
    host, slash, rest = escaped.partition("/")
    return re.compile(rf"(?:https?:)?(?://)?(?:www\.)?(?i:{host}){slash}{rest}(?![A-Za-z0-9_-])")
