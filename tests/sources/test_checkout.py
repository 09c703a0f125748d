"""A vault kept in git: what is fetched, what stays, and what never happens."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import ConfigError, FetchFailed
from bot.sources import Checkout
from tests.conftest import write_vault
from tests.sources.repositories import (
    QUIET,
    commit,
    git,
    make_repository,
    refusal,
    server,
)

FILES = {"content/a.md": "Apples", "content/b.md": "Beetles", "README.md": "Read me"}


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "remote", FILES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "work"


@pytest.fixture
def checkout(remote: Path, folder: Path) -> Checkout:
    return make(f"file://{remote}", folder, notes="content")


def make(url: str, folder: Path, **options: object) -> Checkout:
    return Checkout(url, folder, environ=QUIET, **options)  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


async def failure(checkout: Checkout) -> str:
    with pytest.raises(FetchFailed) as raised:
        await checkout.fetch()
    assert "\n" not in str(raised.value)
    return str(raised.value)


async def test_the_first_fetch_makes_the_folder(checkout: Checkout, folder: Path) -> None:
    fetched = await checkout.fetch()
    assert files(folder) == FILES
    assert (fetched.before, len(fetched.after), fetched.changed) == ("", 40, True)
    assert checkout.path == folder / "content"
    assert git(folder, "rev-list", "--count", "HEAD") == "1"


async def test_nothing_new_is_told_as_such(checkout: Checkout) -> None:
    first = await checkout.fetch()
    again = await checkout.fetch()
    assert (again.before, again.changed) == (first.after, False)


async def test_files_that_did_not_change_keep_their_time(
    checkout: Checkout, remote: Path, folder: Path
) -> None:
    await checkout.fetch()
    before = (folder / "content/a.md").stat().st_mtime_ns
    (remote / "content/b.md").unlink()
    commit(remote, {"content/c.md": "Cats"})
    assert (await checkout.fetch()).changed
    assert files(folder / "content") == {"a.md": "Apples", "c.md": "Cats"}
    assert (folder / "content/a.md").stat().st_mtime_ns == before
    assert git(folder, "rev-list", "--count", "HEAD") == "1"


async def test_history_that_was_written_anew_is_followed(
    checkout: Checkout, remote: Path, folder: Path
) -> None:
    await checkout.fetch()
    rewritten = commit(remote, {"content/a.md": "Ants"}, "--amend")
    assert (await checkout.fetch()).after == rewritten
    assert files(folder / "content")["a.md"] == "Ants"


async def test_another_default_branch_and_another_address_are_followed(
    checkout: Checkout, remote: Path, folder: Path, tmp_path: Path
) -> None:
    await checkout.fetch()
    git(remote, "checkout", "--quiet", "--orphan", "other")
    other = commit(remote, {"content/a.md": "Other"})
    assert (await checkout.fetch()).after == other
    main = await make(f"file://{remote}", folder, branch="main").fetch()
    assert files(folder / "content")["a.md"] == "Apples"
    elsewhere = make_repository(tmp_path / "elsewhere", {"z.md": "Zebras"})
    moved = await make(str(elsewhere), folder).fetch()
    assert moved.before == main.after
    assert files(folder) == {"z.md": "Zebras"}


async def test_what_others_leave_in_the_folder_is_removed(checkout: Checkout, folder: Path) -> None:
    await checkout.fetch()
    write_vault(folder, {"content/a.md": "Changed", "content/new.md": "Mine", ".obsidian/x": "y"})
    make_repository(folder / "nested", {"n.md": "Nested"})
    assert not (await checkout.fetch()).changed
    assert files(folder) == FILES


@pytest.mark.parametrize("kind", ["clone", "files", "file"])
async def test_a_folder_of_somebody_else_s_is_refused_and_not_touched(
    checkout: Checkout, remote: Path, folder: Path, kind: str
) -> None:
    if kind == "clone":
        git(remote.parent, "clone", "--quiet", str(remote), str(folder))
        write_vault(folder, {"content/a.md": "Work not committed"})
    elif kind == "files":
        write_vault(folder, {"note.md": "Mine"})
    else:
        folder.write_text("no folder")
    before = files(folder) if folder.is_dir() else None
    with pytest.raises(ConfigError, match=r'^"vault\.path": [^\n]+$'):
        await checkout.fetch()
    assert (files(folder) if folder.is_dir() else None) == before


async def test_a_remote_that_is_gone_leaves_the_files(
    checkout: Checkout, remote: Path, folder: Path
) -> None:
    await checkout.fetch()
    remote.rename(remote.with_name("away"))
    said = await failure(checkout)
    assert said.startswith(f"can't fetch file://{remote}: ")
    assert "does not appear to be a git repository" in said
    assert files(folder) == FILES
    remote.with_name("away").rename(remote)
    assert not (await checkout.fetch()).changed


async def test_a_branch_or_folder_that_is_not_there_is_named(
    checkout: Checkout, remote: Path, folder: Path, tmp_path: Path
) -> None:
    await checkout.fetch()
    said = await failure(make(str(remote), folder, branch="gone"))
    assert 'it has no branch gone: see "vault.git.branch"' in said
    assert files(folder) == FILES
    said = await failure(make(str(remote), tmp_path / "second", notes="notes"))
    assert 'it has no folder notes: see "vault.git.folder"' in said


async def test_an_empty_repository_is_said_to_be_empty(tmp_path: Path, folder: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    git(empty, "init", "--quiet", "--bare")
    assert "it is empty" in await failure(make(str(empty), folder))
    assert files(folder) == {}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refusal("401 Unauthorized", "WWW-Authenticate: Basic realm=x"), "Authentication failed"),
        (refusal("500 Internal Server Error"), "error: 500"),
        (refusal("404 Not Found"), "not found"),
        (b"SSH-2.0-none\r\n", "unable to access"),
    ],
    ids=["401", "500", "404", "garbage"],
)
async def test_what_a_server_refuses_is_told_without_its_secrets(
    folder: Path, answer: bytes, told: str
) -> None:
    async with server(answer) as address:
        said = await failure(make(f"http://some:s3cret-word@{address}/x?key=t0ken", folder))
    assert told in said
    assert f"http://***@{address}/x" in said
    assert "s3cret" not in said
    assert "t0ken" not in said


async def test_a_server_that_is_not_there_is_one_line(folder: Path) -> None:
    async with server(b"") as address:
        pass
    assert "Failed to connect" in await failure(make(f"http://{address}/x", folder))


async def test_a_token_stands_in_no_file(folder: Path) -> None:
    async with server(refusal("401 Unauthorized")) as address:
        await failure(make(f"http://t0ken-of-mine@{address}/x", folder))
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"t0ken" not in written


def processes_about(address: str) -> list[int]:
    """The processes that have an address among their arguments."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if address.encode() in arguments and b"git" in arguments:
            found.append(int(process.name))
    return found


async def until(condition, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if condition():
                return
            await asyncio.sleep(0.02)


async def test_a_server_that_never_answers_is_given_up_and_no_process_is_left(
    folder: Path,
) -> None:
    async with server(None) as address:
        said = await failure(make(f"http://{address}/x", folder, timeout=0.5))
        assert "git did not end within 0 s" in said or "within 1 s" in said
        await until(lambda: not processes_about(address))


async def test_a_fetch_that_is_cancelled_leaves_no_process(folder: Path) -> None:
    async with server(None) as address:
        fetching = asyncio.create_task(make(f"http://{address}/x", folder).fetch())
        await until(lambda: processes_about(address))
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
        await until(lambda: not processes_about(address))


async def test_without_git_it_says_what_is_missing(folder: Path, remote: Path) -> None:
    without = Checkout(str(remote), folder, environ={**QUIET, "PATH": "/nowhere"})
    assert await failure(without) == '"vault.git.url" needs git, which is not installed here'


async def test_what_a_killed_git_left_is_in_nobody_s_way(
    checkout: Checkout, remote: Path, folder: Path
) -> None:
    await checkout.fetch()
    commit(remote, {"content/c.md": "Cats"})
    left = ["index.lock", "shallow.lock", "HEAD.lock", "config.lock", "refs/heads/vault.lock"]
    write_vault(folder / ".git", dict.fromkeys(left, ""))
    write_vault(folder / ".git", {"HEAD": "", "config": "[core"})
    (folder / "content/a.md").write_text("App")
    assert (await checkout.fetch()).changed
    assert files(folder) == {**FILES, "content/c.md": "Cats"}


@pytest.mark.parametrize("broken", ["index", "objects", "refs"])
async def test_a_damaged_copy_is_made_again(
    checkout: Checkout, remote: Path, folder: Path, broken: str
) -> None:
    await checkout.fetch()
    commit(remote, {"content/b.md": "Bees"})
    if broken == "index":
        (folder / ".git/index").write_bytes(b"DIRC")
    elif broken == "objects":
        for path in (folder / ".git/objects").rglob("*"):
            if path.is_file():
                path.chmod(0o600)
                path.write_bytes(b"")
    else:
        (folder / ".git/refs/heads/vault").write_bytes(b"\0" * 41)
    await checkout.fetch()
    assert files(folder) == {**FILES, "content/b.md": "Bees"}
    assert not (await checkout.fetch()).changed


@pytest.mark.parametrize("made", [[], ["work"], ["work", "work/.git"]])
async def test_a_folder_that_was_only_begun_is_taken(
    checkout: Checkout, folder: Path, made: list[str]
) -> None:
    for name in made:
        (folder.parent / name).mkdir()
    await checkout.fetch()
    assert files(folder) == FILES


async def test_two_processes_take_turns(checkout: Checkout, remote: Path, folder: Path) -> None:
    await checkout.fetch()
    other = make(str(remote), folder, lock_wait=0.3)
    async with checkout._locked():
        assert f"another process is fetching into {folder}" in await failure(other)
    fetched = await asyncio.gather(*(make(str(remote), folder).fetch() for _ in range(3)))
    assert [each.changed for each in fetched] == [False] * 3


async def test_links_modules_hooks_and_settings_of_a_repository_do_nothing(
    tmp_path: Path, remote: Path, folder: Path, checkout: Checkout
) -> None:
    secret = write_vault(tmp_path / "private", {"diary.md": "Secret"})
    ran = tmp_path / "ran"
    module = make_repository(tmp_path / "module", {"m.md": "Module"})
    git(remote, "submodule", "--quiet", "add", str(module), "content/module")
    (remote / "content/out.md").symlink_to(secret / "diary.md")
    (remote / "content/out").symlink_to(secret)
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    commit(remote, {
        "content/.gitattributes": "*.md filter=lfs\n*.txt filter=evil\n",
        "content/big.md": pointer,
        ".git-hooks/reference-transaction": f"#!/bin/sh\ntouch {ran}\n",
    })  # fmt: skip
    await checkout.fetch()
    hook = folder / ".git/hooks/reference-transaction"
    write_vault(folder / ".git", {"hooks/reference-transaction": f"#!/bin/sh\ntouch {ran}\n"})
    hook.chmod(0o755)
    with (folder / ".git/config").open("a") as config:
        config.write(f'[core]\n\tfsmonitor = "touch {ran}; false"\n')
    commit(remote, {"content/x.txt": "x"})
    await checkout.fetch()
    assert not ran.exists()
    assert not any(path.is_symlink() for path in folder.rglob("*"))
    assert (folder / "content/out.md").read_text() == str(secret / "diary.md")
    assert list((folder / "content/module").iterdir()) == []
    assert (folder / "content/big.md").read_text() == pointer


async def test_a_folder_of_notes_that_is_a_link_leads_nowhere(tmp_path: Path, folder: Path) -> None:
    secret = write_vault(tmp_path / "private", {"diary.md": "Secret"})
    remote = make_repository(tmp_path / "remote", {"a.md": "A"})
    (remote / "content").symlink_to(secret)
    commit(remote, {})
    assert "it has no folder content" in await failure(make(str(remote), folder, notes="content"))


@pytest.mark.slow
async def test_a_fetch_killed_at_any_moment_is_made_good_by_the_next(
    tmp_path: Path, folder: Path
) -> None:
    many = {f"content/{number}.md": f"Note {number}" for number in range(2_000)}
    remote = make_repository(tmp_path / "many", many)
    program = (
        "import asyncio, sys, pathlib; from bot.sources import Checkout; "
        f"asyncio.run(Checkout({str(remote)!r}, pathlib.Path({str(folder)!r})).fetch())"
    )
    for round_, delay in enumerate([0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5]):
        commit(remote, {f"content/{number}.md": f"Round {round_}" for number in range(500)})
        fetching = await asyncio.create_subprocess_exec(sys.executable, "-c", program, env=QUIET)
        await asyncio.sleep(delay)
        if fetching.returncode is None:
            fetching.send_signal(signal.SIGKILL)
        await fetching.wait()
    await make(str(remote), folder).fetch()
    assert files(folder) == files(remote)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]).returncode:
        pytest.skip("can't mount a small disk here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("room", [20_000, 420_000], ids=["for nothing", "for git's copy only"])
async def test_a_full_disk_is_told_and_is_made_good_when_there_is_room(
    small_disk: Path, remote: Path, room: int
) -> None:
    folder = small_disk / "work"
    checkout = make(f"file://{remote}", folder)
    await checkout.fetch()
    noise = os.urandom(300_000).hex()
    commit(remote, {"content/big.md": noise, "content/a.md": "Ants"})
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - room))
    assert re.search(
        "no space|unable to write|write error|failed to write", await failure(checkout), re.I
    )
    assert files(folder) == FILES
    filler.unlink()
    await checkout.fetch()
    assert files(folder) == {**FILES, "content/big.md": noise, "content/a.md": "Ants"}
