"""Where a database is, as somebody writes it: a file, or the address of a server; and how the
address is shown without who signs in.
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_SERVER = re.compile(r"postgres(?:ql)?://\S+")
_OTHER = re.compile(r"\s*[A-Za-z][\w+.-]+:/.*", re.DOTALL)
"""What begins as an address does, or nearly."""
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+(?:%\w+)?\]|[^\s:@\[\]]*)(?::(\d{1,5}))?")
_SHOWN = {"host", "port", "dbname", "search_path", "target_session_attrs"}
"""What of an address's query tells where it leads; of the rest nobody knows what is secret."""
WANTED = "a file, or an address: postgresql://host/database"


def is_server(place: str) -> bool:
    """Whether a database's place is an address of PostgreSQL's, and no file."""
    return _SERVER.fullmatch(place) is not None


def place_fault(place: str) -> str:
    """What a database's place should be, where `place` is none; else empty. Repeats none of it."""
    if is_server(place):
        return server_fault(place)
    # A slip in an address would make a file of that name.
    return WANTED if not place.strip() or _OTHER.fullmatch(place) else ""


def server_fault(url: str) -> str:
    """The same of an address alone."""
    if not is_server(url):
        return "an address, postgresql://host/database"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address, postgresql://host/database, with an IPv6 address in [ ]"
    hosts = parts.netloc.rpartition("@")[2].split(",")
    # A password with / or # in it ends the host where it begins.
    cut = "@" in parts.path or parts.fragment or parts.netloc.count("@") > 1
    if cut or not all(map(_is_host, hosts)):
        return (
            "an address, postgresql://host/database; in a password / is written %2F, # %23, "
            "? %3F, @ %40, : %3A, % %25"
        )
    return ""


def names_several(url: str) -> bool:
    """Whether an address leads to whichever of several servers answers."""
    parts = urlsplit(url)
    hosts = dict(parse_qsl(parts.query)).get("host", "")
    return "," in parts.netloc.rpartition("@")[2] or "," in hosts


def _is_host(text: str) -> bool:
    found = _HOST.fullmatch(text)
    return found is not None and int(found[1] or 0) < 65_536


def schema_of(url: str) -> str:
    """The schema that an address names; empty where it names none."""
    query = dict(parse_qsl(urlsplit(url).query))
    found = re.search(r"search_path\s*=\s*(\S+)", query.get("options", ""))
    return query.get("search_path", found[1] if found else "")


def shown(url: str) -> str:
    """Server, database and schema of an address, and nothing of who signs in and how."""
    parts = urlsplit(url)
    kept = {key: value for key, value in parse_qsl(parts.query) if key in _SHOWN}
    if schema := schema_of(url):
        kept["search_path"] = schema
    query = f"?{unquote(urlencode(kept))}" if kept else ""
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}{query}"
