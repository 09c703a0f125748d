"""What a message shows, read back as a reply: to share it, or to know what was pressed."""

from dataclasses import replace

import discord

from bot.model import Action, Verb
from bot.reply.custom_ids import parse_id
from bot.reply.embeds import closing_button
from bot.reply.message import ActionButton, LinkButton, Menu, Option, Reply, Row
from bot.reply.text import CONTENT_LIMIT, shorten, typed

NAME_ROOM = 80
_SHARED = "-# shared by "
_QUOTE = "> "


def shown_reply(message: discord.Message) -> Reply:
    """The reply that made a message of ours, as far as it can be told from it."""
    rows = [_row(row) for row in message.components if isinstance(row, discord.ActionRow)]
    return Reply(
        content=message.content,
        embeds=tuple(_embed(embed) for embed in message.embeds),
        rows=tuple(row for row in rows if row),
        ephemeral=message.flags.ephemeral,
    )


def shared(reply: Reply, *, by: str) -> Reply:
    """A private reply for everybody to see, with the name of whoever shares it."""
    public = replace(_closing(reply, closing_button(private=False)), ephemeral=False)
    return _signed(public, f"{_SHARED}{typed(by, NAME_ROOM)}")


def still_shared(reply: Reply, shown: Reply) -> Reply:
    """The reply that a shared one is turned to, with the same name below it."""
    last = shown.content.rpartition("\n")[2]
    return _signed(reply, last) if last.startswith(_SHARED) and not reply.notice else reply


def _signed(reply: Reply, name: str) -> Reply:
    words = shorten(reply.content, CONTENT_LIMIT - len(name) - 1)
    return replace(reply, content="\n".join(filter(None, (words, name))))


def shared_already(reply: Reply) -> Reply:
    """A private reply that was shared: it can't be a second time."""
    return _closing(reply, replace(closing_button(private=True), label="Shared", disabled=True))


def _closing(reply: Reply, button: ActionButton) -> Reply:
    return replace(
        reply,
        rows=tuple(
            row if isinstance(row, Menu) else tuple(_instead(old, button) for old in row)
            for row in reply.rows
        ),
    )


def _instead(old: LinkButton | ActionButton, button: ActionButton) -> LinkButton | ActionButton:
    """The button in place of Share, with what its id carries."""
    if isinstance(old, LinkButton) or old.action.verb is not Verb.SHARE:
        return old
    return replace(button, action=replace(button.action, text=old.action.text))


def next_match(reply: Reply) -> ActionButton | None:
    """The button to the next match, or to another quote by chance: it stays while somebody walks
    through the video.
    """
    for row in reply.rows:
        for button in () if isinstance(row, Menu) else row:
            if isinstance(button, ActionButton) and button.action.verb in (Verb.NEXT, Verb.RANDOM):
                return button
    return None


def picked_label(reply: Reply, action: Action) -> str:
    """What the choice that does this says in a menu of the message; empty where none does."""
    options = (option for row in reply.rows if isinstance(row, Menu) for option in row.options)
    return next((option.label for option in options if option.action == action), "")


def title_of(reply: Reply) -> str:
    """The title of what a message shows, as an embed or plain."""
    if reply.embeds:
        return reply.embeds[0].title or ""
    first = reply.content.partition("\n")[0]
    return first.strip("*") if first.startswith("**") else ""


def quoted_words(reply: Reply) -> str:
    """What a message quotes, for searching anew where its quote is gone."""
    text = reply.embeds[0].description or "" if reply.embeds else reply.content
    quoted = [line.removeprefix(_QUOTE) for line in text.splitlines() if line.startswith(_QUOTE)]
    return " ".join(quoted).replace("*", "").replace("\\", "")


def _embed(embed: discord.Embed) -> discord.Embed:
    """What we sent of an embed, without what Discord adds."""
    ours = discord.Embed(
        title=embed.title, url=embed.url, description=embed.description, colour=embed.colour
    )
    if embed.author.name:
        ours.set_author(name=embed.author.name)
    if embed.thumbnail.url:
        ours.set_thumbnail(url=embed.thumbnail.url)
    if embed.footer.text:
        ours.set_footer(text=embed.footer.text)
    for field in embed.fields:
        ours.add_field(name=field.name, value=field.value, inline=field.inline)
    return ours


def _row(row: discord.ActionRow) -> Row | None:
    first = row.children[0] if row.children else None
    if isinstance(first, discord.SelectMenu):
        return _menu(first)
    buttons = (_button(each) for each in row.children if isinstance(each, discord.Button))
    return tuple(button for button in buttons if button) or None


def _button(button: discord.Button) -> LinkButton | ActionButton | None:
    if button.url:
        return LinkButton(button.label or "", button.url)
    action = parse_id(button.custom_id or "")
    if action is None:
        return None
    return ActionButton(
        button.label or "",
        action,
        disabled=button.disabled,
        primary=button.style is discord.ButtonStyle.primary,
    )


def _menu(menu: discord.SelectMenu) -> Menu | None:
    options = tuple(
        Option(option.label, action, option.description or "")
        for option in menu.options
        if (action := parse_id(option.value))
    )
    return Menu(menu.placeholder or "", options) if options else None
