"""`copy` as operators run it: what it says, what it refuses, and what it never makes."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from bot.copying import NAMED
from bot.model import DatabaseServer
from bot.places import shown
from bot.store.opening import open_store
from tests.postgres import Server, query
from tests.store.build import Place, look
from tests.store.test_moving import add_settings, fill, kept, made

Said = tuple[int, str, str]
"""Exit code, standard output, standard error."""
Copy = Callable[..., Said]


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def copy(capsys: pytest.CaptureFixture[str]) -> Copy:
    def copy(source: Place, target: Place, *options: str) -> Said:
        code = main(["copy", "--database", address(source), "--to", address(target), *options])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return copy


def address(place: Place) -> str:
    return place.url if isinstance(place, DatabaseServer) else str(place)


def filled(place: Place) -> Place:
    async def work() -> None:
        async with open_store(place) as store:
            await fill(store)

    asyncio.run(work())
    return place


def empty(place: Place) -> Place:
    asyncio.run(made(place))
    return place


def test_from_a_file_to_a_server_and_back(copy: Copy, postgres: Server, working_folder: Path):
    source, server, back = filled(Path("a.db")), postgres.fresh(), Path("new/b.db")
    assert copy(source, server) == (
        0,
        f"copied to {shown(server.url)}: 2 settings of servers, 2 daily quotes, "
        "1 values of the bot's own, 3 misses; the vault is for the next load or run there to "
        "read\n",
        "",
    )
    code, out, err = copy(server, back, "--json")
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert 0 < report.pop("seconds") < 60
    assert report == {"guild_settings": 2, "daily": 2, "state": 1, "misses": 3, "unfit": 0}
    assert kept(back) == kept(server) == kept(source)


def test_the_source_is_the_configured_database(capsys, working_folder: Path):
    filled(Path("mine.db"))
    Path("config.yaml").write_text("database: mine.db\n")
    assert main(["copy", "--to", "b.db"]) == 0
    assert kept(Path("b.db")) == kept(Path("mine.db"))
    assert capsys.readouterr().err == ""


def test_a_target_that_keeps_something_is_refused_in_a_line_and_replaced_if_told_so(copy: Copy):
    source, target = filled(Path("a.db")), empty(Path("b.db"))
    add_settings(target, range(1, 1_201))
    assert copy(source, target) == (
        1,
        "",
        "vaultbot: b.db: something is kept there already (settings of servers: 1,200); --replace "
        "puts the copy in its place, for good\n",
    )
    assert len(kept(target)["guild_settings"]) == 1_200
    assert copy(source, target, "--replace")[0] == 0
    assert kept(target) == kept(source)


@pytest.mark.parametrize("replace", [(), ("--replace",)])
def test_a_database_is_not_copied_to_itself(
    copy: Copy, postgres: Server, replace: tuple[str, ...], working_folder: Path
):
    file = filled(Path("a.db"))
    Path("other").symlink_to(working_folder)
    server = filled(postgres.fresh())
    again = DatabaseServer(f"{address(server)}&work_mem=8MB")
    for source, target in ((file, Path("other/a.db")), (server, again)):
        before = kept(source)
        code, out, err = copy(source, target, *replace)
        assert (code, out) == (2, "")
        assert err.endswith(": --to names the database that is copied\n")
        assert kept(source) == before


def test_a_source_that_is_not_there_is_an_error_and_is_not_made(
    copy: Copy, postgres: Server, working_folder: Path
):
    Path("empty.db").touch()
    server = postgres.fresh()
    for source in (Path("none.db"), Path("empty.db"), server):
        code, out, err = copy(source, Path("b.db"))
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert err.endswith(": there is no database of Vaultbot's to copy from\n")
    assert [path.name for path in working_folder.iterdir()] == ["empty.db"]
    schema = server.url.rpartition("=")[2]
    assert query(server.url, "SELECT to_regnamespace($1)::text", schema) == [(None,)]


@pytest.mark.parametrize(
    ("target", "code", "said"),
    [
        ("mysql://host/db", 2, "--to should be "),
        ("", 2, "--to should be "),
        ("text.txt", 1, "text.txt: file is not a database; name another file"),
        ("a.db/b.db", 1, "a.db: can't make the folder: "),
        ("postgresql://me:s3cret-word@127.0.0.1:1/x", 1, "postgresql://127.0.0.1:1/x: the server"),
    ],
)
def test_a_target_that_can_not_be_is_one_line(copy: Copy, target: str, code: int, said: str):
    source = filled(Path("a.db"))
    Path("text.txt").write_text("Dear diary, " * 200)
    found, out, err = copy(source, DatabaseServer(target))
    assert (found, out) == (code, "")
    assert err.startswith(f"vaultbot: {said}")
    assert err.count("\n") == 1
    assert "s3cret-word" not in err


def test_rows_that_do_not_fit_are_left_out_and_named(copy: Copy):
    source = filled(Path("a.db"))
    before = kept(source)
    for number in range(NAMED + 1):
        look(source, "INSERT INTO misses VALUES ('note', ? || char(0, 10), 1, 1)", f"odd {number}")
    code, out, _ = copy(source, Path("b.db"))
    assert code == 0
    _, told = out.splitlines()
    assert told.startswith(
        "left out, as they do not fit: 6 (misses 'note', 'odd 0\\x00\\n'; misses "
    )
    assert told.endswith("'odd 4\\x00\\n', …)")
    assert kept(Path("b.db")) == before
