"""Short ids that stay the same after any load, because they come from what they name.

A note's key comes from its path; an excerpt's from its note's path, its first moment and its
folded words. 50 bits, written as ten letters and digits: `4tq9x0c2mz`.
"""

import hashlib

BITS = 50
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = BITS // 5
# Read by people from a screen, so what looks alike is taken alike.
_READ_AS = str.maketrans("oil", "011")


def key_of(*parts: str) -> int:
    """The key of what `parts` name together."""
    digest = hashlib.blake2b("\0".join(parts).encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - BITS)


def format_key(key: int) -> str:
    """The key as people see it."""
    return "".join(_ALPHABET[key >> shift & 31] for shift in range(BITS - 5, -1, -5))


def parse_key(text: str, *, prefix: str) -> int | None:
    """The key in `n:4tq9x0c2mz` for prefix `n:`; None for anything else, such as plain words.

    Backticks around it, as in a message that names it, are ignored.
    """
    body = text.strip(" `\n").lower()
    if not body.startswith(prefix):
        return None
    body = body.removeprefix(prefix).strip().translate(_READ_AS)
    if len(body) != _LENGTH or any(letter not in _ALPHABET for letter in body):
        return None
    key = 0
    for letter in body:
        key = key << 5 | _ALPHABET.index(letter)
    return key
