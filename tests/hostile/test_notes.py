"""Twenty thousand notes that mean harm, loaded for real, and the replies about them examined."""

import asyncio
import random
import sys
import time
from pathlib import Path

import pytest

from bot.library import Library
from bot.model import LoadReport, Problem
from bot.store.sqlite.store import open_store
from tests.conftest import SETTINGS, write_vault
from tests.hostile.attacks import NAMES, NOTES, write_traps
from tests.replies.examination import examine_share
from tests.vault import made_notes
from tests.vault.pieces import HEAD, PIECES

pytestmark = pytest.mark.slow

COUNT = 20_000
EVERY = 20
"""One of so many videos has its replies examined."""
LIMIT = 240
"""Seconds for all of it: five times what it takes."""
SMALL = {path: text for path, text in NOTES.items() if len(text) < 50_000}
"""Attacks that are no megabyte: all replies about one of those take as long as ten thousand."""
TEMPLATES = [*made_notes.HEADS, *made_notes.BLOCKS, *made_notes.INLINE]


def made(draw: random.Random) -> str:
    """A note of hostile pieces, with or without frontmatter, some of it repeated."""
    pieces = draw.choices((*TEMPLATES, *PIECES), k=draw.randint(1, 40))
    body = "".join(
        made_notes.fill_plainly(piece) * draw.choice((1, 1, 1, 1, 30)) for piece in pieces
    )
    head = draw.choice((HEAD, HEAD, "", "---\n", '---\ntitle: "\\e\\u202e@here"\nvideo: '))
    body = body.encode(errors="replace").decode()
    return f"{head.replace('abcdefghijk', f'video{draw.randrange(2_000):06}')}{body}\n"


async def load(root: Path) -> tuple[LoadReport, list[Problem]]:
    async with open_store(root / "vault.db") as store:
        library = await Library.open(store, vault=root / "vault", settings=SETTINGS)
        report = await library.load()
        again = await library.load()
        library.close()
        assert (again.added, again.changed, again.removed) == (0, 0, 0)
        return report, await store.problems()


def test_twenty_thousand_notes_are_loaded_and_every_reply_about_some_holds(tmp_path: Path) -> None:
    draw = random.Random(11)
    vault = tmp_path / "vault"
    notes = {f"made{n % 40}/{n}.md": made(draw) for n in range(COUNT - len(SMALL))}
    write_vault(vault, notes | SMALL)
    started = time.perf_counter()

    report, _ = asyncio.run(load(tmp_path))
    loaded = time.perf_counter()
    tally = examine_share(tmp_path / "vault.db", 1, EVERY)

    took = time.perf_counter() - started
    sys.stdout.write(
        f"{COUNT:,} notes, {report.excerpts:,} quotes, {report.problems:,} problems: loaded in "
        f"{loaded - started:.0f} s, {tally.payloads.total():,} messages, {took:.0f} s in all\n"
    )
    assert report.notes > COUNT * 0.9
    assert tally.faults == []
    assert tally.payloads.total() > 5_000
    assert took < LIMIT


def test_every_reply_about_each_attack_holds(tmp_path: Path) -> None:
    write_vault(tmp_path / "vault", SMALL)

    asyncio.run(load(tmp_path))

    assert examine_share(tmp_path / "vault.db").faults == []


async def test_of_traps_only_what_is_a_note_is_read(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    write_traps(vault, tmp_path / "outside")

    report, problems = await load(tmp_path)

    told = {(problem.path, problem.code) for problem in problems}
    assert report.notes == 10_001
    assert ("traps/giant.md", "file-size") in told
    for name in ("out.md", "out", "passwd.md", "up", "null.md", "zero.md", "one", "two"):
        assert any(path == f"traps/{name}" for path, _ in told) or name in ("one", "two"), name
    for name in ("leak.md", "shown.md", "git", "plain.md"):
        assert (f"traps/{name}", "link-outside") in told, name
    for name in ("pipe.md", "socket.md", "bad?.md"):
        assert (f"traps/{name}", "file-unreadable") in told, name


async def test_every_name_is_read_and_no_yaml_does_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_vault(tmp_path / "vault", NOTES)

    report, problems = await load(tmp_path)

    async with open_store(tmp_path / "vault.db") as store:
        paths = await store.note_paths()
        titles = [entry.title for entry in (await store.vault()).titles]
    assert {f"names/{name}.md" for name in NAMES if name[:1] != "."} <= paths
    assert report.notes == len(NOTES) - sum(name[:1] == "." for name in NAMES)
    assert not any(char in title for title in titles for char in "\x1b\u202e\u2066\n\0")
    assert not Path("hacked").exists()
    assert {"frontmatter-yaml", "excerpt-long"} <= {problem.code for problem in problems}
