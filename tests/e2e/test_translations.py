"""What Discord is told of the commands in other languages, by the real sync over real sockets."""

import json
from pathlib import Path

import discord
import pytest

from bot import app as composition
from bot import runner
from bot.client import ClientSettings, VaultBot
from bot.config import read_config
from bot.languages import Language, read_languages
from bot.settings import Config
from tests.conftest import SAMPLE
from tests.e2e.actors import Payload
from tests.e2e.standin import StandIn


@pytest.fixture
def config(tmp_path: Path, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setattr(discord.http.Route, "BASE", standin.api_url)
    values = {"discord": {"api_url": standin.api_url}}
    (tmp_path / "config.yaml").write_text(json.dumps(values), encoding="utf-8")
    return read_config(tmp_path / "config.yaml", vault=SAMPLE, database=tmp_path / "bot.db")


async def start(config: Config, standin: StandIn, languages: tuple[Language, ...]) -> None:
    """As far as the registration of commands."""
    settings = ClientSettings(cooldown_uses=5, cooldown_seconds=10.0, languages=languages)
    async with (
        composition.open_app(config) as app,
        VaultBot(app.answers, app.store, settings) as bot,
    ):
        await bot.login(standin.token)


def below(part: Payload, *names: str) -> Payload:
    """The option or subcommand that is reached by these names."""
    for name in names:
        part = next(option for option in part["options"] if option["name"] == name)
    return part


async def test_sync_registers_the_german_names(config: Config, standin: StandIn) -> None:
    await runner.sync(config, {"DISCORD_TOKEN": standin.token})

    commands = {command["name"]: command for command in standin.commands}
    assert standin.violations == []
    assert commands["quote"]["name_localizations"] == {"de": "zitat"}
    assert below(commands["quote"], "channel")["name_localizations"] == {"de": "kanal"}
    assert below(commands["vault"], "reload")["name_localizations"] == {"de": "neuladen"}
    assert commands["Find a quote"]["name_localizations"] == {"de": "Zitat finden"}
    display = below(commands["settings"], "set", "display")
    assert [choice["name_localizations"] for choice in display["choices"]] == [
        {"de": "Embed"},
        {"de": "Reiner Text"},
    ]
    for command in standin.commands:
        assert command["name_localizations"].keys() == {"de"}


async def test_commands_are_registered_again_when_a_translation_changed(
    config: Config, standin: StandIn
) -> None:
    german = read_languages()
    counts = []
    for languages in ((), german, german, (Language("de", {("quote", "name"): "stelle"}),)):
        await start(config, standin, languages)
        counts.append(len(standin.calls("PUT", r"/commands$")))

    assert counts == [1, 2, 2, 3]
    names = {command["name"]: command["name_localizations"] for command in standin.commands}
    assert names["quote"] == {"de": "stelle"}
    assert names["note"] == {}
