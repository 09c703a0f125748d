"""Text as Discord takes it: escaped, shortened, with clocks and links. Knows no Discord types."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from bot.model import Moment, VideoSite
from bot.sites import video_address

TITLE_LIMIT = 256
DESCRIPTION_LIMIT = 4096
FIELD_NAME_LIMIT = 256
FIELD_VALUE_LIMIT = 1024
FOOTER_LIMIT = 2048
AUTHOR_LIMIT = 256
EMBEDS_LIMIT = 6000
"""Of all embeds of one message together."""
CONTENT_LIMIT = 2000
CHOICE_LIMIT = 100
CHOICES_LIMIT = 25
LABEL_LIMIT = 80
"""Of a button."""
OPTION_LIMIT = 100
"""Of a choice in a menu, and of the line below it."""
MENU_LIMIT = 25

ELLIPSIS = "…"

# Whatever starts a mark-up of Discord's anywhere: emphasis, code, spoilers, links, mentions,
# emoji, timestamps, bare addresses. A backslash before it shows the character itself.
_ANYWHERE = re.compile(r"[\\*_`<\[\]]|~(?=~)|\|(?=\|)|:(?=//|\w+:)|@(?=everyone|here)")
# What all of these begin with: most text holds none, and that is found out in a fifth of the time.
_BEGINS_ANY = re.compile(r"[\\*_`<\[\]~|:@]")
# What starts one at the beginning of a line only: headings, quotes, lists.
_LINE_START = re.compile(r"^(\s*)(#|>|[-+]|\d+(?=[.)]))", re.MULTILINE)
# What moves, reorders or hides what stands beside it, and shows as nothing itself; and halves of
# characters, which JSON can hold and no message can.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Joiners spell words of some scripts, and emoji; one between two characters does.
_LOOSE_JOINER = re.compile(
    "(?<!\\S)[\u200c\u200d]+|[\u200c\u200d]+(?!\\S)|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
_WORD_END = re.compile(r"\S(?=\s)")
_SENTENCE_END = re.compile(r"[.!?…।][\"'”’»)\]]*(?=\s)|[。！？][”’」』）]*")


def escape(text: str) -> str:
    """Show `text` as it stands: no formatting, no link, no mention that its author didn't mean."""
    if _BEGINS_ANY.search(text):
        text = _ANYWHERE.sub(r"\\\g<0>", text)
    return _LINE_START.sub(_escape_line_start, text)


def typed(text: str, limit: int) -> str:
    """What a person typed, as mark-up that shows it: one line, and nothing in it hides or acts."""
    return shorten(visible(text), limit, render=escape)


def visible(text: str) -> str:
    """One line of what is seen of a text."""
    if not (text.isascii() and text.isprintable()):
        text = _LOOSE_JOINER.sub("", _UNSEEN.sub("", text))
    return " ".join(text.split())


def _escape_line_start(match: re.Match[str]) -> str:
    blanks, mark = match.groups()
    return f"{blanks}{mark}\\" if mark.isdigit() else f"{blanks}\\{mark}"


def emphasise(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Escape `text`, with the (start, end) spans in bold."""
    parts, last = [], 0
    for start, end in spans:
        parts += [escape(text[last:start]), f"**{escape(text[start:end])}**"]
        last = end
    return "".join([*parts, escape(text[last:])])


def shorten(text: str, limit: int, *, render: Callable[[str], str] = str) -> str:
    """`text` where it renders within `limit` characters, else a prefix of it and an ellipsis.

    The prefix ends with a sentence if one ends in its last third, else with a word if one ends in
    its last half. `render` gives what is counted and returned, never less than it is given: pass
    `escape` to shorten what will be escaped.
    """
    return cut(text, limit, render=render)[1]


def cut(
    text: str,
    limit: int,
    *,
    render: Callable[[str], str] = str,
    show: Callable[[str], str] | None = None,
) -> tuple[int, str]:
    """(how much of `text` it is, what `shorten` gives): where the next part would begin.

    `show` makes what is given, where that is not what is counted.
    """
    show = show or render
    if len(text) <= limit and len(render(text)) <= limit:
        return len(text), show(text)
    most = min(max(limit - len(ELLIPSIS), 0), len(text))
    over = len(render(text[:most] + ELLIPSIS)) - limit
    # A character less is one at least less of what is rendered, so what fits is not far from it.
    least = max(most - max(over, 0), 0)
    fitting = least + bisect_right(
        range(least + 1, most + 1), limit, key=lambda size: len(render(text[:size] + ELLIPSIS))
    )
    end = _last_end(text, fitting)
    return end, show(text[:end].rstrip(" ,;:–—-") + ELLIPSIS)


def _last_end(text: str, fitting: int) -> int:
    """Where to cut at most `fitting` characters of `text`."""
    for end, earliest in ((_SENTENCE_END, fitting * 2 // 3), (_WORD_END, fitting // 2)):
        found = [match.end() for match in end.finditer(text, earliest, fitting + 1)]
        if within := [place for place in found if place <= fitting]:
            return within[-1]
    return fitting


def named(text: str, limit: int) -> str:
    """What stands on a button or in a menu: no mark-up, one line, never blank."""
    return shorten(" ".join(text.split()), limit) or ELLIPSIS


def italic(markup: str) -> str:
    """Mark-up in italics: quiet, and shown so wherever mark-up is."""
    return f"*{markup}*" if markup else ""


def counted(number: int, what: str) -> str:
    """`1 note`, `1,200 notes`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def clock(seconds: int) -> str:
    """1340 → `22:20`, 3723 → `1:02:03`."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def watch_link(
    video_id: str, seconds: int | None = None, *, sites: Sequence[VideoSite] = ()
) -> str:
    """The video's address, opening at a second where one is given; empty where it has none."""
    return video_address(video_id, sites, seconds=seconds) if video_id else ""


def moment_link(moment: Moment, *, lead_in: int, sites: Sequence[VideoSite] = ()) -> str:
    """Where a click on a moment goes: `lead_in` seconds before it, never before the start.

    A moment beyond plausibility opens the video without a time, never at a wrong hour.
    """
    if not moment.plausible:
        return watch_link(moment.video_id, sites=sites)
    return watch_link(moment.video_id, max(0, moment.seconds - lead_in), sites=sites)


def thumbnail(video_id: str) -> str:
    """The video's still image, 320 × 180; empty where its site gives none by a known address."""
    is_youtube = video_id and ":" not in video_id
    return f"https://i.ytimg.com/vi/{video_id}/mqdefault.jpg" if is_youtube else ""
