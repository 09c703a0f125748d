"""Passages → excerpts: which words each citation stands for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.model import Excerpt, ExcerptKind, Moment, VideoSite
from bot.sites import find_site_video
from bot.vault.blocks import BlockKind
from bot.vault.citations import FIRST_MARK, LAST_MARK, MARK, Citation, find_cited
from bot.vault.marks import strip_marks, take_marks
from bot.vault.passages import Passage, join_cells
from bot.vault.problems import Finding
from bot.vault.sentences import cut_long, split_sentences

_KINDS = {
    BlockKind.HEADING: ExcerptKind.HEADING,
    BlockKind.PARAGRAPH: ExcerptKind.SENTENCE,
    BlockKind.ITEM: ExcerptKind.ITEM,
    BlockKind.QUOTE: ExcerptKind.QUOTE,
    BlockKind.CALLOUT: ExcerptKind.CALLOUT,
    BlockKind.TABLE_ROW: ExcerptKind.TABLE_ROW,
}
_UNDIVIDED = (BlockKind.HEADING, BlockKind.TABLE_ROW)
_QUOTE_CALLOUTS = ("quote", "cite")
_OPENING_QUOTES = '"“„«'
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]+[\"”“»][.!?…]?")

LONGEST = 10_000
"""Characters of an excerpt; a sentence of people's has 1,500 at most. Answers make every part of
one, and mark its words: of a megabyte that takes half a minute."""

_MARK = re.compile(MARK)
_ENDS_CITED = re.compile(rf"{MARK}[\s.,;:!?…]*\Z")
_OPENING_MARK = re.compile(rf"(?:\A|(?<=[.!?…\"”]))\s*(?={MARK})")
_OPENING_LINE = re.compile(
    rf"\n(?={MARK}[^{FIRST_MARK}-{LAST_MARK}\n]*\w[^{FIRST_MARK}-{LAST_MARK}\n]*(?:\n|\Z))"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the passages of a note come to."""

    excerpts: tuple[Excerpt, ...] = ()
    uncited: tuple[str, ...] = ()
    """Sentences that no citation and no excerpt's context covers, by block; then the titles of
    callouts and tables that no excerpt stands under."""
    findings: tuple[Finding, ...] = ()


def read_excerpts(
    passages: Iterable[Passage], video_id: str, sites: Sequence[VideoSite] = ()
) -> Reading:
    """Cut passages into excerpts; a citation that names no video means `video_id`.

    `sites` are those of the settings, whose addresses citations may link to.
    """
    collector = _Collector(video_id, sites)
    for passage in passages:
        collector.add(passage)
    return collector.reading()


@dataclass(slots=True)
class _Collector:
    video_id: str
    sites: Sequence[VideoSite] = ()
    excerpts: dict[str, Excerpt] = field(default_factory=dict)
    """By text: what a note says twice counts once."""
    uncited: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    merged: dict[str, dict[tuple[str, int], Moment]] = field(default_factory=dict)
    """By text: all moments, where it was said more than once."""
    titles: dict[str, None] = field(default_factory=dict)
    """Of callouts and tables."""
    misses_video: bool = False
    misreads: bool = False
    """Whether the passage holds a citation that is no time."""

    def reading(self) -> Reading:
        """What was collected."""
        for words, moments in self.merged.items():
            self.excerpts[words] = replace(self.excerpts[words], moments=tuple(moments.values()))
        excerpts = tuple(self.excerpts.values())
        shown = {excerpt.label for excerpt in excerpts} | self.excerpts.keys()
        titles = (title for title in self.titles if title not in shown)
        return Reading(excerpts, (*self.uncited, *titles), tuple(self.findings))

    def add(self, passage: Passage) -> None:
        """Read one passage: its excerpts, and the words that stand outside of them."""
        text = passage.text
        kind = _KINDS[passage.kind]
        carried: list[Citation] = []
        last = ""
        before = covered = counted = 0
        line = passage.line
        for start, end, lent in self._pieces(passage) if passage.clusters else ():
            words, marks = take_marks(text[start:end])
            before, previous = start, before
            carried += find_cited(marks or lent, passage.clusters)
            if not carried:
                continue
            words = _show_words(passage, words)
            if not words and covered <= previous < start:
                words = _read_words(passage, text[previous:start])
                start = previous if words else start
            line += text.count("\n", counted, start)
            counted = start
            if not words and not last:
                continue
            citations, carried = tuple(carried), []
            if not words:
                self._merge(last, self._read_moments(citations, line))
            elif self._can_link(citations, line):
                context = _read_words(passage, text[covered:start]) if covered < start else ""
                self._add_excerpt(passage, kind, words, citations, context, line)
                last, covered = words, end
        if carried and self._can_link(tuple(carried), line):
            self._report(passage, "citation-alone")
        if self.misreads or carried:
            self._report(passage, "citation-time")
            self.misreads = False
        if covered < len(text) and passage.kind is not BlockKind.HEADING:
            self.uncited += filter(None, (_read_words(passage, text[covered:]),))
        if passage.title and passage.title not in text:
            self.titles[passage.title] = None

    def _pieces(self, passage: Passage) -> Iterator[tuple[int, int, str]]:
        """(start, end, marks) of what may become excerpts; one that is too long is several.

        The marks are for pieces that have none: those that follow in what was cut, else the last.
        """
        text, told = passage.text, False
        for start, end in _split(passage):
            if end - start <= LONGEST or not _MARK.search(text, start, end):
                yield start, end, ""
                continue
            if not told:
                line = passage.line + text.count("\n", 0, start)
                self.findings.append(Finding(line, "excerpt-long", f"{end - start:,} characters"))
                told = True
            yield from _lend(text, cut_long(text, start, end, LONGEST))

    def _report(self, passage: Passage, code: str) -> None:
        """Name the citations of a passage that are no times, or all that are."""
        line, counted = passage.line, 0
        for mark in _MARK.finditer(passage.text):
            line += passage.text.count("\n", counted, mark.start())
            counted = mark.start()
            for citation in find_cited(mark[0], passage.clusters):
                if (citation.seconds < 0) == (code == "citation-time"):
                    self.findings.append(Finding(line, code, citation.raw))

    def _video_of(self, citation: Citation) -> str:
        linked = citation.video_id
        if citation.address and self.sites:
            linked = find_site_video(citation.address, self.sites)
        return linked or self.video_id

    def _can_link(self, citations: tuple[Citation, ...], line: int) -> bool:
        if self.video_id or any(map(self._video_of, citations)):
            return True
        if not self.misses_video:
            self.misses_video = True
            self.findings.append(Finding(line, "video-missing"))
        return False

    def _add_excerpt(
        self,
        passage: Passage,
        kind: ExcerptKind,
        words: str,
        citations: tuple[Citation, ...],
        context: str,
        line: int,
    ) -> None:
        moments = self._read_moments(citations, line)
        if words in self.excerpts:
            self._merge(words, moments)
            self.uncited += filter(None, (context,))
            return
        self.excerpts[words] = Excerpt(
            words,
            moments,
            passage.headings,
            passage.label,
            kind,
            passage.callout in _QUOTE_CALLOUTS or _is_quoted(words),
            context,
            line,
        )

    def _read_moments(self, citations: tuple[Citation, ...], line: int) -> tuple[Moment, ...]:
        if len(citations) == 1 and self.video_id and citations[0].seconds >= 0:
            raw, seconds, _, _ = citations[0]
            return (Moment(self._video_of(citations[0]), seconds, raw),)
        moments: dict[tuple[str, int], Moment] = {}
        for citation in citations:
            video_id = self._video_of(citation)
            key = (video_id, citation.seconds)
            if citation.seconds < 0:
                self.misreads = True
            elif self._can_link((citation,), line) and key not in moments:
                moments[key] = Moment(video_id, citation.seconds, citation.raw)
        return tuple(moments.values())

    def _merge(self, words: str, moments: tuple[Moment, ...]) -> None:
        known = self.merged.get(words)
        if known is None:
            first = self.excerpts[words].moments
            known = {(moment.video_id, moment.seconds): moment for moment in first}
            self.merged[words] = known
        for moment in moments:
            known.setdefault((moment.video_id, moment.seconds), moment)


def _is_quoted(words: str) -> bool:
    return words[0] in _OPENING_QUOTES and _QUOTED.fullmatch(words) is not None


def _read_words(passage: Passage, sentence: str) -> str:
    return _show_words(passage, strip_marks(sentence)) if sentence else ""


def _show_words(passage: Passage, words: str) -> str:
    """The words as one line, or nothing where they hold no letter or digit."""
    if passage.kind is BlockKind.TABLE_ROW:
        words = join_cells(words)
    return words if words[:1].isalnum() or any(map(str.isalnum, words)) else ""


def _split(passage: Passage) -> Iterable[tuple[int, int]]:
    """Start and end of the pieces of a passage that may become excerpts."""
    text = passage.text
    if passage.kind in _UNDIVIDED or (
        passage.kind is not BlockKind.PARAGRAPH and len(passage.clusters) == 1 and _ends_cited(text)
    ):
        return [(0, len(text))]
    openings = _find_openings(text)
    return _split_between(text, openings) if openings else split_sentences(text)


def _lend(text: str, pieces: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """The pieces of one sentence, each with the mark that it takes where it has none."""
    firsts = [_MARK.search(text, *piece) for piece in pieces]
    last = next(found[0] for found in reversed(firsts) if found)
    lent: list[str] = []
    for found in reversed(firsts):
        last = found[0] if found else last
        lent.append(last)
    for (start, end), mark in zip(pieces, reversed(lent), strict=True):
        yield start, end, mark


def _split_between(text: str, openings: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for end in [*openings, len(text)]:
        for first, last in split_sentences(text[start:end]):
            yield start + first, start + last
        start = end


def _ends_cited(text: str) -> bool:
    """Whether nothing but stops stands behind the last citation."""
    last = text.rstrip(" .")[-1:]
    if FIRST_MARK <= last <= LAST_MARK:
        return True
    return not last.isalnum() and _ENDS_CITED.search(text) is not None


def _find_openings(text: str) -> list[int]:
    """Where a citation opens what it stands for, instead of closing it.

    Either every citation follows a full stop and the last one has words behind it, or it opens a
    line that has no other.
    """
    if FIRST_MARK <= text[:1] <= LAST_MARK and not _ends_cited(text):
        openings = [match.end() for match in _OPENING_MARK.finditer(text)]
        if len(openings) == len(_MARK.findall(text)):
            return openings[1:]
    return [match.end() for match in _OPENING_LINE.finditer(text)] if "\n" in text else []
