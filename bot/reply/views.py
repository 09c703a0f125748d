"""Replies as Discord takes them, and as a person holds them: buttons, menus, and sending.

Buttons and menus are dynamic items: what a press needs stands in its id, so that none is kept in
memory and all work after a restart. A press is announced as the event `action`.
"""

import asyncio
import io
from collections.abc import Awaitable, Mapping
from typing import Any, Self, cast

import discord
from discord import ui

from bot.patience import begin_answer
from bot.reply.custom_ids import format_id, parse_id
from bot.reply.message import ActionButton, LinkButton, Menu, Reply
from bot.reply.shown import shared, shared_already

PATIENCE = 1.5
"""Seconds after which a slow answer is announced; Discord gives up at 3."""
ALOUD = "aloud"
"""Whether all were told that an answer is coming, in the extras of an interaction."""


class PressedButton(ui.DynamicItem[ui.Button[Any]], template=r"vb:(?s:.*)"):
    """A button that does what its id says."""

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction, item: ui.Item[Any], __: object, /
    ) -> Self:
        """The button of a message that was pressed."""
        return cls(cast("ui.Button[Any]", item))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Announce the press; None is an id that some other version made."""
        interaction.client.dispatch("action", interaction, parse_id(self.custom_id))


class PickedMenu(ui.DynamicItem[ui.Select[Any]], template=r"vm:\d"):
    """A menu whose options are ids of actions."""

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction, item: ui.Item[Any], __: object, /
    ) -> Self:
        """The menu of a message that was used."""
        return cls(cast("ui.Select[Any]", item))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Announce what was picked."""
        picked = parse_id(self.item.values[0]) if self.item.values else None
        interaction.client.dispatch("action", interaction, picked)


DYNAMIC_ITEMS = (PressedButton, PickedMenu)
"""What a client must be told of, to hear of presses on messages from before its start."""


def is_ours(interaction: discord.Interaction) -> bool:
    """Whether a dynamic item answers what was pressed."""
    data: Mapping[str, Any] = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    return any(item.__discord_ui_compiled_template__.fullmatch(custom_id) for item in DYNAMIC_ITEMS)


def make_view(reply: Reply) -> ui.View | None:
    """The reply's buttons; None where it has none. Needs a running event loop."""
    if not reply.rows:
        return None
    view = ui.View(timeout=None)
    for number, row in enumerate(reply.rows):
        if isinstance(row, Menu):
            view.add_item(_menu(row, number))
            continue
        for button in row:
            view.add_item(_button(button, number))
    return view


def _button(button: LinkButton | ActionButton, row: int) -> ui.Item[Any]:
    if isinstance(button, LinkButton):
        return ui.Button(label=button.label, url=button.url, row=row)
    styles = discord.ButtonStyle
    return PressedButton(
        ui.Button(
            label=button.label,
            style=styles.primary if button.primary else styles.secondary,
            disabled=button.disabled,
            custom_id=format_id(button.action),
            row=row,
        )
    )


def _menu(menu: Menu, row: int) -> ui.Item[Any]:
    options = [
        discord.SelectOption(
            label=option.label,
            value=format_id(option.action),
            description=option.description or None,
        )
        for option in menu.options
    ]
    return PickedMenu(
        ui.Select(placeholder=menu.placeholder, options=options, custom_id=f"vm:{row}", row=row)
    )


async def respond(
    interaction: discord.Interaction,
    coming: Awaitable[Reply],
    *,
    private: bool = False,
    edit: bool = False,
) -> None:
    """Wait for an answer and send it; says "thinking" first where it takes long.

    `edit` puts it in place of the message that was pressed, unless it is a mere notice. An
    exception of `coming` passes through. `private` is how a late answer is announced, since Discord
    wants to know before there is one.
    """
    task = begin_answer(coming)
    try:
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            interaction.extras[ALOUD] = not private
            await interaction.response.defer(ephemeral=private, thinking=not edit)
        reply = await task
    finally:
        task.cancel()
    await send(interaction, reply, edit=edit)


async def send(interaction: discord.Interaction, reply: Reply, *, edit: bool = False) -> None:
    """Send an answer, the first or a later one; `edit` as for `respond`."""
    if interaction.response.is_done():
        await _send_late(interaction, reply, edit=edit)
    elif edit and not reply.notice:
        await interaction.response.edit_message(
            content=reply.content or None, embeds=reply.embeds, view=make_view(reply)
        )
    else:
        await interaction.response.send_message(
            content=reply.content or None,
            embeds=reply.embeds,
            view=make_view(reply) or discord.utils.MISSING,
            files=_files(reply),
            ephemeral=reply.ephemeral,
        )


async def _send_late(interaction: discord.Interaction, reply: Reply, *, edit: bool) -> None:
    """Send an answer after it was announced, or after another, which then stays."""
    thinking = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    if edit and not reply.notice:
        await interaction.edit_original_response(
            content=reply.content or None, embeds=reply.embeds, view=make_view(reply)
        )
        return
    if thinking and not (reply.ephemeral and interaction.extras.get(ALOUD)):
        await interaction.edit_original_response(
            content=reply.content or None,
            embeds=reply.embeds,
            view=make_view(reply),
            attachments=_files(reply),
        )
        return
    if thinking:
        # What was announced to all can't be made private: it goes, and the answer comes anew.
        await interaction.delete_original_response()
    await interaction.followup.send(
        content=reply.content,
        embeds=reply.embeds,
        view=make_view(reply) or discord.utils.MISSING,
        files=_files(reply),
        ephemeral=True,
    )


async def share(interaction: discord.Interaction, shown: Reply) -> None:
    """Post what a private message shows for everybody, once."""
    await interaction.response.edit_message(view=make_view(shared_already(shown)))
    reply = shared(shown, by=interaction.user.display_name)
    try:
        await interaction.followup.send(
            content=reply.content,
            embeds=reply.embeds,
            view=make_view(reply) or discord.utils.MISSING,
        )
    except Exception:
        # Nobody saw it, so it may be tried again.
        await interaction.edit_original_response(view=make_view(shown))
        raise


def may_write(interaction: discord.Interaction) -> bool:
    """Whether whoever pressed may write where they did; in a direct message they may."""
    if interaction.guild_id is None:
        return True
    may = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    return may.send_messages_in_threads if in_thread else may.send_messages


def _files(reply: Reply) -> list[discord.File]:
    if reply.attachment is None:
        return []
    name, text = reply.attachment
    return [discord.File(io.BytesIO(text.encode(errors="replace")), filename=name)]


def asked_by(message: discord.Message) -> int | None:
    """The id of whoever's command or press made a message; None where nobody's did."""
    made = message.interaction_metadata
    return made.user.id if made else None
