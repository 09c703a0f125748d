"""Autocomplete choices: what a person sees while typing, within Discord's limits."""

from collections.abc import Iterable, Sequence

from bot.keys import format_key
from bot.model import Choice, QuoteHit, TitleEntry, VideoEntry
from bot.reply.text import CHOICE_LIMIT, CHOICES_LIMIT, clock, shorten


def note_choices(entries: Iterable[TitleEntry]) -> list[Choice]:
    """`Title — channel`; the channel stays whole, the title is shortened."""
    return [
        Choice(_labelled(entry.title, entry.channel_name), f"n:{format_key(entry.key)}")
        for entry in entries
    ][:CHOICES_LIMIT]


def video_choices(videos: Iterable[VideoEntry]) -> list[Choice]:
    """`Title — channel`, as for notes."""
    return [
        Choice(_labelled(video.title, video.channel_name), f"v:{format_key(video.key)}")
        for video in videos
    ][:CHOICES_LIMIT]


def address_choice(video: VideoEntry, typed: str, seconds: int | None) -> list[Choice]:
    """The video whose address or id was typed whole, at the second that it names."""
    name = _labelled(video.title, video.channel_name)
    if seconds is not None:
        name = shorten(f"{clock(seconds)} · {name}", CHOICE_LIMIT)
    value = typed.strip()
    return [Choice(name, value if len(value) <= CHOICE_LIMIT else f"v:{format_key(video.key)}")]


def quote_choices(hits: Iterable[QuoteHit]) -> list[Choice]:
    """The beginning of each excerpt."""
    return [
        Choice(shorten(hit.excerpt.excerpt.text, CHOICE_LIMIT), f"q:{format_key(hit.excerpt.key)}")
        for hit in hits
    ][:CHOICES_LIMIT]


def channel_choices(channels: Sequence[tuple[str, str]]) -> list[Choice]:
    """Channels by name; one whose key is too long for a value is picked by its name."""
    return [
        Choice(
            shorten(name, CHOICE_LIMIT), key if len(key) <= CHOICE_LIMIT else name[:CHOICE_LIMIT]
        )
        for key, name in channels
    ][:CHOICES_LIMIT]


def _labelled(title: str, channel: str) -> str:
    if not channel:
        return shorten(title, CHOICE_LIMIT)
    ending = f" — {shorten(channel, CHOICE_LIMIT // 3)}"
    return shorten(title, CHOICE_LIMIT - len(ending)) + ending
