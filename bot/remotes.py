"""Addresses: which of git repositories are taken, and how any, a database's too, is shown without
its secrets.
"""

import re

SCHEMES = ("https", "http", "ssh", "git", "file")
"""What git may speak; others, `ext` above all, would run programs that an address names."""

_URL = re.compile(rf"(?:{'|'.join(SCHEMES)})://[^\s\x00-\x1f\x7f]+")
_SCP = re.compile(
    r"(?:[A-Za-z0-9_][\w.+-]*@)?(?:[A-Za-z0-9][\w.-]*|\[[0-9A-Fa-f:.]+\]):(?!:)[^\s-]\S*"
)
_PATH = re.compile(r"/[^\x00-\x1f\x7f]+")
_USER = re.compile(r"(?<=://)[^/\s]*(?=@)")
_SCHEME = re.compile(r"""["']?[a-z]+://""")
_QUERY = re.compile(r"(://[^\s?]*\?)\S+")
_REF = re.compile(r"(?![-/.@])[^\s~^:?*\[\\\x00-\x1f\x7f]+(?<![/.])")


def remote_fault(url: str) -> str:
    """What an address of a repository should be, where `url` is none; else empty."""
    scheme, _, rest = url.partition("://")
    user, _, host = rest.rpartition("@")
    # A password that holds what ends the host's name, or a path with @: nobody can tell which. And
    # what lacks a slash of https:// would be taken for a path behind a host's name.
    cut = scheme in SCHEMES and scheme != "file" and re.search(r"[/?#]", user)
    if cut or ("://" not in url and _SCP.fullmatch(url) and "@" in url.partition(":")[2]):
        return (
            "an address with no @ but before the host; in a password / is written %2F, # %23, "
            "? %3F, @ %40, : %3A, % %25"
        )
    taken = _URL.fullmatch(url) and not host.startswith("-")
    if taken or (_SCP.fullmatch(url) and "://" not in url) or _PATH.fullmatch(url):
        return ""
    return (
        "an address that git can fetch: https://, http://, ssh://, git://, file://, "
        "user@host:path or an absolute path"
    )


def branch_fault(branch: str) -> str:
    """What the name of a branch should be, where `branch` is none; else empty."""
    if _REF.fullmatch(branch) and not re.search(r"\.\.|//|@\{|/\.|\.lock(?:/|$)", branch):
        return ""
    return "the name of a branch"


def folder_fault(folder: str) -> str:
    """What a folder inside a repository should be, where `folder` is none; else empty."""
    parts = folder.rstrip("/").split("/")
    inside = all(part not in {"", ".", ".."} for part in parts) and parts[0].lower() != ".git"
    if not folder or (inside and folder.isprintable() and "\\" not in folder):
        return ""
    return "a folder inside the repository, such as content"


def masked(text: str) -> str:
    """`text` with *** for whoever signs in, and for what is asked, in every address in it.

    A token may stand in place of the name. The names before `@` that ssh has are no secrets. A
    password may hold quotes, so none ends it.
    """
    return _QUERY.sub(r"\1***", _USER.sub(_masked_user, text))


def masked_if_none(text: str) -> str:
    """The same of what was refused as an address: nobody knows where in it a password ends, nor
    where it begins.
    """
    head, at, rest = text.rpartition("@")
    scheme = _SCHEME.match(head)
    return masked(f"{scheme[0] if scheme else ''}***@{rest}" if at else text)


def _masked_user(found: re.Match[str]) -> str:
    return found[0] if found[0] == "git" else "***"
