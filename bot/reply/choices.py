"""Autocomplete choices: what a person sees while typing, within Discord's limits."""

from collections.abc import Iterable, Sequence

from bot.keys import format_key
from bot.model import Choice, QuoteHit, TitleEntry, VideoEntry
from bot.reply.text import CHOICE_LIMIT, CHOICES_LIMIT, shorten


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


def quote_choices(hits: Iterable[QuoteHit]) -> list[Choice]:
    """The beginning of each excerpt."""
    return [
        Choice(shorten(hit.excerpt.excerpt.text, CHOICE_LIMIT), f"q:{format_key(hit.excerpt.key)}")
        for hit in hits
    ][:CHOICES_LIMIT]


def channel_choices(channels: Sequence[tuple[str, str]], typed: str) -> list[Choice]:
    """Channels whose name or key holds what was typed; those that begin with it first."""
    wanted = typed.strip().casefold()
    found = [
        (not name.casefold().startswith(wanted), name, key)
        for key, name in channels
        if wanted in name.casefold() or wanted in key.casefold()
    ]
    return [
        Choice(shorten(name, CHOICE_LIMIT), key[:CHOICE_LIMIT])
        for _, name, key in sorted(found, key=lambda row: (row[0], row[1].casefold()))
    ][:CHOICES_LIMIT]


def _labelled(title: str, channel: str) -> str:
    if not channel:
        return shorten(title, CHOICE_LIMIT)
    ending = f" — {shorten(channel, CHOICE_LIMIT // 3)}"
    return shorten(title, CHOICE_LIMIT - len(ending)) + ending
