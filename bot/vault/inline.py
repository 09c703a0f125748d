"""Inline Markdown and HTML → the plain words that a reader sees.

`protect` comes first, then the citations are marked, then `parse_plain` removes the markup: what
stood in code or behind a backslash is neither a citation nor markup.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterator

from bot.vault.citations import FIRST_MARK, LAST_MARK, MARK, mark_citations

_SHIELD = 0x100000
"""Protected characters are moved up here, where no pattern looks."""
_PROTECTED = "\\`*_[]()<>&~=|!#$%^-:."
_SHIELDS = {ord(char): _SHIELD + ord(char) for char in _PROTECTED}
_SHIELDS |= {digit: _SHIELD + digit for digit in range(ord("0"), ord("9") + 1)}
_SHIELDED = re.compile(f"[{chr(_SHIELD)}-{chr(_SHIELD + 0x7F)}]")
_UNSHIELDED = {shield: char for char, shield in _SHIELDS.items()}

_SHIELDED_BAR = chr(_SHIELDS[ord("|")])
_TARGET_EDGES = f" \\{_SHIELDED_BAR}"
_PROTECTING = re.compile(r"`+|\\[!-/:-@\[-`{-~]|\$\$")
_BACKTICKS = re.compile("`+")
_WIKILINK = re.compile(r"(!?)\[\[([^\[\]\n]*)\](\]?)")
_TARGET = re.compile(r"\[\[(?<!!\[\[)([^\[\]\n|#]*+)[^\[\]\n]*+\]")
_NO_TARGET = rf"\[\]|\n{FIRST_MARK}-{LAST_MARK}"
_LABELLED = re.compile(
    rf"\[\[(?<!!\[\[)[^{_NO_TARGET}]*[^{_NO_TARGET}\\]\|[ ]?([^\[\]|\n]*[^\[\]|\s])[ ]?\]\]"
)
"""The common form, which needs no function to replace it."""
_LINKED_NOTE = re.compile(r"[^|#.]*\|.*[^\W\d_].*")
"""In a transclusion: a note with a label in words is a link with a slip, and no image."""
_NUMBERS = re.compile(r"[\d\s.,;+*/-]*")
_LINK = re.compile(
    r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*+)\]\(([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+)\)"
)
_ADDRESS = re.compile(r"\s*(?:<.*>|\S*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*|.*://.*")
"""What may stand in the parentheses of a link; anything else in them is a remark."""
_SIZE = re.compile(r"\A\s*\d+(?:x\d+)?\s*\Z")
"""What Obsidian lets stand in place of an image's description."""
_HALF_LINK = re.compile(r"\[([^\[\]|\n]*)\|[ ]?([^\[\]|\n]*)\]")
"""A wikilink that lost half of its brackets: `[green_tea | Green tea]`."""
_TITLE_BLANKS = 4
_REFERENCE = re.compile(r"^\[\^[^\[\]\s]{1,40}\]:[ \t]*|\[\^[^\[\]\s]{1,40}\]", re.MULTILINE)
"""A footnote's number, and the one that its text starts with."""
_TAG = re.compile(
    r"<!--[^<>]*>|</?(?:a|abbr|aside|b|big|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em"
    r"|figcaption|figure|font|h[1-6]|hr|i|iframe|img|ins|kbd|li|mark|ol|p|pre|q|s|small|span|strike"
    r"|strong|sub|summary|sup|svg|table|tbody|td|th|thead|tr|u|ul|wbr)\b[^<>]{0,1000}(?:>|\Z)"
    r"|<(?:circle|ellipse|g|line|path|poly\w{2,4}|rect|use)\s[^<>=]{1,40}=[^<>]{0,1000}>"
    r"|</(?:circle|ellipse|g|line|path|poly\w{2,4}|rect|use)>",
    re.IGNORECASE,
)
"""Tags of HTML; those of drawings have names that prose may mention, so only with an attribute."""
_BREAKING_TAG = re.compile(
    r"</?(?:br|p|div|li|td|th|tr|h[1-6]|hr|dd|dt|blockquote)\b", re.IGNORECASE
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLOCK_ID = re.compile(r"[ ]\^[A-Za-z0-9-]{1,40}[ ]*$", re.MULTILINE)
_CITED_LABEL = re.compile(rf"\[([^\[\]]*)\](?={MARK})")
"""What is left of `[label](address#t=12:34)` once the citation is marked."""
_MARK = re.compile(MARK)
_EMPHASIS = re.compile(r"\*+|_+|~~|==")


def protect(text: str) -> str:
    """Shield what code spans, backslashes and formulas say from all further reading."""
    if "`" not in text and "\\" not in text and "$$" not in text:
        return text
    pieces: list[str] = []
    position = 0
    for start, end, content in _find_protected(text):
        pieces += (text[position:start], content)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _find_protected(text: str) -> Iterator[tuple[int, int, str]]:
    """Where protected spans start and end, and what stands for them from now on."""
    closers = _Closers(text)
    prose: set[int] = set()
    """Closers of what turned out to be no formula, not to be looked at once for each opener."""
    position = 0
    for match in _PROTECTING.finditer(text):
        start, end = match.span()
        if start < position:
            continue
        opener = match[0]
        if opener in ("\\(", "\\[", "$$") or opener[0] == "`":
            closer = {"\\(": "\\)", "\\[": "\\]"}.get(opener, opener)
            stop = closers.find(closer, end)
            if stop >= 0 and stop not in prose:
                content = text[end:stop].strip()
                shown = _show_protected(content, is_code=opener[0] == "`")
                if shown is not None:
                    position = stop + len(closer)
                    yield start, position, shown
                    continue
                prose.add(stop)
        if opener[0] == "\\":
            position = end
            yield start, end, opener[1].translate(_SHIELDS)


def _show_protected(content: str, *, is_code: bool) -> str | None:
    """What a code span or formula says; None where it only looks like a formula.

    Tools escape brackets: `\\[12:34\\]` is a citation, and words with a citation are no formula.
    """
    if _WIKILINK.fullmatch(content):
        return content
    if not is_code and ":" in content:
        bracketed = f"[{content}]"
        if len(mark_citations(bracketed).text) == 1:
            return bracketed
        if "<a" in content and mark_citations(content).clusters:
            return None
    return content.translate(_SHIELDS)


class _Closers:
    """Finds closing delimiters; none of the text is looked through twice for the same one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}
        """Where each closer stands next; behind the text if nowhere."""
        self._backticks: dict[str, list[int]] | None = None

    def find(self, closer: str, start: int) -> int:
        if closer[0] == "`":
            return self._find_backticks(closer, start)
        found = self._next.get(closer, -1)
        if found < start:
            found = self._text.find(closer, start)
            self._next[closer] = found if found >= 0 else len(self._text)
        return found if found < len(self._text) else -1

    def _find_backticks(self, closer: str, start: int) -> int:
        """A run of backticks is closed by the next that is exactly as long."""
        if self._backticks is None:
            self._backticks = {}
            for run in _BACKTICKS.finditer(self._text):
                self._backticks.setdefault(run[0], []).append(run.start())
        places = self._backticks.get(closer, [])
        index = bisect_left(places, start)
        return places[index] if index < len(places) else -1


def parse_plain(text: str) -> str:
    """Remove the markup from a protected text; newlines and citation marks stay."""
    if "[" in text:
        if "[[" in text:
            text = _keep_group(_LABELLED, text)
            text = _WIKILINK.sub(_show_wikilink, text) if "[[" in text else text
        if "[^" in text:
            text = _REFERENCE.sub(lambda match: _marks(match[0]), text)
        if "](" in text:
            text = _LINK.sub(_show_link, text)
        if "]" in text:
            if "|" in text:
                text = _HALF_LINK.sub(_show_half_link, text)
            text = _keep_group(_CITED_LABEL, text)
    if "<" in text:
        text = _keep_group(_AUTOLINK, text)
        text = _TAG.sub(_show_tag, text)
    if "**" in text:
        text = _keep_group(_BOLD, text)
    if "*" in text or "_" in text or "~~" in text or "==" in text:
        text = _EMPHASIS.sub(_show_emphasis, text)
    if "&" in text:
        text = _ENTITY.sub(_show_entity, text)
    if "^" in text:
        text = _BLOCK_ID.sub("", text)
    if not text.isascii() and _SHIELDED.search(text):
        text = text.translate(_UNSHIELDED)
    return text


def _keep_group(pattern: re.Pattern[str], text: str) -> str:
    r"""Replace every match by its only group: `sub(r"\1", …)`, several times as fast."""
    return "".join(pattern.split(text))


def find_links(text: str) -> Iterator[str]:
    """The targets of the wikilinks in a protected text, without label and heading part."""
    for found in _TARGET.findall(text):
        target = found.strip(_TARGET_EDGES)
        if target and not _NUMBERS.fullmatch(target):
            yield target


def _show_wikilink(match: re.Match[str]) -> str:
    transclusion, inside, closed = match.groups()
    if transclusion and ("|" not in inside or not _LINKED_NOTE.fullmatch(inside)):
        return _marks(match[0])
    if not closed and "|" not in inside:
        return match[0]
    hidden, bar, label = inside.replace(_SHIELDED_BAR, "|").rpartition("|")
    target = hidden.partition("|")[0] if bar else label
    if _NUMBERS.fullmatch(target):
        return match[0]
    if bar and label.strip():
        return label.strip() + _marks(hidden)
    name, _, heading = target.partition("#")
    if name.strip():
        hidden = heading + hidden[len(target) :]
        return name.strip().replace("_", " ") + _marks(hidden)
    return heading.strip("# ").replace("_", " ") + _marks(hidden[len(target) :])


def _show_half_link(match: re.Match[str]) -> str:
    """The label, if the target reads like that of a link: a stem, or a title of some words."""
    target, label = match.groups()
    if "_" not in target and target.count(" ") < _TITLE_BLANKS:
        return match[0]
    return label.strip() + _marks(target)


def _show_link(match: re.Match[str]) -> str:
    image, label, address = match.groups()
    if image:
        label, _, size = label.partition("|")
        label = _SIZE.sub("", label)
        address = size + address
    elif " " in address and not _ADDRESS.fullmatch(address):
        return f"{label} ({address.strip()})"
    return label + _marks(address)


def _marks(hidden: str) -> str:
    """The citation marks in what is not shown: they still belong to the words around."""
    return "" if hidden.isascii() else "".join(_MARK.findall(hidden))


def _show_entity(match: re.Match[str]) -> str:
    char = html.unescape(match[0])
    return char if char.isprintable() else " "


def _show_tag(match: re.Match[str]) -> str:
    return _marks(match[0]) or (" " if _BREAKING_TAG.match(match[0]) else "")


def _show_emphasis(match: re.Match[str]) -> str:
    """Nothing, if the delimiters can open or close emphasis; else the characters themselves."""
    text, (start, end) = match.string, match.span()
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isspace() and after.isspace():
        return match[0]
    inside_word = before.isalnum() and (after.isalnum() or after == "{")
    if inside_word and (match[0][0] in "_=" or end - start == 1):
        return match[0]
    return ""
