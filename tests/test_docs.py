"""The documentation is true: every command, setting and dependency that exists stands in it."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.app_commands import Command

from bot.answers import Answers, Desk
from bot.cli import main
from bot.client import COGS, ClientSettings, VaultBot
from bot.library import Library
from bot.reply.embeds import Look
from bot.search.rank import Weights
from bot.settings import config_keys
from bot.store.sqlite.store import SqliteStore
from bot.vault.problems import MEANINGS
from tests.conftest import SAMPLE, SETTINGS

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


async def test_every_command_stands_in_the_readme_with_help(sample: Library, store: SqliteStore):
    answers = Answers(Desk(sample, store, Look()))
    bot = VaultBot(answers, store, ClientSettings(cooldown_uses=5, cooldown_seconds=10.0))
    for cog in COGS:
        await bot.load_extension(cog)
    listed = read("README.md")
    commands = [each for each in bot.tree.walk_commands() if isinstance(each, Command)]
    assert {"note", "settings set", "vault misses"} <= {each.qualified_name for each in commands}
    for command in commands:
        assert command.description, command.qualified_name
        assert f"| `/{command.qualified_name}" in listed, command.qualified_name
    for menu in bot.tree.walk_commands(type=discord.AppCommandType.message):
        assert f"| *{menu.name}*" in listed, menu.name


def test_every_setting_stands_in_the_example_with_a_reason():
    lines = read("config.example.yaml").splitlines()
    for key in config_keys():
        name = key.rpartition(".")[2]
        line = next((line for line in lines if re.match(rf" {{2,4}}{name}: ", line)), "")
        assert re.search(r"#\s+\S+ \S+", line), f"{key} has no reason in config.example.yaml"


def test_every_problem_code_stands_in_the_lint_page_with_its_severity():
    listed = re.findall(r"^\| `([a-z-]+)` \| (\w+) \|", read("docs/lint.md"), re.MULTILINE)
    assert dict(listed) == {code: meaning.severity for code, meaning in MEANINGS.items()}
    assert len(listed) == len(MEANINGS)


def test_every_dependency_has_its_line():
    project = tomllib.loads(read("pyproject.toml"))
    listed = read("docs/dependencies.md")
    groups = (project["project"]["optional-dependencies"], project["dependency-groups"])
    required = list(project["project"]["dependencies"])
    required += (each for group in groups for listing in group.values() for each in listing)
    for requirement in required:
        name = re.match(r"[\w.-]+", requirement)
        assert name
        assert name.group() in listed, requirement


def weights_told() -> Iterator[tuple[str, str]]:
    """(`quotes.MANNER.weights.held`, 1.0) of each cell of the tables in docs/search.md.

    A column is called `value`, or after what has the weights that its rows name.
    """
    columns: list[str] = []
    for line in read("docs/search.md").splitlines():
        cells = [cell.strip(" `") for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            columns = []
        elif line.startswith("|-"):
            continue
        elif not columns:
            columns = cells if cells[0] in {"weight", "manner", "name"} else [""]
        else:
            for column, cell in zip(columns, cells, strict=False):
                if column == "value":
                    yield cells[0], cell
                elif re.match(r"\w+\.", column) and cells[0].isidentifier():
                    yield f"{column}.{cells[0]}", cell


def weight(name: str) -> Any:
    module, _, path = name.partition(".")
    value = attrgetter(path)(import_module(f"bot.search.{module}"))
    return value.tolist() if hasattr(value, "tolist") else value


def test_every_weight_has_the_value_that_the_search_page_tells():
    told = dict(weights_told())
    assert {f"quotes.MANNER.weights.{field.name}" for field in fields(Weights)} <= told.keys()
    assert "relevance.WORTH" in told
    for name, value in told.items():
        assert ast.literal_eval(value) == weight(name), name


def test_code_on_the_search_page_stands_in_the_file_that_it_names():
    pieces = re.findall(r"^```python\n# (\S+)\n(.+?)^```", read("docs/search.md"), re.M | re.S)
    assert pieces
    for file, code in pieces:
        assert "".join(code.split()) in "".join(read(file).split()), f"{file}:\n{code}"


async def test_the_example_on_the_search_page_is_what_the_sample_vault_answers(store: SqliteStore):
    shown = re.search(r"^```json\n(.+?)^```", read("docs/search.md"), re.M | re.S)
    assert shown
    example = json.loads(shown[1])
    library = await Library.open(store, vault=SAMPLE, settings=SETTINGS)
    await library.load()
    hits = await library.find_quotes(example["query"], limit=10)
    assert [
        {
            "note": hit.excerpt.note.path,
            "seconds": [moment.seconds for moment in hit.excerpt.excerpt.moments],
            "text": hit.excerpt.excerpt.text,
            "score": pytest.approx(hit.score, abs=1e-3),
            "why": list(hit.why),
        }
        for hit in hits
    ] == example["hits"]


def test_links_between_pages_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(((?!https?:)[^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
