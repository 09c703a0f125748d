"""What is wrong with a vault, told from its files alone."""

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.lint import lint_vault, select
from bot.model import Problem, VaultSettings
from tests.conftest import note_text, write_vault

VIDEO = "abcdefghijk"
ROUND = f"---\nvideoId: {VIDEO}\n---\n\nOne [12:30:00]. Two [13:00:00]. Three [14:00:00].\n"
BROKEN = "---\ntitle: B\nvideoId: none\n---\n\nSee [[good]] and\n[[Nobody wrote this|it]] [0:01].\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return write_vault(
        tmp_path / "vault",
        {"ch/good.md": note_text("Good", "A"), "ch/b.md": BROKEN, "ch/round.md": ROUND},
    )


def lines(problems: list[Problem]) -> list[tuple[str, int, str]]:
    return [(found.path, found.line, found.code) for found in problems]


async def test_every_problem_stands_at_its_path_and_line(vault: Path) -> None:
    (vault / "big.md").write_text("x" * 3_000)
    assert lines(await lint_vault(vault, VaultSettings(max_bytes=2_000))) == [
        ("big.md", 1, "file-size"),
        ("ch/b.md", 1, "video-id"),
        ("ch/b.md", 6, "video-missing"),
        ("ch/b.md", 7, "link-missing"),
        ("ch/round.md", 5, "time-unit"),
    ]


async def test_a_note_is_read_beside_those_of_its_video(vault: Path) -> None:
    long = ROUND.replace("12:30:00", "00:10:10").replace("13:00:00", "12:05:07")
    write_vault(vault, {"ch/long.md": long.replace("14:00:00", "13:59:08")})
    problems = await lint_vault(vault, VaultSettings())
    assert [found for found in lines(problems) if found[0] == "ch/round.md"] == [
        ("ch/round.md", 5, "time-unit")
    ]
    long = long.replace("12:05:07", "03:05:07").replace("14:00:00", "04:59:08")
    write_vault(vault, {"ch/long.md": long, "ch/round.md": ROUND.replace("[1", "[0")})
    problems = await lint_vault(vault, VaultSettings())
    assert [found for found in lines(problems) if found[0] == "ch/round.md"] == []


async def test_repair_turned_off_reports_none(vault: Path) -> None:
    problems = await lint_vault(vault, VaultSettings(repair_times=False))
    assert "time-unit" not in {found.code for found in problems}


def test_codes_are_chosen_by_their_beginning() -> None:
    codes = ["link-missing", "link-outside", "time-unit", "citation-time"]
    problems = [Problem("a.md", 1, code, "m") for code in codes]

    def chosen(**by: list[str]) -> list[str]:
        return [found.code for found in select(problems, **by)]

    assert chosen() == codes
    assert chosen(only=["link", "time-unit"]) == codes[:3]
    assert chosen(ignored=["link"]) == codes[2:]
    assert chosen(only=["link"], ignored=["link-o"]) == codes[:1]


def test_errors_end_with_code_1(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--vault", str(vault)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("ch/b.md:1 video-id names a video by ")
    assert [line.split(" ", 2)[1] for line in out] == [
        "video-id", "video-missing", "link-missing", "time-unit",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "options", [("--ignore", "video"), ("--select", "link,time"), ("--ignore", "video-id,video-m")]
)
def test_warnings_alone_end_with_code_0(
    vault: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, str]
) -> None:
    assert main(["lint", "--vault", str(vault), *options]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_json_is_an_object_a_line(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["lint", "--vault", str(vault), "--json", "--select", "time-unit"])
    assert json.loads(capsys.readouterr().out) == {
        "path": "ch/round.md",
        "line": 5,
        "code": "time-unit",
        "message": "minutes and seconds written as hours, corrected"
        " (3 times, such as 12:30:00: 12:30)",
        "severity": "warning",
    }


def test_an_unknown_code_names_the_nearest(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["lint", "--vault", str(vault), "--select", "time-units"])
    assert ended.value.code == 2
    assert "no code begins with time-units; did you mean time-unit?" in capsys.readouterr().err


def test_a_vault_that_is_not_there_is_said_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", "--vault", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_lint_makes_no_database(vault: Path, tmp_path: Path) -> None:
    database = tmp_path / "new.db"
    main(["lint", "--vault", str(vault), "--database", str(database)])
    assert not database.exists()
