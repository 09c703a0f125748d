"""Bytes → text that every later pattern can rely on."""

import re

_LONG_RUN = re.compile(r"[ \t\u00a0]{40,}|-{40,}")
_RUN_STARTS = (" " * 20, "-" * 40, "\t", "\u00a0")
"""No run is long without one of these, and they are faster to look for."""
_CONTROLS = "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_INVISIBLE = "\u00ad\u200b\u2060\u2066-\u2069\u202a-\u202e\ufeff"
_PRIVATE_PLANES = "\U000f0000-\U0010ffff"
"""Where this room puts its own marks."""
_UNSEEN_ASCII = {code: None for code in range(128) if re.match(f"[{_CONTROLS}]", chr(code))}
_UNSEEN = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_PRIVATE_PLANES}]")


def decode(data: bytes) -> tuple[str, bool]:
    """Decode UTF-8; the flag says whether bytes had to be replaced."""
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return data.decode("utf-8-sig", errors="replace"), True


def normalize(text: str) -> str:
    """Lines end in LF, a lone CR is a blank, no run of blanks or dashes is long, all is visible.

    The number of lines stays what it is in the file.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", " ")
    text = text.translate(_UNSEEN_ASCII) if text.isascii() else _UNSEEN.sub("", text)
    if any(start in text for start in _RUN_STARTS):
        text = _LONG_RUN.sub(_shorten, text)
    return text


def one_line(text: str) -> str:
    """One line of what is seen of a name that no file's text is: a value of YAML, a file's name."""
    return " ".join(_UNSEEN.sub("", " ".join(text.split())).split())


def _shorten(run: re.Match[str]) -> str:
    return "---" if run[0][0] == "-" else " "
