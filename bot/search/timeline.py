"""The excerpts of a video in the order of the video, whichever notes they stand in."""

from collections.abc import Iterable, Sequence

from bot.model import StoredExcerpt


def in_order(excerpts: Iterable[StoredExcerpt]) -> list[tuple[int, StoredExcerpt]]:
    """(second, excerpt) by second; one that no second of its note's video is known of is left out.

    An excerpt stands at the first moment that it cites.
    """
    placed = [
        (second, excerpt) for excerpt in excerpts if (second := second_of(excerpt)) is not None
    ]
    return sorted(placed, key=lambda each: (each[0], each[1].note.title, each[1].position))


def second_of(excerpt: StoredExcerpt) -> int | None:
    """Where an excerpt stands in its note's video; None where that is not known."""
    video_id = excerpt.note.video_id
    seconds = (
        moment.seconds
        for moment in excerpt.excerpt.moments
        if moment.plausible and video_id and moment.video_id == video_id
    )
    return next(seconds, None)


def without_echoes(line: Sequence[StoredExcerpt], *, keep: StoredExcerpt) -> list[StoredExcerpt]:
    """The line with nothing said twice in a row, as two notes may; `keep` stays in it."""
    heard: list[StoredExcerpt] = []
    for each in line:
        if heard and heard[-1].excerpt.text == each.excerpt.text:
            if each.key == keep.key:
                heard[-1] = each
            continue
        heard.append(each)
    return heard
