"""A vault, a database or a file of settings below a folder that this user may not search."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access import barred, is_folder
from bot.check import inspect
from bot.cli import main
from bot.config import read_config
from bot.errors import ConfigError, FetchFailed, VaultError
from bot.sources import Checkout, bring_up
from bot.vault import scan
from tests.conftest import SAMPLE
from tests.store.damage import as_nobody, needs_root, readable_folder

TOKEN = {"DISCORD_TOKEN": "a-secret.that-nobody.may-see"}

pytestmark = needs_root


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that only root may look into, with all that a bot needs; another to work in."""
    "x".encode("idna")  # a codec of Python's, loaded when first used: nobody may not read it
    with readable_folder() as folder:
        home = folder / "home"
        shutil.copytree(SAMPLE, home / "vault")
        shutil.copytree(SAMPLE, folder / "vault")
        (home / "config.yaml").touch()
        home.chmod(0o700)
        folder.chmod(0o777)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("DISCORD_TOKEN", TOKEN["DISCORD_TOKEN"])
        yield home


def test_what_is_not_there_is_not_barred(home: Path) -> None:
    with as_nobody():
        assert [barred(path) for path in (home, home / "x", home / "vault")] == [
            "", "Permission denied", "Permission denied"
        ]  # fmt: skip
        assert not is_folder(home / "vault")
        assert is_folder(home)
        assert barred(Path("none")) == barred(Path("vault/none/none")) == ""
    (home / "loop").symlink_to(home / "loop")
    assert barred(home / "loop") == os.strerror(40)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (
            ["--vault", "home/vault", "--database", "x.db"],
            '"vault.path": can\'t read home/vault: Permission denied',
        ),
        (
            ["--vault", "vault", "--database", "home/data/x.db"],
            "the database home/data/x.db can't be read: Permission denied",
        ),
        (["--config", "home/config.yaml"], "home/config.yaml: can't be read: Permission denied"),
    ],
)
@pytest.mark.parametrize("subcommand", ["load", "run", "ask"])
def test_what_may_not_be_looked_into_ends_with_two_and_one_line(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    subcommand: str,
    options: list[str],
    line: str,
) -> None:
    more = {"ask": ["/quote longitude"], "run": ["--port", "0"]}.get(subcommand, [])
    with as_nobody():
        assert main([subcommand, *options, *more]) == 2
    assert capsys.readouterr().err == f"vaultbot: {line}\n"


async def test_check_tells_of_both_and_goes_on(home: Path) -> None:
    config = read_config(None, vault=home / "vault", database=home / "data" / "x.db")
    with as_nobody():
        findings = await inspect(config, TOKEN)
    assert findings.faults == (
        f'"vault.path": can\'t read {home / "vault"}: Permission denied',
        f'"database.path": can\'t read {home / "data" / "x.db"}: Permission denied',
    )


def test_a_file_of_settings_in_the_working_folder_may_be_barred_too(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    with as_nobody(), pytest.raises(ConfigError, match=r"^config\.yaml: can't be read: Permission"):
        read_config(None)


def test_a_vault_that_becomes_barred_is_an_unreadable_vault(home: Path) -> None:
    with as_nobody(), pytest.raises(VaultError, match=r"vault can't be read: Permission denied$"):
        scan(home / "vault")


async def test_a_folder_to_fetch_into_that_is_barred_can_not_be_fetched_into(home: Path) -> None:
    source = Checkout("https://nowhere.invalid/x", home / "vault")
    with as_nobody(), pytest.raises(FetchFailed, match=r"Permission denied$"):
        await bring_up(source)
    assert not source.is_whole


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_a_name_that_no_system_has_is_told_in_a_line(name: str) -> None:
    assert barred(Path(name))
    assert not is_folder(Path(name))
