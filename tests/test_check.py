"""`check` looks at everything, makes nothing and contacts nobody."""

import shutil
import socket
from pathlib import Path

import pytest

from bot.app import ensure_loaded, is_outdated, open_app
from bot.check import Findings, inspect
from bot.config import read_config
from bot.masking import Mask
from bot.model import GuildSettings
from bot.settings import Config, config_keys
from bot.store.sqlite.store import open_store
from tests.conftest import SAMPLE, SAMPLE_NOTES, write_vault
from tests.store.build import look
from tests.store.test_schema import make_shape

TOKEN = "a-secret.that-nobody.may-see"
SET = {"DISCORD_TOKEN": TOKEN}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """With no port: that of a bot which runs on this machine would be a warning."""
    config = read_config(None, vault=SAMPLE, database=tmp_path / "data" / "vault.db")
    monitoring = config.monitoring.model_copy(update={"port": 0})
    return config.model_copy(update={"monitoring": monitoring})


async def faults(config: Config) -> tuple[str, ...]:
    return (await inspect(config, SET)).faults


async def test_all_is_well_with_a_vault_a_token_and_no_database_yet(
    config: Config, tmp_path: Path
) -> None:
    findings = await inspect(config, SET)
    assert findings.faults == ()
    assert findings.health == (
        f"vault folder {SAMPLE}",
        f"database {config.database.path} will be made by the first load",
    )
    assert list(tmp_path.iterdir()) == []


async def test_every_setting_is_shown_and_the_token_is_not(config: Config) -> None:
    findings = await inspect(config, SET)
    assert list(findings.settings) == [*config_keys(), "DISCORD_TOKEN"]
    assert findings.settings["vault.path"] == str(SAMPLE)
    assert findings.settings["cooldown.seconds"] == "10.0"
    assert findings.settings["DISCORD_TOKEN"] == f"set, {len(TOKEN)} characters"
    assert TOKEN not in str(findings.as_dict())


async def test_a_missing_token_is_a_fault(config: Config) -> None:
    findings = await inspect(config, {})
    assert findings.settings["DISCORD_TOKEN"] == "none that can be used"
    (fault,) = findings.faults
    assert fault.startswith("no bot token")


async def test_two_tokens_are_a_fault_and_neither_is_shown(config: Config, tmp_path: Path) -> None:
    write_vault(tmp_path, {"token": "other-secret"})
    findings = await inspect(config, SET | {"DISCORD_TOKEN_FILE": str(tmp_path / "token")})
    assert findings.faults == (
        "DISCORD_TOKEN and DISCORD_TOKEN_FILE hold different tokens; unset one",
    )
    assert "secret" not in str(findings.as_dict())


async def test_more_than_a_token_is_a_fault_and_not_shown(config: Config, tmp_path: Path) -> None:
    write_vault(tmp_path, {"token": f"# of the bot\n{TOKEN}\n"})
    findings = await inspect(config, {"DISCORD_TOKEN_FILE": str(tmp_path / "token")})
    assert findings.settings["DISCORD_TOKEN"] == "none that can be used"
    (fault,) = findings.faults
    assert fault.startswith(f"DISCORD_TOKEN_FILE: {tmp_path / 'token'} holds more than a token")
    assert "secret" not in str(findings.as_dict())


async def test_a_missing_vault_is_a_fault(tmp_path: Path) -> None:
    config = read_config(None, vault=tmp_path / "none", database=tmp_path / "x.db")
    assert await faults(config) == (f'"vault.path": no folder {tmp_path / "none"}',)


async def test_a_database_in_use_is_counted(config: Config, sample_database: Path) -> None:
    config.database.path.parent.mkdir()
    shutil.copy(sample_database, config.database.path)
    findings = await inspect(config, SET)
    assert findings.faults == ()
    assert findings.health[1].startswith(f"database {config.database.path}: {SAMPLE_NOTES} notes, ")
    assert findings.health[1].endswith(" quotes, 1 problems in the vault")


async def test_an_empty_database_is_said_to_be_empty(config: Config) -> None:
    config.database.path.parent.mkdir()
    config.database.path.touch()
    findings = await inspect(config, SET)
    assert findings.health[1].endswith("is empty; the first load fills it")


async def test_a_database_of_another_program_is_a_fault(config: Config) -> None:
    config.database.path.parent.mkdir()
    look(config.database.path, "CREATE TABLE somebody (elses)")
    assert await faults(config) == (
        f"{config.database.path}: not a Vaultbot database; name another file",
    )


async def test_a_language_that_discord_would_refuse_is_a_fault(
    config: Config, tmp_path: Path
) -> None:
    write_vault(tmp_path, {"locales/de.yaml": "quote: {name: Zitat}\n"})
    findings = await inspect(config, SET, locales=tmp_path / "locales")
    (fault,) = findings.faults
    assert fault.startswith(f'{tmp_path / "locales" / "de.yaml"}:1: "quote.name" should have ')


def test_findings_for_scripts_are_plain_lists() -> None:
    findings = Findings({"a.b": "c"}, ("well",), ("wrong",))
    assert findings.as_dict() == {
        "settings": {"a.b": "c"},
        "health": ["well"],
        "faults": ["wrong"],
        "warnings": [],
    }


async def test_a_database_of_an_older_version_is_told_and_left_as_it_is(config: Config) -> None:
    config.database.path.parent.mkdir()
    make_shape(config.database.path, 1)
    before = config.database.path.read_bytes()
    findings = await inspect(config, SET)
    assert "is of an older version; the next load makes it again" in findings.health[-1]
    assert config.database.path.read_bytes() == before


async def test_a_database_read_under_other_settings_is_told(
    config: Config, sample_database: Path
) -> None:
    config.database.path.parent.mkdir()
    shutil.copy(sample_database, config.database.path)
    assert len((await inspect(config, SET)).health) == 2
    vault = config.vault.model_copy(update={"repair_times": False})
    findings = await inspect(config.model_copy(update={"vault": vault}), SET)
    assert findings.health[-1] == (
        "it was read by another version or under other settings; "
        "the next load reads the vault again"
    )


async def test_a_question_is_answered_under_the_settings_of_now(
    config: Config, sample_database: Path
) -> None:
    config.database.path.parent.mkdir()
    shutil.copy(sample_database, config.database.path)
    vault = config.vault.model_copy(update={"repair_times": False})
    async with open_app(config.model_copy(update={"vault": vault})) as app:
        await ensure_loaded(app)
        assert (await app.library.status()).repaired == 0
        assert not await is_outdated(app)


async def test_a_vault_in_git_needs_git_and_shows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.yaml"
    url = "https://t0k'en@host/x"
    file.write_text(f'vault: {{path: work, git: {{url: "{url}", folder: content}}}}')
    config = read_config(file)
    findings = await inspect(config, SET)
    assert findings.faults == ()
    assert findings.settings["vault.git.url"] == "https://***@host/x"
    made = f"vault folder {tmp_path / 'work' / 'content'} will be made by the first load"
    assert findings.health[0] == made
    monkeypatch.setenv("PATH", "/nowhere")
    assert await faults(config) == ('"vault.git.url" needs git, which is not installed here',)


def with_values(config: Config, section: str, **values: object) -> Config:
    changed = getattr(config, section).model_copy(update=values)
    return config.model_copy(update={section: changed})


def test_no_secret_is_in_what_was_found() -> None:
    lines = (f"{TOKEN} and https://me:s'3/cret@host",)
    found = Findings({"a": "b"}, lines, lines, lines).masked(Mask([TOKEN, "s'3/cret"]))
    hidden = ("*** and https://***@host",)
    assert found.as_dict() == Findings({"a": "b"}, hidden, hidden, hidden).as_dict()


async def test_passwords_in_addresses_are_not_shown(config: Config) -> None:
    config = with_values(config, "discord", api_url="http://me:s3cret@proxy:80/api/v10")
    settings = (await inspect(config, SET)).settings
    assert settings["discord.api_url"] == "http://***@proxy:80/api/v10"


async def test_sites_and_what_is_not_set_are_shown_in_words(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        "vault: {sites: [{name: club, address: 'https://t.example/{id}', "
        "moment: 'https://t.example/{id}?t={seconds}'}]}\n"
    )
    settings = (await inspect(read_config(tmp_path / "config.yaml"), SET)).settings
    assert settings["vault.sites"] == "club (https://t.example/{id})"
    assert settings["discord.admin_role"] == "none"


async def test_a_vault_without_a_note_is_a_fault(config: Config, tmp_path: Path) -> None:
    write_vault(tmp_path, {"empty/channel/picture.png": ""})
    config = with_values(config, "vault", path=tmp_path / "empty")
    assert await faults(config) == (f'"vault.path": no note (*.md) in {tmp_path / "empty"}',)


async def test_a_database_in_a_file_is_a_fault(config: Config, tmp_path: Path) -> None:
    write_vault(tmp_path, {"file": ""})
    database = tmp_path / "file" / "deep" / "vault.db"
    (fault,) = await faults(with_values(config, "database", path=database))
    assert fault.startswith(f'"database.path": {tmp_path / "file"} is a file')


async def test_a_folder_that_nobody_may_write_to_is_a_fault(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # For root there is no such folder.
    monkeypatch.setattr("os.access", lambda path, mode: path != tmp_path)
    assert await faults(config) == (f'"database.path": can\'t write to {tmp_path}',)


async def test_a_port_that_is_taken_is_a_warning(config: Config) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        findings = await inspect(with_values(config, "monitoring", port=port), SET)
    assert findings.faults == ()
    (warning,) = findings.warnings
    assert warning.startswith(f'"monitoring.port": 127.0.0.1:{port}: Address already in use')
    assert (await inspect(with_values(config, "monitoring", port=port), SET)).warnings == ()


async def test_a_host_that_is_not_ours_is_a_warning(config: Config) -> None:
    config = with_values(config, "monitoring", port=8765, host="no.such.host.invalid")
    (warning,) = (await inspect(config, SET)).warnings
    assert warning.startswith('"monitoring.port": no.such.host.invalid:8765: ')


async def test_a_disk_that_is_nearly_full_is_a_warning(
    config: Config, sample_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.database.path.parent.mkdir()
    shutil.copy(sample_database, config.database.path)
    size = config.database.path.stat().st_size
    usage = type("Usage", (), {"free": 2 * size - 1})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    (warning,) = (await inspect(config, SET)).warnings
    assert warning.startswith("only ")
    usage.free += 1
    assert (await inspect(config, SET)).warnings == ()


async def test_servers_that_look_in_a_channel_that_is_gone_are_a_warning(
    config: Config, sample_database: Path
) -> None:
    config.database.path.parent.mkdir()
    shutil.copy(sample_database, config.database.path)
    async with open_store(config.database.path) as store:
        for guild, channel in enumerate(("kitchenlab", "gone", "gone", "")):
            await store.kept.put_settings(guild, GuildSettings(channel=channel))
    (warning,) = (await inspect(config, SET)).warnings
    assert warning.startswith("2 of the servers look in the channel gone, which the vault ")
