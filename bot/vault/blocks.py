"""Lines → blocks: one pass, no nesting, the inline Markdown left as it is."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from bot.vault.citations import holds_citation, mark_citations
from bot.vault.marks import strip_marks

_QUOTE = re.compile(r"(?:[ \t]*>)+[ \t]?")
_CALLOUT = re.compile(
    r"[ \t]*(?:\*\*)?\[!([A-Za-z][\w -]{0,30})(?:\|([^\]\n]*))?\][+-]?(?:\*\*)?[ \t]*(.*)"
)
_CONTAINER = re.compile(
    r"""[ \t]*!>[ \t]*(?P<important>.+) | [ \t]*(?::{2,4}|!{3})[ \t]*
    (?: end\w*
      | \{? (?P<kind> (?:start)? (?: abstract | callout | caution | danger | error | example | hint
        | important | info | note | question | quote | success | summary | tip | warning)) \}?
        (?:[ \t|]+(?P<head>.*))? )?""",
    re.VERBOSE | re.IGNORECASE,
)
"""What other tools write for a callout: `:::info Title` … `:::`, `!!! note "Title"`, `!> Text`."""
_IN_QUOTES = re.compile(r'\A"([^"]*)"\Z')
_HEADING = re.compile(r"[ \t]*(#{1,6})(?:[ \t]+|(?=[^\s#\w]))(.*)")
_ITEM = re.compile(r"([ \t]*)(?:[-*+•][ \t]+|\d{1,4}[.)][ \t]+)(?:\[[ xX]\][ \t]+)?(.*)")
_RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}+[ \t]*")
_TABLE_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)++(?:[ \t]*:?-*:?[ \t]*)")
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*(?=\s|\Z)")
_TAB = 4


class BlockKind(StrEnum):
    """What a block is in Markdown."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    CALLOUT = "callout"
    TABLE_ROW = "table row"


class Block(NamedTuple):
    """A piece of a note that no sentence crosses the border of."""

    kind: BlockKind
    text: str
    """Inline Markdown, lines joined by newlines; of a table row the whole line with its `|`."""
    line: int
    """Where it starts in the file, 1-based."""
    level: int = 0
    """Of a heading 1 to 6; of an item its indentation in blanks."""
    title: str = ""
    """The title of the callout that it stands in; of a table row that and the header, by `|`."""
    callout: str = ""
    """The type of the callout that it stands in, lower case: `quote`."""


def parse_blocks(lines: list[str], first_line: int) -> tuple[Block, ...]:
    """Cut the body of a note into blocks; `first_line` is the file's line that it starts in."""
    builder = _Builder()
    for number, line in enumerate(lines, first_line):
        builder.add(line, number)
    builder.end_container()
    return tuple(builder.blocks)


@dataclass(slots=True)
class _Builder:
    """The block that is being read, and the callout and table that it stands in."""

    blocks: list[Block] = field(default_factory=list)
    kind: BlockKind = BlockKind.PARAGRAPH
    lines: list[str] = field(default_factory=list)
    line: int = 0
    level: int = 0
    quoted: bool = False
    callout: str = ""
    title: str = ""
    title_line: int = 0
    """Where a callout starts that has had no body so far; else 0."""
    header: str = ""
    label: tuple[str, str, str] = ("", "", "")
    """Title, header and both: one string for all rows, for header and rows may be many together."""
    header_row: Block | None = None
    in_table: bool = False

    def add(self, line: str, number: int) -> None:
        """Take the next line."""
        start = line.lstrip()[:1]
        body, quoted = line, False
        if start == ">" and (match := _QUOTE.match(line)):
            body, quoted = line[match.end() :], True
            start = body.lstrip()[:1]
        if quoted != self.quoted and (quoted or not start):
            self.end_container()
        elif self.quoted and not quoted:
            self.leave_quote(body)
        self.quoted = quoted
        if not start:
            self.blank()
        elif start in "[*" and (match := _CALLOUT.fullmatch(body)):
            self.start_callout(*_read_callout(match), number)
        elif start in ":!" and (match := _CONTAINER.fullmatch(body)):
            self.enter_container(match, number)
        elif start == "#" and (match := _HEADING.fullmatch(body)):
            self.close()
            self.start(BlockKind.HEADING, match[2].rstrip(" #\t"), number, len(match[1]))
            self.close()
        elif start in "-*_" and _RULE.fullmatch(body):
            self.close()
        elif (start in "-*+•" or start.isdigit()) and (match := _ITEM.fullmatch(body)):
            self.add_item(match, number)
        elif "|" in body and self.is_table_line(body, start):
            self.add_row(body, number)
        else:
            self.add_text(body, number)

    def blank(self) -> None:
        self.close()
        self.in_table = False
        self.header = ""
        self.header_row = None
        if not self.quoted and not self.title_line:
            self.end_container()

    def leave_quote(self, body: str) -> None:
        """A line without `>` after lines with it: only plain text goes on with the quote."""
        if not self.lines or body.lstrip()[:1] in "#-*+|":
            self.end_container()

    def end_container(self) -> None:
        """Leave a quote or callout; a callout that is all title has it as its passage."""
        if self.title_line and self.title:
            line, title, self.title = self.title_line, self.title, ""
            self.start(BlockKind.CALLOUT, title, line)
        self.close()
        self.callout = self.title = ""
        self.title_line = 0

    def enter_container(self, match: re.Match[str], number: int) -> None:
        if match["kind"]:
            head = _IN_QUOTES.sub(r"\1", (match["head"] or "").strip())
            self.start_callout(match["kind"], "", head, number)
        elif match["important"]:
            self.start_callout("important", "", match["important"].strip(), number)
        else:
            self.end_container()

    def start_callout(self, kind: str, title: str, head: str, number: int) -> None:
        self.end_container()
        self.callout = kind.strip().lower()
        self.title, self.title_line = "", number
        if not title and not _opens_body(head):
            title, head = head, ""
        if holds_citation(title):
            self.start(BlockKind.CALLOUT, title, number)
            self.close()
        self.title = title
        if head:
            self.start(BlockKind.CALLOUT, head, number)

    def add_item(self, match: re.Match[str], number: int) -> None:
        text = match[2]
        if text.startswith(("[!", "**[!")) and (callout := _CALLOUT.fullmatch(text)):
            self.start_callout(*_read_callout(callout), number)
            return
        self.close()
        self.start(BlockKind.ITEM, text, number, len(match[1].expandtabs(_TAB)))

    def is_table_line(self, body: str, start: str) -> bool:
        if self.in_table or start == "|":
            return True
        return bool(self.lines) and "|" in self.lines[-1] and bool(_TABLE_RULE.fullmatch(body))

    def add_row(self, body: str, number: int) -> None:
        if _TABLE_RULE.fullmatch(body):
            self.take_header()
            return
        self.close()
        self.in_table = True
        if cells := body.strip(" \t|"):
            self.leave_header()
            self.start(BlockKind.TABLE_ROW, cells, number)
            self.close()

    def take_header(self) -> None:
        """The line before a table's rule is its header row: the label of the rows that follow."""
        self.in_table = True
        if self.lines:
            header = self.lines.pop().strip().strip("|")
            number = self.line + len(self.lines)
            self.close()
            self.start(BlockKind.TABLE_ROW, header, number)
            self.close()
        if self.blocks and self.blocks[-1].kind is BlockKind.TABLE_ROW:
            self.header_row = self.blocks[-1]
            self.header = self.header_row.text

    def leave_header(self) -> None:
        """A header row is no passage once it is a label, unless it cites, or shows another's."""
        row, self.header_row = self.header_row, None
        is_label = row and row is self.blocks[-1] and row.title == self.title
        if is_label and not holds_citation(self.header):
            self.blocks.pop()

    def add_text(self, body: str, number: int) -> None:
        if self.lines and self.kind is BlockKind.ITEM and _starts_anew(self.lines[-1], body):
            self.close()
        if self.lines:
            self.lines.append(body.strip())
        else:
            self.start(self.text_kind(), body.strip(), number)

    def text_kind(self) -> BlockKind:
        if self.callout:
            return BlockKind.CALLOUT
        return BlockKind.QUOTE if self.quoted else BlockKind.PARAGRAPH

    def start(self, kind: BlockKind, text: str, number: int, level: int = 0) -> None:
        self.kind, self.lines, self.line, self.level = kind, [text], number, level
        self.title_line = 0

    def close(self) -> None:
        """End the block that is being read, if one is."""
        if self.lines:
            text = "\n".join(self.lines)
            title = self.title
            if self.header and self.kind is BlockKind.TABLE_ROW:
                title = self.label_row()
            block = Block(self.kind, text, self.line, self.level, title, self.callout)
            self.blocks.append(block)
            self.lines = []

    def label_row(self) -> str:
        """What stands above a table row."""
        if self.label[:2] != (self.title, self.header):
            self.label = (self.title, self.header, f"{self.title}|{self.header}")
        return self.label[2]


def _read_callout(match: re.Match[str]) -> tuple[str, str, str]:
    kind, title, head = match.groups()
    return kind, (title or "").strip(), head.strip()


def _opens_body(head: str) -> bool:
    """Whether the text behind `[!TYPE]` is the passage itself rather than its title."""
    marked = mark_citations(head)
    words = strip_marks(marked.text)
    return any(
        marked.clusters or stop.end() == len(words) for stop in _SENTENCE_END.finditer(words)
    )


def _starts_anew(previous: str, line: str) -> bool:
    """Whether an unindented line after an item is a paragraph of its own."""
    return line[:1] not in " \t" and previous.rstrip()[-1:] in ".!?:…>])"
