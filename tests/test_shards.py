"""Which shards a process has, as people name them."""

from pathlib import Path

import pytest

from bot import runner
from bot.arguments import parse_arguments
from bot.check import inspect
from bot.cli import main
from bot.config import read_config
from bot.errors import ConfigError
from bot.settings import Config
from bot.shards import Shards, parse_shards, read_shards


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({"count": 4}, (0, 1, 2, 3)),
        ({"count": 4, "ids": None}, (0, 1, 2, 3)),
        ({"count": 4, "ids": [3, 0]}, (0, 3)),
        ({"count": 4, "ids": 2}, (2,)),
        ({"count": 4, "ids": "0-1"}, (0, 1)),
        ({"count": 4, "ids": " 0, 2 - 3 "}, (0, 2, 3)),
    ],
)
def test_ids_are_a_list_or_a_text_and_all_of_them_where_left_out(given, ids):
    shards = read_shards(given)
    assert shards == Shards(4, ids)
    assert shards.is_all is (len(ids) == 4)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("{count: 4, ids: [4]}", "a count of 4 with ids from 0 to 3"),
        ("{count: 4, ids: [-1]}", "ids from 0 to 3"),
        ("{count: 4, ids: 0-99999}", "ids from 0 to 3"),
        ("{count: 4, ids: []}", "each once, such as 0-3"),
        ("{count: 4, ids: [1, 1]}", "each once"),
        ("{count: 4, ids: '0-1,1'}", "each once"),
        ("{count: 4, ids: 1-0}", "each once"),
        ("{count: 4, ids: '0;1'}", "each once"),
        ("{count: 4, ids: [true]}", "each once"),
        ("{count: 0}", "a count of 1 or more shards"),
        ("{count: yes}", "a count of 1 or more shards"),
        ("{count: '4'}", "a count of 1 or more shards"),
        ("{ids: [0]}", "auto, or how many as count: 4"),
        ("{count: 4, id: [0]}", "auto, or how many as count: 4"),
        ("all", "auto, or how many as count: 4"),
        ("4", "auto, or how many as count: 4"),
        ("null", "auto, or how many as count: 4"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(tmp_path: Path, given: str, told: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(f"discord:\n  sync: true\n  shards: {given}\n")
    with pytest.raises(ConfigError) as caught:
        read_config(file)
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f'{file}:3: "discord.shards" should be ')
    assert told in line


@pytest.mark.parametrize(
    ("given", "shown"),
    [("auto", "auto"), ("{count: 4, ids: [0, 1, 3]}", "0-1,3/4"), ("{count: 1}", "0/1")],
)
async def test_check_shows_them_as_the_command_line_takes_them(tmp_path, given, shown):
    file = tmp_path / "settings.yaml"
    file.write_text(f"discord: {{shards: {given}}}\n")
    config = read_config(file)
    assert (await inspect(config, {})).settings["discord.shards"] == shown
    if shown != "auto":
        assert parse_shards(shown) == config.discord.shards


def test_the_command_line_names_them_in_one_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert parse_arguments(["run", "--shards", "0-1/4"]).shards == Shards(4, (0, 1))
    assert parse_arguments(["run"]).shards is None
    for wrong in ("0-1", "4-5/4", "/4", "0/x", "0/0"):
        with pytest.raises(SystemExit) as ended:
            parse_arguments(["run", "--shards", wrong])
        assert ended.value.code == 2
    assert "argument --shards: must be a count of 4 with ids from 0 to 3" in capsys.readouterr().err


def test_the_option_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("discord: {shards: {count: 2}}\n")
    ran: list[object] = []

    async def run(config: Config, environ: object) -> None:
        ran.append(config.discord.shards)

    monkeypatch.setattr(runner, "run", run)
    for options in (["run"], [], ["run", "--shards", "1/3"]):
        assert main(["--config", str(file), *options]) == 0
    assert ran == [Shards(2, (0, 1)), Shards(2, (0, 1)), Shards(3, (1,))]


def test_a_server_is_on_the_shard_that_its_id_settles() -> None:
    some = Shards(4, (2, 3))
    assert [some.serves(number << 22) for number in range(8)] == [False, False, True, True] * 2
