"""The answers of all commands together, and which of them answers which press."""

from collections.abc import Awaitable, Callable

from bot.answers import notes, quotes, searches, videos
from bot.answers.desk import Asker, Desk
from bot.answers.notes import Notes
from bot.answers.quotes import Quotes
from bot.answers.searches import Searches
from bot.answers.settings import Settings
from bot.answers.vault import Vault
from bot.answers.videos import Videos
from bot.model import TURNS, Action, Choice, Verb
from bot.reply.message import Reply
from bot.reply.shown import still_shared

Press = Callable[[Action, Reply, Asker], Awaitable[Reply]]


class Answers:
    """One group a subject; each method of a group takes options as typed, gives the whole reply."""

    def __init__(self, desk: Desk, *, version: str = "") -> None:
        self.desk = desk
        self.quotes = Quotes(desk)
        self.notes = Notes(desk)
        self.searches = Searches(desk)
        self.videos = Videos(desk)
        self.settings = Settings(desk)
        self.vault = Vault(desk, version=version)
        self._presses: dict[Verb, Press] = {
            **dict.fromkeys(quotes.VERBS, self.quotes.press),
            **dict.fromkeys(notes.VERBS, self.notes.press),
            **dict.fromkeys(searches.VERBS, self.searches.press),
            **dict.fromkeys(videos.VERBS, self.videos.press),
        }

    async def press(self, action: Action, shown: Reply, asker: Asker) -> Reply:
        """What a press shows; `shown` is the message that was pressed.

        Not for SHARE and DELETE, which do something to that very message.
        """
        reply = await self._presses[action.verb](action, shown, asker)
        changes = action.verb in TURNS and not asker.private
        return still_shared(reply, shown) if changes else reply

    async def channel_choices(self, typed: str) -> list[Choice]:
        """What every `channel` option offers."""
        return self.desk.channel_choices(typed)
