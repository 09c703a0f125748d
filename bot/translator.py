"""Where in a language's file stands what discord.py asks for?"""

from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextTypes, locale_str

from bot.languages import Language, Place

SlashCommand = app_commands.Command[Any, ..., Any] | app_commands.Group


class CommandTranslator(app_commands.Translator):
    """Names and descriptions of commands, options and choices; what has none stays English."""

    def __init__(self, languages: Iterable[Language], commands: Iterable[SlashCommand]) -> None:
        self._texts = {language.code: language.texts for language in languages}
        # discord.py tells of a choice, but not whose it is; two options may have the same choices.
        self._choices = {
            id(choice): (*_place(parameter), "choices", choice.name)
            for command in commands
            if isinstance(command, app_commands.Command)
            for parameter in command.parameters
            for choice in parameter.choices
        }

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """Called by discord.py for every string and every locale of Discord's."""
        place = self.place(context)
        return self._texts.get(locale.value, {}).get(place) if place else None

    def place(self, context: TranslationContextTypes) -> Place | None:
        """The keys that lead to it; None for a choice that no command declares, as of a list."""
        if isinstance(context.data, app_commands.Choice):
            return self._choices.get(id(context.data))
        # `command_name`, `group_description`, `parameter_name`.
        field = context.location.name.rpartition("_")[2]
        return (*_place(context.data), field)


def _place(of: SlashCommand | app_commands.ContextMenu | app_commands.Parameter) -> Place:
    if isinstance(of, app_commands.Parameter):
        return (*_place(of.command), "options", of.display_name)
    if isinstance(of, app_commands.ContextMenu):
        return (of.name,)
    first, *below = of.qualified_name.split()
    return (first, *(key for name in below for key in ("commands", name)))
