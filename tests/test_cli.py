"""The command line as operators' scripts use it: keys, exit codes, one line where it fails."""

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.check import Findings
from bot.cli import SUBCOMMANDS, main
from bot.settings import Config
from tests.conftest import SAMPLE, SAMPLE_NOTES, note_text, write_vault

TOKEN = "a-secret.that-nobody.may-see"
HIT_KEYS = ["note", "title", "channel", "video_id", "seconds", "text", "score", "why"]
LOAD_KEYS = [
    "notes",
    "excerpts",
    "added",
    "changed",
    "removed",
    "unchanged",
    "problems",
    "repaired_notes",
    "repaired",
    "seconds",
    "fetch_failed",
]

Run = Callable[..., str]
"""Runs a subcommand that must succeed; returns what it printed."""


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and no token."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    monkeypatch.delenv("DISCORD_TOKEN_FILE", raising=False)
    return folder


@pytest.fixture
def database(working_folder: Path, sample_database: Path) -> Path:
    """A database that holds the sample vault."""
    return Path(shutil.copy(sample_database, working_folder / "vault.db"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> str:
        code = main(arguments)
        captured = capsys.readouterr()
        assert (code, captured.err) == (0, "")
        return captured.out

    return run


@pytest.fixture
def on_sample(run: Run, database: Path) -> Run:
    """`run` with the sample vault and a database that already holds it."""
    return lambda *arguments: run("--vault", str(SAMPLE), "--database", str(database), *arguments)


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a subcommand that must end with code 2 and one line; returns that line."""

    def refused(*arguments: str) -> str:
        code = main(arguments)
        captured = capsys.readouterr()
        assert (code, captured.out) == (2, "")
        assert captured.err.count("\n") == 1
        assert captured.err.startswith("vaultbot: ")
        return captured.err.removeprefix("vaultbot: ").removesuffix("\n")

    return refused


def type_in(monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


def lines(printed: str) -> list[Any]:
    return [json.loads(line) for line in printed.splitlines()]


def test_load_reports_what_it_did_as_one_object(run: Run) -> None:
    paths = ("--vault", str(SAMPLE), "--database", "new/vault.db")
    (report,) = lines(run("load", "--json", *paths))
    assert list(report) == LOAD_KEYS
    assert (report["notes"], report["added"], report["unchanged"]) == (
        SAMPLE_NOTES,
        SAMPLE_NOTES,
        0,
    )
    assert report["excerpts"] > 200
    assert 0 < report["seconds"] < 60
    (again,) = lines(run("load", "--json", *paths))
    assert (again["notes"], again["added"], again["unchanged"]) == (SAMPLE_NOTES, 0, SAMPLE_NOTES)
    assert (again["changed"], again["removed"], again["problems"]) == (0, 0, 1)
    assert (again["repaired_notes"], again["repaired"]) == (1, 19)
    (full,) = lines(run("load", "--full", "--json", *paths))
    assert (full["added"], full["changed"], full["unchanged"]) == (0, 0, SAMPLE_NOTES)


def test_load_says_in_words_what_changed(run: Run, working_folder: Path) -> None:
    write_vault(working_folder, {"vault/ch/a.md": note_text("A", "One", "Two")})
    assert run("load").startswith("1 notes, 2 quotes in 0.")
    (working_folder / "vault" / "ch" / "a.md").unlink()
    assert run("load").endswith(": +0 ~0 -1, 0 unchanged, 0 problems\n")
    assert (working_folder / "data" / "vaultbot.db").exists()


def test_ask_answers_with_what_discord_would_be_sent(on_sample: Run) -> None:
    (answer,) = lines(on_sample("ask", "--json", "/quote deepseek"))
    assert set(answer) >= {"embeds", "components", "ephemeral"}
    assert answer["ephemeral"] is False
    (embed,) = answer["embeds"]
    assert "deepseek" in embed["description"].lower()
    assert "youtu" in json.dumps(answer)
    assert isinstance(answer["components"], list)


def test_ask_answers_several_commands_one_a_line(on_sample: Run) -> None:
    found, none = lines(on_sample("ask", "--json", "/note levain", "quote text:zzyzxqq"))
    assert found["embeds"][0]["title"].startswith("How a sourdough starter comes alive")
    assert (none["embeds"], none["ephemeral"]) == ([], True)
    assert "zzyzxqq" in none["content"]


def test_ask_takes_options_by_name(on_sample: Run) -> None:
    one, other = lines(
        on_sample(
            "ask",
            "--json",
            '/quote text:"the time" channel:"The Kitchen Lab" private:true',
            "/quote deepseek channel:nowhere",
        )
    )
    assert one["ephemeral"] is True
    assert one["embeds"]
    assert "nowhere" in other["content"]


def test_ask_prints_the_embed_for_people(on_sample: Run) -> None:
    printed = on_sample("ask", "/quote deepseek")
    assert "/quote deepseek" in printed
    assert "DeepSeek" in printed


def test_what_is_asked_moves_no_cursor_and_is_no_markup(on_sample: Run) -> None:
    printed = on_sample("ask", "/quote [/b] [bold red]\x1b[2J\u202ezzyzxqq")
    assert "/quote [/b] [bold red]\\x1b[2J" in printed
    assert not {"\x1b", "\u202e"} & set(printed)


@pytest.mark.parametrize("command", [("search", "notes"), ("complete", "note", "apples")])
def test_no_name_in_a_vault_moves_the_cursor(
    run: Run, working_folder: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    write_vault(
        working_folder, {"vault/ch\x1b[2J/a\x1b[31m\u202e.md": note_text("", "Apples fall")}
    )
    type_in(monkeypatch, "apples\x1b[2J\n")
    printed = run(*command)
    assert "a" in printed
    assert not {"\x1b", "\u202e"} & set(printed)


def test_ask_loads_a_vault_that_was_never_loaded(run: Run, working_folder: Path) -> None:
    write_vault(working_folder, {"vault/ch/a.md": note_text("Alpha", "Apples fall")})
    (answer,) = lines(run("ask", "--json", "/quote apples"))
    assert "Apples" in answer["embeds"][0]["description"]


@pytest.mark.parametrize("kind", ["notes", "quotes"])
def test_search_answers_each_line_with_the_agreed_keys(
    on_sample: Run, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    type_in(monkeypatch, 'deepseek\n\n  \n{"id": "q-7", "query": "agi"}\nzzyzxqq\n')
    answers = lines(on_sample("search", kind, "--json", "--limit", "3"))
    assert [list(answer) for answer in answers] == [["id", "query", "ms", "hits"]] * 3
    assert [answer["query"] for answer in answers] == ["deepseek", "agi", "zzyzxqq"]
    assert [answer["id"] for answer in answers] == [1, "q-7", 5]
    assert all(0 < answer["ms"] < 10_000 for answer in answers[:2])
    assert answers[2]["hits"] == []
    for hit in answers[0]["hits"] + answers[1]["hits"]:
        assert list(hit) == HIT_KEYS
        assert (SAMPLE / hit["note"]).is_file()
        assert hit["channel"] == hit["note"].partition("/")[0]
        assert len(hit["video_id"]) == 11
        assert hit["text"]
        assert hit["why"]
        assert all(isinstance(second, int) for second in hit["seconds"])
        assert bool(hit["seconds"]) == (kind == "quotes")
    assert 0 < len(answers[0]["hits"]) <= 3
    scores = [hit["score"] for hit in answers[0]["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_search_quotes_gives_the_second_of_the_words(
    on_sample: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, "loop without a human sitting in it\n")
    (answer,) = lines(on_sample("search", "quotes", "--json", "--limit", "1"))
    (hit,) = answer["hits"]
    assert hit["note"] == "sachinandadam/deepseek_without_a_human_in_the_loop.md"
    assert (hit["video_id"], hit["seconds"]) == ("iGa-6tpLBXA", [22 * 60 + 20])
    assert hit["text"].endswith("without a human sitting in it.")


def test_search_within_a_channel(on_sample: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "time\n")
    (answer,) = lines(on_sample("search", "quotes", "--json", "--channel", "the kitchen lab"))
    assert {hit["channel"] for hit in answer["hits"]} == {"kitchenlab"}


def test_search_for_people_prints_the_words(
    on_sample: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, "[leuconostoc]\n")
    printed = on_sample("search", "quotes")
    assert printed.startswith("[leuconostoc]  (")
    assert "kitchenlab/salt_and_lactic_fermentation.md  " in printed


def test_search_survives_any_line(on_sample: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = (
        b'"deep seek"',
        b"caf\xe9 \xff",
        rb'{"id": 1, "query": "\ud800"}',
        b'{"id": 2, "query": 5}',
        b'{"query": "agi"}',
        b'{"id": null, "query": ""}',
        b"[" * 100_000,
        b"[1, 2]",
        b"12",
        b"\x00",
        b"NEAR( ^* : AND",
    )
    type_in(monkeypatch, b"\n".join(hostile))
    answers = lines(on_sample("search", "quotes", "--json"))
    assert len(answers) == len(hostile)
    assert (answers[0]["query"], answers[1]["query"]) == ('"deep seek"', "caf\ufffd \ufffd")
    assert [answers[number]["id"] for number in (2, 3, 4, 5)] == [1, 4, 5, None]
    assert answers[4]["hits"]


def test_nothing_typed_is_nothing_answered(on_sample: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "")
    assert on_sample("search", "notes", "--json") == ""


@pytest.mark.parametrize(("kind", "prefix"), [("note", "n:"), ("quote", "q:")])
@pytest.mark.parametrize("typed", ["deeps", "", "deepsek"])
def test_complete_lists_choices_within_discord_s_limits(
    on_sample: Run, kind: str, prefix: str, typed: str
) -> None:
    choices = json.loads(on_sample("complete", kind, typed, "--json"))
    assert 0 < len(choices) <= 25
    for choice in choices:
        assert list(choice) == ["name", "value"]
        assert 0 < len(choice["name"]) <= 100
        assert choice["value"].startswith(prefix)
    (answer,) = lines(on_sample("ask", "--json", f"/{kind} {choices[0]['value']}"))
    assert answer["embeds"]


def test_complete_for_people_prints_the_names(on_sample: Run) -> None:
    printed = on_sample("complete", "note", "magic", "--channel", "kitchenlab")
    assert printed == "There is no magic in the Maillard reaction — The Kitchen Lab\n"
    assert on_sample("complete", "note", "zzyzxqq", "--json") == "[]\n"


def test_paths_may_stand_before_or_after_the_subcommand(run: Run, working_folder: Path) -> None:
    write_vault(working_folder, {"a/ch/x.md": "# X", "b/ch/y.md": "# Y", "b/ch/z.md": "# Z"})
    config = str(working_folder / "c.yaml")
    Path(config).write_text("vault: {path: a}\ndatabase: {path: c.db}\n")

    def loaded(*arguments: str) -> int:
        (report,) = lines(run(*arguments))
        return int(report["notes"])

    assert loaded("--config", config, "load", "--json") == 1
    assert loaded("load", "--json", "--config", config) == 1
    assert loaded("--config", config, "load", "--json", "--vault", "b") == 2
    assert loaded("--vault", "b", "load", "--json", "--config", config) == 2
    assert loaded("--vault", "a", "load", "--json", "--vault", "b", "--database", "d.db") == 2
    assert sorted(found.name for found in working_folder.glob("*.db")) == ["c.db", "d.db"]


def test_an_unknown_key_ends_with_two_and_one_line(refused: Run, working_folder: Path) -> None:
    (working_folder / "config.yaml").write_text("vault:\n  pth: x\n")
    assert refused("load") == ('config.yaml:2: unknown key "vault.pth"; did you mean "vault.path"?')


@pytest.mark.parametrize("arguments", [("load",), ("ask", "/quote x"), ("complete", "note", "x")])
def test_a_missing_vault_ends_with_two_and_one_line(
    refused: Run, arguments: tuple[str, ...]
) -> None:
    assert refused(*arguments, "--vault", "no [such] vault") == (
        '"vault.path": no folder no [such] vault; name your vault there or with --vault'
    )


@pytest.mark.parametrize("arguments", [("run",), (), ("sync",)])
def test_a_missing_token_ends_with_two_and_one_line(
    refused: Run, working_folder: Path, arguments: tuple[str, ...]
) -> None:
    assert refused(*arguments).startswith("no bot token: set DISCORD_TOKEN")
    assert list(working_folder.iterdir()) == []


def test_a_token_file_with_a_second_line_ends_with_two_and_one_line(
    refused: Run, working_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (working_folder / "token").write_text(f"{TOKEN}\n{TOKEN}\n")
    monkeypatch.setenv("DISCORD_TOKEN_FILE", "token")
    said = refused("run", "--vault", str(SAMPLE))
    assert said.startswith("DISCORD_TOKEN_FILE: token holds more than a token (blanks or several")
    assert TOKEN not in said


def test_a_port_on_the_command_line_wins_over_the_file_s(
    run: Run, working_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (working_folder / "config.yaml").write_text("monitoring: {host: '::1', port: 9}\n")
    ran: list[Config] = []

    async def running(config: Config, environ: object) -> None:
        ran.append(config)

    monkeypatch.setattr("bot.runner.run", running)
    for arguments in ([], ["run"], ["run", "--port", "0"]):
        run(*arguments)
    told = [(each.monitoring.host, each.monitoring.port) for each in ran]
    assert told == [("::1", 9), ("::1", 9), ("::1", 0)]


def test_run_without_a_vault_ends_with_two(refused: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    assert refused("run").startswith('"vault.path": no folder vault')


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/dance", "no command /dance to ask here; there are /"),
        ("", "no command / to ask here; there are /"),
        ("/vault reload", "no command /vault to ask here; there are /"),
        ("/quote", "/quote needs its text: ask "),
        ("/note channel:kitchenlab", "/note needs its topic: ask "),
    ],
)
def test_a_command_that_can_not_be_asked_ends_with_two_and_one_line(
    refused: Run, database: Path, line: str, said: str
) -> None:
    assert refused("ask", line, "--database", str(database)).startswith(said)


@pytest.mark.parametrize("arguments", [("search", "quotes"), ("complete", "note", "x")])
def test_an_unknown_channel_ends_with_two_and_one_line(
    refused: Run, database: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    type_in(monkeypatch, "deepseek\n")
    said = refused(*arguments, "--channel", "nowhere", "--database", str(database))
    assert said == "no channel nowhere in this vault"


@pytest.mark.parametrize(
    "arguments",
    [("dance",), ("search", "films"), ("search", "notes", "--limit", "0"), ("ask",), ("--colour",)],
)
def test_a_wrong_command_line_ends_with_two(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "waits"),
    [
        (["run", "--hold", "--shards", "two"], 1),
        (["run", "--prot", "80", "--hold"], 1),
        (["run", "--shards", "two"], 0),
        (["run", "--hold", "--help"], 0),
    ],
)
def test_with_hold_a_wrong_command_line_waits_to_be_stopped_too(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], waits: int
) -> None:
    waited: list[int] = []

    async def until_stopped() -> None:
        waited.append(1)

    monkeypatch.setattr("bot.cli.until_stopped", until_stopped)
    for given in (arguments, None):
        monkeypatch.setattr("sys.argv", ["vaultbot", *arguments])
        with pytest.raises(SystemExit):
            main(given)
    assert len(waited) == 2 * waits


def test_a_database_of_another_program_ends_with_one_and_one_line(
    capsys: pytest.CaptureFixture[str], working_folder: Path
) -> None:
    (working_folder / "x.txt").write_text("Dear diary, " * 200)
    assert main(["load", "--vault", str(SAMPLE), "--database", "x.txt"]) == 1
    captured = capsys.readouterr()
    assert captured.err == "vaultbot: x.txt: file is not a database; name another file\n"
    assert captured.out == ""


def test_check_shows_every_setting_but_not_the_token(
    on_sample: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    printed = on_sample("check")
    assert f"DISCORD_TOKEN: set, {len(TOKEN)} characters\n" in printed
    assert f"vault.path: {SAMPLE}\n" in printed
    assert f"{SAMPLE_NOTES} notes" in printed
    as_json = on_sample("check", "--json")
    assert list(json.loads(as_json)) == ["settings", "health", "faults", "warnings"]
    assert json.loads(as_json)["faults"] == []
    assert TOKEN not in printed + as_json


def test_check_shows_no_secret_that_a_fault_tells(
    on_sample: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def inspect(*_: object) -> Findings:
        return Findings({}, (f"odd {TOKEN}",), (), (f"worse {TOKEN}",))

    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setattr("bot.cli.inspect", inspect)
    for printed in (on_sample("check"), on_sample("check", "--json")):
        assert "odd ***" in printed
        assert "worse ***" in printed


@pytest.mark.parametrize("terminal", [True, False])
def test_what_nobody_foresaw_is_a_line_with_an_id_and_the_log_has_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool
) -> None:
    async def fail(*_: object) -> int:
        raise RuntimeError(f"odd {TOKEN}")

    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setitem(SUBCOMMANDS, "check", fail)
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    assert main(["check"]) == 1
    told = capsys.readouterr().err
    assert re.search(r"vaultbot: an unexpected error \(error [0-9a-f]{8}\); ", told)
    assert ("Traceback" in told) is not terminal
    assert ("odd ***" in told) is not terminal
    assert TOKEN not in told


def test_a_password_in_a_wrong_address_is_not_shown(refused: Run, working_folder: Path) -> None:
    text = "discord: {api_url: 'http://me:s3cret-word@proxy/'}\n"
    (working_folder / "config.yaml").write_text(text)
    assert "s3cret-word" not in refused("check")


def test_check_ends_with_one_where_something_is_wrong(
    capsys: pytest.CaptureFixture[str], working_folder: Path
) -> None:
    assert main(["check"]) == 1
    printed = capsys.readouterr().out
    assert 'wrong: "vault.path": no folder vault\n' in printed
    assert "wrong: no bot token" in printed
    assert list(working_folder.iterdir()) == []
