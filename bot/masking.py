"""What must never be read in a log or on a terminal: tokens, and passwords in addresses."""

import re
from collections.abc import Iterable

HIDDEN = "***"
SHORTEST = 8
"""Characters of the shortest secret that is looked for: a shorter one would hide common words."""

_TOKEN = re.compile(r"(?<![\w-])[\w-]{18,40}\.[\w-]{5,8}\.[\w-]{25,80}(?![\w-])", re.ASCII)
"""Three parts, as every bot's token has: who, when, and what proves it."""
_ANSWERING = re.compile(r"(/(?:webhooks|interactions)/\d{1,20}/)[\w-]+", re.ASCII)
"""With the token of an interaction anybody may answer it for a quarter of an hour."""
_CREDENTIALS = re.compile(r"(?<=//)[^/\s?#]+(?=@)")
"""`user:password` of an address; a user alone too, for git's servers take a token as one."""


class Mask:
    """Hides the secrets that it was told of, and whatever looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        told = {secret for secret in secrets if len(secret) >= SHORTEST}
        self._secrets = sorted(told, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """`text` without secrets; takes time linear in its length."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        text = _TOKEN.sub(HIDDEN, text)
        text = _ANSWERING.sub(rf"\1{HIDDEN}", text)
        return _CREDENTIALS.sub(HIDDEN, text)
