"""Buttons and menus under answers: anyone may press them, each sees what is theirs to see.

| Pressed | By whoever asked, or on a private answer | By anyone else |
|---|---|---|
| ◀ ▶, Earlier, Later, Next match, Another, Part | the answer changes | a private copy |
| Note, Quotes, Cite, a choice in a menu | opens privately | opens privately |
| Share | posts what is seen, once | – |
| Delete | takes the answer away | only with Manage Messages |
"""

import discord
from discord.ext import commands

from bot.client import VaultBot
from bot.model import TURNS, Action, Verb
from bot.reply.message import Reply
from bot.reply.notices import notice
from bot.reply.shown import shown_reply
from bot.reply.views import asked_by, is_ours, may_write, respond, send, share
from cogs.options import asker_of


class Buttons(commands.Cog):
    """Does what a press asks for."""

    def __init__(self, bot: VaultBot) -> None:
        self._bot = bot
        self._answers = bot.answers

    @commands.Cog.listener("on_action")
    async def pressed(self, interaction: discord.Interaction, action: Action | None) -> None:
        """Answer a press; what goes wrong is answered as for commands."""
        try:
            if await self._bot.tree.interaction_check(interaction):
                await self._press(interaction, action)
        except Exception as error:  # noqa: BLE001 - the tree answers and logs all of them
            await self._bot.tree.failed(interaction, error)

    @commands.Cog.listener("on_interaction")
    async def unknown(self, interaction: discord.Interaction) -> None:
        """Answer a press on what is none of ours, which discord.py would leave unanswered."""
        if interaction.type is discord.InteractionType.component and not is_ours(interaction):
            await self.pressed(interaction, None)

    async def _press(self, interaction: discord.Interaction, action: Action | None) -> None:
        message = interaction.message
        if action is None or message is None:
            await send(interaction, notice("This button is from another time; please ask again."))
        elif action.verb is Verb.DELETE:
            await self._delete(interaction, message)
        elif action.verb is Verb.SHARE:
            await self._share(interaction, shown_reply(message))
        else:
            await self._show(interaction, action, message)

    async def _show(
        self, interaction: discord.Interaction, action: Action, message: discord.Message
    ) -> None:
        shown = shown_reply(message)
        mine = shown.ephemeral or asked_by(message) == interaction.user.id
        turns = action.verb in TURNS and mine
        private = shown.ephemeral if turns else True
        coming = self._answers.press(action, shown, asker_of(interaction, private))
        await respond(interaction, coming, private=True, edit=turns)

    async def _share(self, interaction: discord.Interaction, shown: Reply) -> None:
        """Discord lets anyone press who can read; that is no leave to write."""
        if shown.ephemeral and may_write(interaction):
            await share(interaction, shown)
        else:
            await send(interaction, notice("You may not write here, so you can't share here."))

    async def _delete(self, interaction: discord.Interaction, message: discord.Message) -> None:
        if asked_by(message) == interaction.user.id or interaction.permissions.manage_messages:
            await interaction.response.defer()
            await interaction.delete_original_response()
            return
        await send(
            interaction,
            notice("Only whoever asked for this, or who may manage messages, can delete it."),
        )


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    await bot.add_cog(Buttons(bot))
