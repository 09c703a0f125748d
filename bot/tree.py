"""The command tree: the one place that limits how often a person asks, and where an exception
becomes a message."""

import logging
import math
import secrets
import time
from functools import partial

import aiohttp
import discord
from discord import app_commands

from bot.errors import StoreBusy, StoreUnavailable, VaultbotError
from bot.inflight import InFlight
from bot.reply.notices import notice
from bot.reply.views import send

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062
ALREADY_ANSWERED = 40060
OUTCOME = "outcome"
"""How an interaction ended, in its extras, where it was not well: a name that metrics count by."""
OUTDATED = "This command has just changed; reload Discord and try again."
FORGET_ABOVE = 10_000
"""People whose cooldown is kept; past it, those who have waited long enough are dropped."""


CHANGED = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)
"""Discord shows somebody a command of an earlier version."""
_TYPES: dict[discord.AppCommandOptionType, type] = {
    discord.AppCommandOptionType.string: str,
    discord.AppCommandOptionType.integer: int,
    discord.AppCommandOptionType.boolean: bool,
}


class Refused(app_commands.CheckFailure):
    """Who asked may not; `str(error)` tells them so."""


class Cooldown:
    """So many uses in so many seconds, counted a person."""

    def __init__(self, uses: int, seconds: float) -> None:
        self._uses = uses
        self._seconds = seconds
        self._people: dict[int, app_commands.Cooldown] = {}

    def wait_for(self, user_id: int) -> float:
        """Count a use; 0 where it is allowed, else the seconds to wait."""
        now = time.monotonic()
        if len(self._people) > FORGET_ABOVE:
            self._people = {
                person: bucket
                for person, bucket in self._people.items()
                if bucket.get_tokens(now) < self._uses
            }
        bucket = self._people.get(user_id)
        if bucket is None:
            bucket = self._people[user_id] = app_commands.Cooldown(self._uses, self._seconds)
        return bucket.update_rate_limit(now) or 0.0


class VaultTree(app_commands.CommandTree[discord.Client]):
    """Our command tree; `cooldown` is set by the client that owns it."""

    cooldown: Cooldown | None = None
    """Of commands."""
    press_cooldown: Cooldown | None = None
    """Of buttons and menus."""
    in_flight: InFlight | None = None
    """Where answers are counted."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Whether this may be asked now; the client asks it of presses too.

        Autocomplete is never limited: it comes with every key pressed. The task that asks is the
        answer's own, whatever made it: with it the answer ends.
        """
        if self.in_flight is not None:
            self.in_flight.begin(partial(outcome_of, interaction))
            if self.in_flight.is_closed:
                return await self._refuse(interaction, "I am being restarted; ask again.")
        if not _fits(interaction):
            return await self._refuse(interaction, OUTDATED)
        if interaction.type is discord.InteractionType.autocomplete:
            return True
        is_press = interaction.type is discord.InteractionType.component
        cooldown = self.press_cooldown if is_press else self.cooldown
        if cooldown and (wait := cooldown.wait_for(interaction.user.id)):
            return await self._refuse(interaction, f"One moment: ask again in {math.ceil(wait)} s.")
        return True

    async def _refuse(self, interaction: discord.Interaction, why: str) -> bool:
        interaction.extras[OUTCOME] = "refused"
        if interaction.type is discord.InteractionType.autocomplete:
            # Nothing is offered, at once: whoever types is not to see that it failed.
            await interaction.response.autocomplete([])
        else:
            await send(interaction, notice(why))
        return False

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Called by discord.py for commands."""
        await self.failed(interaction, error)

    async def failed(self, interaction: discord.Interaction, error: Exception) -> None:
        """Answer privately, once; what is a fault gets an id that is also in the log."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        interaction.extras[OUTCOME] = _named(cause)
        if is_late(cause):
            log.warning("answer to %s came too late or twice: %s", _name(interaction), cause)
            return
        if is_unreachable(cause):
            log.warning("answer to %s did not reach Discord: %s", _name(interaction), cause)
            return
        try:
            await send(interaction, notice(explain(cause, _name(interaction))))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
            log.warning("could not say what went wrong with %s: %s", _name(interaction), failure)


def _fits(interaction: discord.Interaction) -> bool:
    """Whether all options are of the types that the command has now."""
    command = interaction.command
    if not isinstance(command, app_commands.Command):
        return True
    given = vars(interaction.namespace)
    return all(
        isinstance(given[each.name], _TYPES.get(each.type, object))
        for each in command.parameters
        if each.name in given
    )


def is_late(error: BaseException | None) -> bool:
    """Whether Discord no longer waits for the answer, or has one already."""
    codes = (UNKNOWN_INTERACTION, ALREADY_ANSWERED)
    return isinstance(error, discord.HTTPException) and error.code in codes


def is_unreachable(error: BaseException | None) -> bool:
    """Whether Discord, or the way to it, failed."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429
    return isinstance(error, aiohttp.ClientError | OSError)


def outcome_of(interaction: discord.Interaction) -> tuple[str, str]:
    """(what was asked, how it ended) of an interaction that is over, in names that are few."""
    outcome = interaction.extras.get(OUTCOME, "ok")
    if interaction.type is discord.InteractionType.autocomplete:
        # discord.py keeps to itself that choices could not be sent.
        is_lost = outcome == "ok" and not interaction.response.is_done()
        return "autocomplete", "late" if is_lost else outcome
    if interaction.type is discord.InteractionType.component:
        return "press", outcome
    command = interaction.command
    return command.qualified_name if command else "unknown", outcome


def _named(error: BaseException) -> str:
    if is_late(error) or is_unreachable(error):
        return "late"
    refused = (app_commands.CheckFailure, *CHANGED)
    return "refused" if isinstance(error, refused) else "error"


def explain(error: BaseException, command: str) -> str:
    """What the person who asked is told; logs whatever is not their doing."""
    if isinstance(error, CHANGED):
        return OUTDATED
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, app_commands.CheckFailure):
        return "You may not use this command."
    if isinstance(error, StoreBusy):
        # A load of another process, which takes a while and is no fault to look for.
        log.warning("%s put off: %s", command, error)
        return "The vault is being loaded just now; try again in a moment."
    error_id = secrets.token_hex(4)
    extra = {"error_id": error_id}
    if isinstance(error, StoreUnavailable):
        log.warning("%s put off [%s]: %s", command, error_id, error, extra=extra)
        return f"The database can't be reached just now; try again in a moment. (error {error_id})"
    if isinstance(error, VaultbotError):
        log.error("%s failed [%s]: %s", command, error_id, error, extra=extra)
    else:
        log.error("%s failed [%s]", command, error_id, exc_info=error, extra=extra)
    return f"Something went wrong on our side; nothing was lost. (error {error_id})"


def _name(interaction: discord.Interaction) -> str:
    command = interaction.command
    return f"/{command.qualified_name}" if command else "a press"
