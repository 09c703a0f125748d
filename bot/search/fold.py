"""One folding for query and index, so that what looks the same to a reader is the same word.

    >>> fold("DeepSeek's “R1” – Café, 强化学习")
    'deepseek r1 cafe 强化 化学 学习'

Case, compatibility forms, Latin, Greek and Cyrillic accents, Arabic vowel marks and invisible
characters go; the marks that spell Indic and Thai syllables stay. Scripts written without blanks
become overlapping pairs of characters. The result holds words and single blanks, nothing else.
"""

import re
import unicodedata
from collections.abc import Iterator

# Letters and digits, the marks that belong to them, and an apostrophe between two of them.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u109f\u1780-\u17d3\u3099\u309a\u200b-\u200f\u2060\u2066-\u2069\ufeff\u00ad"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|['’](?=[^\W_]))*")
_ASCII_WORD = re.compile(r"[a-z0-9](?:[a-z0-9]|'(?=[a-z0-9]))*")

_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u200b-\u200f\u2060\u2066-\u2069\ufeff\u00ad]"
)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def fold(text: str) -> str:
    """The folded words of `text`, one blank between them."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    if text.isascii():
        found = _ASCII_WORD.findall(text.lower())
        return [_without_apostrophe(word) for word in found] if "'" in text else found
    return [word for _, _, word in spans(text)]


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each folded word stands: (start, end, word), offsets into `text`.

    Pairs of a script without blanks share characters, so their spans overlap.
    """
    for match in _WORD.finditer(text):
        start = match.start()
        token = match.group()
        if token.isascii():
            yield start, match.end(), _without_apostrophe(token.lower())
            continue
        last = 0
        for run in _UNSPACED.finditer(token):
            if run.start() > last:
                yield from _span(start + last, token[last : run.start()])
            for offset in range(max(1, len(run.group()) - 1)):
                yield from _span(start + run.start() + offset, run.group()[offset : offset + 2])
            last = run.end()
        if last < len(token):
            yield from _span(start + last, token[last:])


def _span(start: int, token: str) -> Iterator[tuple[int, int, str]]:
    if word := fold_word(token):
        yield start, start + len(token), word


def fold_word(token: str) -> str:
    """Fold one token that holds no blank; may come out empty (only invisible characters)."""
    folded = unicodedata.normalize("NFKD", token.casefold())
    folded = unicodedata.normalize("NFC", _DROPPED.sub("", folded)).replace("’", "'")
    # NFKD takes some single characters apart into several words ("½" is "1⁄2").
    return "".join(part for part in re.split(r"[^\w'" + _MARKS + "]", _without_apostrophe(folded)))


def _without_apostrophe(word: str) -> str:
    """`deepseek's` is about DeepSeek; `don't` is what a phone types as `dont`."""
    if "'" not in word:
        return word
    return word.removesuffix("'s").replace("'", "")
