"""What holds for every reply, whatever the vault holds: each complaint is one line of words."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.model import Action, Moment, StoredExcerpt, StoredNote, Verb
from bot.reply.custom_ids import format_id
from tests.replies.markup import Link, Sent, alive, link_to, links_in, read_clock, words_of

ELLIPSIS = "…"
LONGEST_ID = 100
FENCE = "```"

_SENTENCE_END = re.compile(r"[.!?…।。！？][\"'”’»)\]」』）]*$")
_LEFT_OUT = " ,;:–—-"
"""What may stand before an ellipsis and is not shown."""
_COPIED = re.compile(r"https://youtu\.be/[^\s)]+")
_KEY = "(?:[0-9a-hjkmnp-tv-z]{10})?"
_ID = re.compile(rf"vb:[a-z]{{1,3}}(?::{_KEY}(?::-?\d{{0,4}}(?::{_KEY}(?::[^\n]+)?)?)?)?")
_AT = re.compile(r"at (\d+(?::\d\d)+)")


def markup_faults(sent: Sent, *, emphasised: bool = False) -> Iterator[str]:
    """Text of a note that acts as mark-up."""
    for line in sent.lines:
        if found := alive(line, emphasised=emphasised):
            yield f"alive: {found!r} in {line[:200]!r}"


def id_faults(sent: Sent) -> Iterator[str]:
    """Ids that Discord would not take, or that nobody could answer the press of."""
    ids = [option["value"] for option in sent.options]
    ids += [part["custom_id"] for part in sent.parts if part["type"] == 2 and "custom_id" in part]
    for each in ids:
        if not _ID.fullmatch(each):
            yield f"no action: {each!r}"
        elif not each.isascii() and len(each.encode("utf-16-le")) // 2 > LONGEST_ID:
            yield f"longer than {LONGEST_ID}: {each!r}"


def link_faults(
    sent: Sent, moments: Iterable[Moment], *, lead_in: int, videos: Iterable[str]
) -> Iterator[str]:
    """Links that open anything but one of these moments, `lead_in` before it, or these videos."""
    moments = tuple(moments)
    try:
        for line in sent.lines:
            for link in links_in(line):
                yield from link_fault(link, moments, lead_in)
        for label, address in _addresses(sent):
            yield from _address_fault(link_to(address, label), moments, lead_in, tuple(videos))
    except ValueError as error:
        yield str(error)


def link_fault(link: Link, moments: Sequence[Moment], lead_in: int) -> Iterator[str]:
    """The label tells the true time, and the address opens at it."""
    if link.label == "video":
        right = link.second is None and any(
            moment.video_id == link.video_id and not moment.plausible for moment in moments
        )
    else:
        second = read_clock(link.label)
        right = link.second == max(0, second - lead_in) and any(
            moment.video_id == link.video_id and moment.seconds == second and moment.plausible
            for moment in moments
        )
    if not right:
        yield f"opens elsewhere: {link}"


def _addresses(sent: Sent) -> Iterator[tuple[str, str]]:
    """(label, address) of titles and buttons."""
    for embed in sent.embeds:
        if address := embed.get("url"):
            yield "", address
    for part in sent.parts:
        if address := part.get("url"):
            yield part["label"], address


def _address_fault(
    link: Link, moments: Sequence[Moment], lead_in: int, videos: Sequence[str]
) -> Iterator[str]:
    if told := _AT.search(link.label):
        yield from link_fault(Link(told[1], link.video_id, link.second), moments, lead_in)
    elif link.second is None:
        doubtful = (moment.video_id for moment in moments if not moment.plausible)
        if link.video_id not in (*videos, *doubtful):
            yield f"opens another video: {link}"
    elif not any(
        moment.plausible
        and (link.video_id, link.second) == (moment.video_id, max(0, moment.seconds - lead_in))
        for moment in moments
    ):
        yield f"opens elsewhere: {link}"


def shortening_faults(shown: str, text: str) -> Iterator[str]:
    """What is shown of a text is all of it, or its beginning up to a sentence or a word."""
    if shown == text:
        return
    if not shown.endswith(ELLIPSIS) or not text.startswith(shown[:-1]):
        yield f"not the beginning: {shown[:200]!r} of {text[:200]!r}"
    elif not is_end(text, len(shown) - 1):
        yield f"cut inside a word: {shown[-40:]!r} of {text[len(shown) - 20 :][:60]!r}"


def is_end(text: str, place: int) -> bool:
    """Whether a sentence or a word of `text` ends at `place`, or nothing does shortly before."""
    if place >= len(text) or text[place].isspace() or text[place] in _LEFT_OUT:
        return True
    before = text[:place]
    return bool(_SENTENCE_END.search(before)) or not re.search(r"\s", text[place * 3 // 5 : place])


def part_faults(parts: Sequence[str], text: str) -> Iterator[str]:
    """The parts of a text, one after the other, are all of it; each ends as a shortened one."""
    place = 0
    for number, part in enumerate(parts, start=1):
        body = part if number == len(parts) else part.removesuffix(ELLIPSIS)
        if not text.startswith(body, place):
            yield f"part {number} is not what follows: {body[:200]!r} at {text[place:][:200]!r}"
            return
        if not is_end(text[place:], len(body)):
            yield f"part {number} ends inside a word: {body[-40:]!r}"
        place += len(body)
        if number == len(parts):
            break
        following = parts[number].removesuffix(ELLIPSIS)
        while text[place : place + 1] in set(f"{_LEFT_OUT}\n\t"):
            # What was left out; the next part may begin with such, too.
            if text.startswith(following, place) and not text[place].isspace():
                break
            place += 1
    if place != len(text):
        yield f"no part has {text[place:][:200]!r}"


def quoted(sent: Sent) -> list[str]:
    """The words that a message quotes, a passage each."""
    return [words_of(line[2:]) for line in sent.lines if line.startswith("> ")]


def moments_of(excerpts: Iterable[StoredExcerpt]) -> list[Moment]:
    """All moments of some excerpts."""
    return [moment for stored in excerpts for moment in stored.excerpt.moments]


def videos_of(*notes: StoredNote) -> set[str]:
    """The videos that some notes are about."""
    return {note.video_id for note in notes if note.video_id}


def line_faults(
    sent: Sent, excerpts: Sequence[StoredExcerpt], *, lead_in: int, named: bool = True
) -> Iterator[str]:
    """What is wrong with a list whose last lines are these excerpts, and with its menu."""
    lines = [line for line in sent.lines if not line.startswith("-# ")]
    if len(lines) < len(excerpts):
        yield f"{len(lines)} lines for {len(excerpts)} quotes"
    for line, stored in zip(reversed(lines), reversed(excerpts), strict=False):
        excerpt = stored.excerpt
        links = list(links_in(line))
        if len(links) != bool(excerpt.moments):
            yield f"{len(links)} links to {len(excerpt.moments)} moments"
        for link in links:
            yield from link_fault(link, excerpt.moments[:1], lead_in)
        words = line.partition(") ")[2] if links else line
        if named and words.endswith("*"):
            words, _, title = words.rpartition(" — *")
            yield from shortening_faults(words_of(title[:-1]), stored.note.title)
        yield from shortening_faults(words_of(words), excerpt.text)
    texts = {format_id(Action(Verb.QUOTE, each.key)): each.excerpt.text for each in excerpts}
    for option in sent.options:
        if option["value"] in texts:
            yield from shortening_faults(option["label"], texts[option["value"]])


def note_faults(
    shown: Sequence[Sent], note: StoredNote, excerpts: Sequence[StoredExcerpt], *, lead_in: int
) -> Iterator[str]:
    """What is wrong with the pages of a note: the first tells what it is about, the rest is all."""
    first, rest = shown[0], shown[1:]
    for embed in first.embeds:
        yield from shortening_faults(words_of(embed["title"]), note.title)
        yield from shortening_faults(words_of(embed.get("description") or ""), note.lead)
    waiting = iter(excerpts)
    for words, links in _passages(first):
        if not any(_is_shown(words, links, stored, lead_in) for stored in waiting):
            yield f"none of its quotes, or not in their order: {words[:200]!r}"
    passages = [passage for sent in rest for passage in _passages(sent)]
    if rest and len(passages) != len(excerpts):
        yield f"{len(passages)} quotes of {len(excerpts)}"
    for (words, links), stored in zip(passages, excerpts, strict=False):
        if not _is_shown(words, links, stored, lead_in):
            yield f"not {stored.excerpt.text[:200]!r}: {words[:200]!r}, {links}"


def _passages(sent: Sent) -> list[tuple[str, list[Link]]]:
    """(its words, the links below it) of each quote in a message."""
    found: list[tuple[str, list[Link]]] = []
    for line in sent.lines:
        if line.startswith("> "):
            found.append((words_of(line[2:]), []))
        elif found:
            found[-1][1].extend(links_in(line))
    return found


def _is_shown(words: str, links: Sequence[Link], stored: StoredExcerpt, lead_in: int) -> bool:
    moments = stored.excerpt.moments
    if len(links) != min(len(moments), 3) or any(shortening_faults(words, stored.excerpt.text)):
        return False
    pairs = zip(links, moments, strict=False)
    return not any(fault for link, one in pairs for fault in link_fault(link, [one], lead_in))


def cite_faults(sent: Sent, stored: StoredExcerpt, *, lead_in: int) -> Iterator[str]:
    """What is wrong with a quote to copy: it is there whole, twice, with its link, or in a file."""
    if sent.data.get("attachments"):
        return
    text, content = stored.excerpt.text, sent.data["content"]
    if content.count(FENCE) != 4 or content.count(text) < 2:
        yield f"not whole, or not in two blocks: {content[:200]!r}"
    around = content.replace(f"> {text}\n", "").replace(f"“{text}”", "")
    for address in _COPIED.findall(around):
        yield from _address_fault(
            link_to(address), stored.excerpt.moments, lead_in, (stored.note.video_id,)
        )


def contents_faults(sent: Sent) -> Iterator[str]:
    """What is wrong with a page of a video's contents: its notes stand in order of time."""
    titles = sum(line.startswith("**") for line in sent.lines) - 1
    if titles != len(list(sent.options)):
        yield f"{titles} notes, and {len(list(sent.options))} to pick"
    firsts = []
    for line in sent.lines:
        seconds = [read_clock(link.label) for link in links_in(line)]
        if seconds != sorted(set(seconds)):
            yield f"out of order: {seconds}"
        firsts += seconds[:1]
    if firsts != sorted(firsts):
        yield f"notes out of order: {firsts}"
