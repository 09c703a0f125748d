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
from itertools import groupby

# Letters and digits, the marks that belong to them, and an apostrophe between two of them.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u109f\u1780-\u17d3\u3099\u309a\u200b-\u200f\u2060\u2066-\u2069\ufeff\u00ad"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|['’](?=[^\W_]))*")
_ASCII_INNER = re.compile(r"'(?<=[A-Za-z0-9]')(?:[sS](?![A-Za-z0-9]|'[A-Za-z0-9])|(?=[A-Za-z0-9]))")
"""An apostrophe inside a word, with an `s` that ends the word: what `_without_apostrophe` drops."""
_ASCII_FOLDED = bytes(code if chr(code).isalnum() else ord(" ") for code in range(256)).lower()
"""For `bytes.translate`: capitals become small, all but letters and digits become blanks."""

_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u200b-\u200f\u2060\u2066-\u2069\ufeff\u00ad]"
)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)


def fold(text: str) -> str:
    """The folded words of `text`, one blank between them."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    if text.isascii():
        if "'" in text:
            text = _ASCII_INNER.sub("", text)
        return text.encode().translate(_ASCII_FOLDED).decode().split()
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
        elif _UNSPACED.search(unicodedata.normalize("NFKC", token)):
            yield from _pairs(start, token)
        elif word := fold_word(token):
            yield start, match.end(), word


def _pairs(start: int, token: str) -> Iterator[tuple[int, int, str]]:
    """Each two neighbouring letters of a script without blanks; of other scripts, whole runs."""
    for unspaced, run in groupby(
        _letters(token), key=lambda letter: bool(_UNSPACED.match(letter[2]))
    ):
        letters = list(run)
        size = 2 if unspaced else len(letters)
        for first in range(max(1, len(letters) - size + 1)):
            piece = letters[first : first + size]
            if word := fold_word("".join(text for _, _, text in piece)):
                yield start + piece[0][0], start + piece[-1][1], word


def _letters(token: str) -> list[tuple[int, int, str]]:
    """Each letter with the marks that belong to it, and where both stand in `token`."""
    letters: list[tuple[int, int, str]] = []
    for offset, character in enumerate(token):
        for part in _DROPPED.sub("", unicodedata.normalize("NFKC", character)):
            if not unicodedata.category(part).startswith("M"):
                letters.append((offset, offset + 1, part))
            elif letters and letters[-1][2][0].isalnum():
                begin, _, text = letters[-1]
                letters[-1] = (begin, offset + 1, text + part)
    return letters


def fold_word(token: str) -> str:
    """Fold one token that holds no blank; may come out empty (only invisible characters)."""
    # Compatibility forms first: "𝐃" has no small letter of its own.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", token).casefold())
    folded = unicodedata.normalize("NFC", _DROPPED.sub("", folded)).replace("’", "'")
    # NFKD takes some single characters apart into several words ("½" is "1⁄2").
    return "".join(part for part in re.split(r"[^\w'" + _MARKS + "]", _without_apostrophe(folded)))


def _without_apostrophe(word: str) -> str:
    """`deepseek's` is about DeepSeek; `don't` is what a phone types as `dont`."""
    if "'" not in word:
        return word
    return word.removesuffix("'s").replace("'", "")
