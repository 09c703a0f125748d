"""The map of docs/architecture.md, held: imports point down, and each library stays in its room."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/*.py")])

LEAVES = frozenset(
    {
        "model",
        "errors",
        "keys",
        "sites",
        "remotes",
        "places",
        "aside",
        "shards",
        "access",
        "patience",
        "courtesy",
    }
)
ROOMS = frozenset({"vault", "store", "search", "reply"})
EVERYTHING = LEAVES | ROOMS | {
    "settings", "config", "workers", "lint", "indexer", "memory", "searcher", "snapshot", "finder",
    "library", "answers", "daily", "ask", "client", "tree", "app", "preview", "check", "progress",
    "arguments", "cli", "languages", "translator", "connection", "runner", "masking", "logs",
    "copying",
    "monitoring", "inflight", "stopping", "sources", "upkeep", "shards", "identify", "leading",
    "roster", "first_load", "registering", "beginning",
}  # fmt: skip

MAY_IMPORT: dict[str, frozenset[str]] = {
    "model": frozenset(),
    "errors": frozenset(),
    "keys": frozenset(),
    "aside": frozenset(),
    "courtesy": frozenset(),
    "patience": frozenset({"errors"}),
    "sites": frozenset({"model"}),
    "remotes": frozenset(),
    "places": frozenset(),
    "shards": frozenset(),
    "access": frozenset(),
    "settings": frozenset({"model", "places", "remotes", "shards", "sites"}),
    "config": frozenset({"access", "errors", "places", "remotes", "settings"}),
    "vault": LEAVES,
    "store": LEAVES,
    "search": LEAVES,
    "reply": LEAVES,
    "workers": LEAVES,
    "languages": frozenset({"errors"}),
    "translator": frozenset({"languages"}),
    "memory": frozenset(),
    "searcher": frozenset(),
    "snapshot": LEAVES | {"store", "search", "memory"},
    "indexer": LEAVES | {"workers", "vault", "store", "search"},
    "sources": LEAVES | {"vault"},
    "upkeep": LEAVES | {"sources"},
    "lint": LEAVES | {"workers", "vault"},
    "progress": frozenset({"workers"}),
    "finder": LEAVES | {"store", "search", "searcher", "snapshot"},
    "library": LEAVES
    | {"workers", "indexer", "memory", "sources", "vault", "store", "search", "snapshot"}
    | {"finder"},
    "answers": LEAVES | {"library", "reply", "store", "workers"},
    "daily": LEAVES | {"library", "reply", "store"},
    "ask": LEAVES | {"answers", "reply"},
    "tree": LEAVES | {"inflight", "reply"},
    "connection": frozenset(),
    "identify": LEAVES,
    "beginning": LEAVES | {"identify"},
    "leading": LEAVES | {"stopping"},
    "roster": LEAVES,
    "client": LEAVES
    | {"answers", "connection", "daily", "identify", "languages", "monitoring", "reply", "store"}
    | {"beginning", "leading", "registering", "roster", "translator", "tree"},
    "registering": LEAVES | {"store", "tree"},
    "masking": frozenset(),
    "stopping": frozenset(),
    "inflight": frozenset(),
    "logs": frozenset({"masking", "settings", "tree"}),
    "monitoring": LEAVES | {"connection", "inflight"},
    "app": EVERYTHING
    - {"cli", "arguments", "check", "preview", "ask", "runner", "logs", "first_load"},
    "first_load": LEAVES | {"app"},
    "runner": LEAVES
    | {"app", "client", "config", "first_load", "memory", "monitoring", "settings", "stopping"}
    | {"store"},
    "preview": LEAVES
    | {"app", "client", "progress", "reply", "runner", "settings", "stopping", "store"},
    "arguments": frozenset({"shards", "vault"}),
    "check": LEAVES | {"masking", "app", "config", "languages", "settings", "store"},
    "copying": LEAVES | {"settings", "store"},
    "cli": EVERYTHING,
    "__main__": frozenset({"cli", "logs"}),
    "__init__": frozenset(),
    "cogs": frozenset(
        {"answers", "client", "daily", "leading", "tree", "reply", "model", "errors"}
    ),
}
"""Room → the other rooms that its files may import."""

ONLY_IN = {
    "discord": (
        "bot/client.py",
        "bot/registering.py",
        "bot/beginning.py",
        "bot/tree.py",
        "bot/languages.py",
        "bot/translator.py",
        "bot/app.py",
        "bot/logs.py",
        "bot/runner.py",
        "bot/preview.py",
        "bot/reply/embeds.py",
        "bot/reply/lists.py",
        "bot/reply/message.py",
        "bot/reply/notes.py",
        "bot/reply/plain.py",
        "bot/reply/quotes.py",
        "bot/reply/shown.py",
        "bot/reply/videos.py",
        "bot/reply/views.py",
        "cogs/",
    ),
    "simcord": ("bot/preview.py",),
    "rapidfuzz": ("bot/search/",),
    "numpy": ("bot/search/", "bot/store/words.py"),
    "Stemmer": ("bot/search/english.py",),
    "aiosqlite": ("bot/store/sqlite/",),
    "sqlite3": ("bot/store/sqlite/",),
    "asyncpg": ("bot/store/postgres/",),
    "frontmatter": ("bot/vault/",),
    "rich": ("bot/reply/terminal.py", "bot/progress.py", "bot/cli.py"),
    "pydantic": ("bot/config.py", "bot/settings.py"),
    "prometheus_client": ("bot/monitoring/",),
    "watchfiles": ("bot/sources/listener.py",),
    "zoneinfo": ("bot/daily/",),
}
"""Library → the only files that know it."""

LONGEST = 300


def room_of(name: str) -> str:
    """`bot/vault/note.py` → vault, `bot/app.py` → app, `cogs/notes.py` → cogs."""
    parts = Path(name).with_suffix("").parts
    return "cogs" if parts[0] == "cogs" else parts[1]


def imports_of(path: Path) -> set[str]:
    """The full names of all modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if node.module == "bot" else {node.module}
    return found


def test_the_map_names_every_room():
    told = (ROOT / "bot" / "__init__.py").read_text(encoding="utf-8")
    rooms = {room_of(path.relative_to(ROOT).as_posix()) for path in FILES} - {"cogs", "__init__"}
    assert {room for room in rooms if not re.search(rf" {room}/? ", told)} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path):
    name = path.relative_to(ROOT).as_posix()
    room = room_of(name)
    for module in imports_of(path):
        parts = module.split(".")
        if parts[0] == "cogs":
            assert room == "cogs", f"{name} imports {module}: nothing imports a cog"
        if parts[0] == "bot" and len(parts) > 1 and parts[1] != room:
            assert parts[1] in MAY_IMPORT[room], f"{name} imports {module}: not below {room}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_library_stays_in_its_room(path: Path):
    name = path.relative_to(ROOT).as_posix()
    for module in imports_of(path):
        places = ONLY_IN.get(module.split(".")[0])
        assert places is None or name.startswith(places), f"{name} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_outgrows_its_room(path: Path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{path.name} has {lines} lines: split it by noun"
