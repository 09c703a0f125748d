"""Commands have their names in every language that is there, and in German nothing is missing."""

from collections.abc import AsyncIterator, Iterable
from typing import Any, Literal

import discord
import pytest
from discord import app_commands

from bot.answers import Answers, Desk
from bot.client import ClientSettings, VaultBot
from bot.languages import Language, Place, read_languages
from bot.library import Library
from bot.reply.embeds import Look
from bot.store.sqlite.store import SqliteStore
from bot.translator import CommandTranslator
from tests.conftest import SAMPLE, SETTINGS
from tests.e2e import conformance

LANGUAGES = {language.code: language for language in read_languages()}
ADMIN_SERVER = discord.Object(1)
SCOPES = {
    "everywhere": (None, "/applications/1/commands"),
    "admin server": (ADMIN_SERVER, "/applications/1/guilds/1/commands"),
}


@pytest.fixture
async def bot(store: SqliteStore) -> AsyncIterator[VaultBot]:
    """The client with all commands, not connected; `/vault` is of one server."""
    library = await Library.open(store, vault=SAMPLE, settings=SETTINGS)
    settings = ClientSettings(
        cooldown_uses=5,
        cooldown_seconds=10.0,
        admin_guild=ADMIN_SERVER.id,
        sync=False,
        languages=tuple(LANGUAGES.values()),
    )
    try:
        async with VaultBot(Answers(Desk(library, store, Look())), store, settings) as client:
            await client.setup_hook()
            yield client
    finally:
        library.close()


class Asked(CommandTranslator):
    """Keeps which places discord.py asked for."""

    def __init__(self, commands: Iterable[Any]) -> None:
        super().__init__((), commands)
        self.places: set[Place | None] = set()

    async def translate(self, string: Any, locale: discord.Locale, context: Any) -> str | None:
        self.places.add(self.place(context))
        return None


async def places(bot: VaultBot) -> set[Place | None]:
    """Of everything that Discord shows of any command."""
    scopes = [guild for guild, _ in SCOPES.values()]
    asked = Asked([command for guild in scopes for command in bot.tree.walk_commands(guild=guild)])
    for guild in scopes:
        for command in bot.tree.get_commands(guild=guild):
            await command.get_translated_payload(bot.tree, asked)
    return asked.places


async def payload(bot: VaultBot, guild: discord.Object | None) -> list[dict[str, Any]]:
    translator = bot.tree.translator
    assert translator
    commands = bot.tree.get_commands(guild=guild)
    return [await command.get_translated_payload(bot.tree, translator) for command in commands]


async def test_german_lacks_nothing(bot):
    asked = await places(bot)
    assert ("quote", "options", "text", "description") in asked
    assert asked - LANGUAGES["de"].texts.keys() == set()


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES.keys())
async def test_no_language_has_a_text_for_what_no_longer_is(bot, language: Language):
    assert language.texts.keys() - await places(bot) == set()


@pytest.mark.parametrize(("guild", "path"), SCOPES.values(), ids=SCOPES.keys())
async def test_discord_takes_the_commands_with_all_translations(bot, guild, path):
    commands = await payload(bot, guild)
    assert commands
    assert conformance.violations("PUT", path, commands) == []


async def test_each_text_stands_where_discord_looks_for_it(bot):
    commands = {command["name"]: command for command in await payload(bot, None)}
    search = {option["name"]: option for option in commands["search"]["options"]}
    settings = {command["name"]: command for command in commands["settings"]["options"]}
    change = {option["name"]: option for option in settings["set"]["options"]}

    assert commands["quote"]["name_localizations"] == {"de": "zitat"}
    assert commands["Find a quote"]["name_localizations"] == {"de": "Zitat finden"}
    assert commands["settings"]["name_localizations"] == {"de": "einstellungen"}
    assert settings["set"]["name_localizations"] == {"de": "ändern"}
    assert search["in"]["description_localizations"] == {"de": "Notizen, Zitate oder beides"}
    assert search["in"]["choices"][0] == {
        "name": "both",
        "value": "both",
        "name_localizations": {"de": "Beides"},
    }
    assert [choice["name_localizations"]["de"] for choice in change["replies"]["choices"]] == [
        "Öffentlich",
        "Privat",
    ]


@app_commands.command(description="A")
async def one(interaction: discord.Interaction, how: Literal["on", "off"]) -> None: ...


@app_commands.command(description="B")
async def other(interaction: discord.Interaction, how: Literal["on", "off"]) -> None: ...


async def choice_names(translator: CommandTranslator, command: Any) -> list[dict[str, str]]:
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    made = await command.get_translated_payload(tree, translator)
    return [choice.get("name_localizations", {}) for choice in made["options"][0]["choices"]]


async def test_two_options_may_have_choices_alike_and_each_its_own_words():
    texts = {
        ("one", "options", "how", "choices", "on"): "ein",
        ("other", "options", "how", "choices", "on"): "an",
    }
    translator = CommandTranslator([Language("de", texts)], [one, other])

    assert await choice_names(translator, one) == [{"de": "ein"}, {}]
    assert await choice_names(translator, other) == [{"de": "an"}, {}]


async def test_what_is_not_translated_stays_english():
    translator = CommandTranslator([Language("de", {("one", "name"): "eins"})], [one])
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))

    made = await one.get_translated_payload(tree, translator)

    assert made["name_localizations"] == {"de": "eins"}
    assert made["description_localizations"] == {}
    assert "name_localizations" not in made["options"][0]


async def test_what_a_list_offers_is_nobodys_to_translate():
    translator = CommandTranslator([Language("de", {("one", "name"): "eins"})], [one])
    name = app_commands.locale_str("one")
    offered: app_commands.Choice[str] = app_commands.Choice(name=name, value="one")

    shown = await offered.get_translated_payload_for_locale(translator, discord.Locale.german)

    assert shown == {"name": "one", "value": "one"}
