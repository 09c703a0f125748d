"""Blocks → passages: plain words with their citations marked, under headings and labels."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.vault.blocks import Block, BlockKind
from bot.vault.citations import Citation, mark_citations
from bot.vault.inline import find_links, parse_plain, protect
from bot.vault.marks import strip_marks

_BOLD = re.compile(r"\s*(?:\*\*|__)([^*\n]{1,200}?)(:?)(?:\*\*|__)\s*(\S?)")
_MAX_LABEL = 80
MAX_ABOVE = 300
"""Characters of a heading or title that an excerpt keeps; the note has all of them."""


class Passage(NamedTuple):
    """A block as a reader sees it, and what it stands under."""

    kind: BlockKind
    text: str
    """Plain words, one line for each of the block's, each cluster of citations a mark."""
    clusters: tuple[tuple[Citation, ...], ...]
    """What the marks stand for."""
    line: int
    headings: tuple[str, ...] = ()
    """The heading path above it, outermost first."""
    label: str = ""
    """Its bold label or that of the item above it, else the title of its callout or table."""
    callout: str = ""
    """The type of the callout that it stands in, lower case."""
    links: tuple[str, ...] = ()
    """Targets of its wikilinks."""
    title: str = ""
    """Of the callout or table that it stands in, whatever its label is."""


def join_citation_lines(blocks: Iterable[Block]) -> Iterator[Block]:
    """Give lines that hold nothing but citations to the block before them, else to the next.

    The first line of a callout or table has its title before it.
    """
    group: list[Block] = []
    head: Block | None = None
    for block in blocks:
        only_cites = _only_cites(block.text)
        if only_cites and block.title and (not head or head.title != block.title):
            block = block._replace(text=f"{block.title} {block.text}", title="")
            only_cites = False
        if not only_cites:
            if head:
                yield _join(head, group)
                group = []
            head = block
        group.append(block)
    if group:
        yield _join(head or group[0], group)


def read_passages(blocks: Iterable[Block], title: str) -> Iterator[Passage]:
    """Read the blocks of a note in order; `title` is left out of the heading paths."""
    headings: list[tuple[int, str]] = []
    labels: list[tuple[int, str]] = []
    titles: dict[tuple[bool, str], str] = {}
    path: tuple[str, ...] = ()
    folded_title = title.casefold()
    for block in blocks:
        protected = protect(block.text)
        marked = mark_citations(protected)
        text = parse_plain(marked.text)
        is_item = block.kind is BlockKind.ITEM
        is_heading = block.kind is BlockKind.HEADING
        if is_heading:
            path = _leave(headings, block.level)
        label = ""
        if labels or is_item:
            label = _enter(labels, block, marked.text, text)
        above = ""
        if block.title:
            # All rows of a table have the same header, which may be as long as they are many.
            of = (block.kind is BlockKind.TABLE_ROW, block.title)
            above = titles[of] = titles.get(of) or _read_title(block)
        links = tuple(find_links(protected)) if "[[" in protected else ()
        yield Passage(
            block.kind,
            text,
            marked.clusters,
            block.line,
            path,
            label or shorten(above),
            block.callout,
            links,
            above,
        )
        if is_heading and (words := strip_marks(text)).casefold() != folded_title:
            headings.append((block.level, shorten(words)))
            path = (*path, shorten(words))


def _join(head: Block, group: list[Block]) -> Block:
    """The blocks of a group as one of the head's kind, each on its own line as in the file."""
    if len(group) == 1:
        return head
    line = group[0].line
    pieces: list[str] = []
    for block in group:
        pieces += ("\n" * (block.line - line), block.text)
        line = block.line + block.text.count("\n")
    return head._replace(text="".join(pieces), line=group[0].line)


def _only_cites(text: str) -> bool:
    if (start := text.lstrip(" \t*_|–—-")[:1]) and start not in "<[(!":
        return False
    marked = mark_citations(text)
    return bool(marked.clusters) and not any(map(str.isalnum, parse_plain(marked.text)))


def _leave(stack: list[tuple[int, str]], level: int) -> tuple[str, ...]:
    """Drop what stands at this level or deeper; what remains."""
    while stack and stack[-1][0] >= level:
        stack.pop()
    return tuple([words for _, words in stack])


def _enter(labels: list[tuple[int, str]], block: Block, raw: str, plain: str) -> str:
    """The label of the next block; only items have labels of their own, or pass them on."""
    if block.kind is not BlockKind.ITEM:
        labels.clear()
        return ""
    inherited = "".join(_leave(labels, block.level)[-1:])
    own = _find_label(raw, plain)
    labels.append((block.level, own or inherited))
    return own if own and _says_more(plain, own) else inherited


def _says_more(plain: str, label: str) -> bool:
    """Whether an item holds more words than its label."""
    if plain.startswith(label) and any(map(str.isalnum, plain[len(label) :])):
        return True
    return strip_marks(plain) != label


def _find_label(raw: str, plain: str) -> str:
    """The bold words that an item opens with, or all of an item that ends in a colon."""
    if match := _BOLD.match(raw):
        bold, colon, following = match.groups()
        if colon or not following.islower():
            return strip_marks(parse_plain(bold)).rstrip(" :")
    if ":" not in plain[-4:] or len(plain) > _MAX_LABEL:
        return ""
    words = strip_marks(plain)
    return words[:-1].rstrip() if words.endswith(":") else ""


def read_words(text: str) -> str:
    """The plain words of a piece of inline Markdown, citations left out."""
    return strip_marks(parse_plain(mark_citations(protect(text)).text))


def shorten(words: str) -> str:
    """What stands above many excerpts is kept with each, so it is not kept at any length."""
    return words if len(words) <= MAX_ABOVE else words[: MAX_ABOVE - 1] + "…"


def _read_title(block: Block) -> str:
    words = read_words(block.title)
    return join_cells(words) if block.kind is BlockKind.TABLE_ROW else words


def join_cells(row: str) -> str:
    """The cells of a table row as one line."""
    return " — ".join(filter(None, (cell.strip() for cell in row.split("|"))))
