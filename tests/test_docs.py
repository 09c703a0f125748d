"""The documentation is true: every command, setting and dependency that exists stands in it."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import config_keys
from bot.vault.problems import MEANINGS
from cogs.admin import Admin
from cogs.notes import Notes
from cogs.quotes import Quotes

ROOT = Path(__file__).parents[1]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def subcommands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out.split("commands:")[1]
    return re.findall(r"^    (\w+)", listed, re.MULTILINE)


def test_every_subcommand_stands_in_the_readme(capsys):
    commands = subcommands(capsys)
    assert "load" in commands
    for command in commands:
        assert f"`vaultbot {command}" in read("README.md"), command


def test_every_slash_command_stands_in_the_readme_with_help():
    for cog in (Notes(None), Quotes(None), Admin(None, None)):
        for command in cog.walk_app_commands():
            assert command.description, command.qualified_name
            assert f"`/{command.qualified_name}" in read("README.md"), command.qualified_name


def test_every_setting_stands_in_the_example_with_a_reason():
    lines = read("config.example.yaml").splitlines()
    for key in config_keys():
        name = key.rpartition(".")[2]
        line = next((line for line in lines if re.match(rf"  {name}: ", line)), "")
        assert re.search(r"#\s+\S+ \S+", line), f"{key} has no reason in config.example.yaml"


def test_every_problem_code_stands_in_the_lint_page_with_its_severity():
    listed = re.findall(r"^\| `([a-z-]+)` \| (\w+) \|", read("docs/lint.md"), re.MULTILINE)
    assert dict(listed) == {code: meaning.severity for code, meaning in MEANINGS.items()}
    assert len(listed) == len(MEANINGS)


def test_every_dependency_has_its_line():
    project = tomllib.loads(read("pyproject.toml"))
    listed = read("docs/dependencies.md")
    required = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for requirement in required:
        name = re.match(r"[\w.-]+", requirement)
        assert name
        assert name.group() in listed, requirement


def test_links_between_pages_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(((?!https?:)[^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
