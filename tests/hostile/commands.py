"""Every command, option, choice and press, asked of the answers with hostile texts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord

from bot.answers import Answers, Asker
from bot.ask import READ_COMMANDS, ask
from bot.daily.answers import DailyAnswers
from bot.daily.zones import zone_choices
from bot.errors import ConfigError
from bot.model import Choice, Verb
from bot.reply import notices
from bot.reply.carried import carried
from bot.reply.custom_ids import parse_id
from bot.reply.message import Reply
from bot.reply.payload import reply_payload
from bot.reply.shown import shared, shared_already, shown_reply
from bot.reply.text import typed
from tests.e2e.actors import EPHEMERAL, User
from tests.e2e.messages import message
from tests.hostile.forged import Forger
from tests.hostile.texts import Typist

GUILDS = (None, 1, 2, 3)
MOST_SHOWN = 200
"""Answers that are remembered, to be pressed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to ask; `coming` is made anew each time that it is called."""

    kind: str
    told: str
    """What was asked, for whoever reads of a fault."""
    coming: Callable[[], Awaitable[Reply | list[Choice]]]


class Commands:
    """Asks at random, the same for the same seed."""

    def __init__(self, answers: Answers, dailies: DailyAnswers, typist: Typist) -> None:
        self._answers = answers
        self._dailies = dailies
        self._typist = typist
        self._draw = typist.draw
        self._forger = Forger(typist)
        self._state = discord.Client(intents=discord.Intents(guilds=True))._connection
        self._shown: list[Reply] = []

    def remember(self, reply: Reply) -> None:
        """An answer that was given: it may be pressed later."""
        if len(self._shown) < MOST_SHOWN:
            self._shown.append(reply)
        else:
            self._shown[self._draw.randrange(MOST_SHOWN)] = reply

    def next(self) -> Asked:
        """Anything to ask."""
        return self._draw.choice(self._ways)(self)

    def _asker(self) -> Asker:
        openly = self._draw.random() < 0.5
        return Asker(self._draw.choice(GUILDS), self._draw.choice((None, True, False)), openly)

    def _channel(self) -> str:
        if self._draw.random() < 0.7:
            return ""
        return self._draw.choice(("kitchenlab", "The Kitchen Lab", self._typist.text()))

    def _query(self) -> Asked:
        answers, text, channel, asker = (
            self._answers,
            self._typist.text(),
            self._channel(),
            self._asker(),
        )
        search = answers.searches.search
        command, coming = self._draw.choice(
            (
                ("note", lambda: answers.notes.note(text, channel=channel, asker=asker)),
                ("quote", lambda: answers.quotes.quote(text, channel=channel, asker=asker)),
                ("search", lambda: search(text, where=where, channel=channel, asker=asker)),
                ("video", lambda: answers.videos.video(text, asker=asker)),
                ("like", lambda: answers.quotes.like(text, asker=asker)),
            )
        )  # fmt: skip
        where = self._draw.choice(("both", "notes", "quotes", text[:9]))
        return Asked(command, f"{text!r} {channel!r} {where!r}", coming)

    def _listing(self) -> Asked:
        answers, channel, asker = self._answers, self._typist.text(), self._asker()
        command, coming = self._draw.choice(
            (
                ("random", lambda: answers.quotes.random(channel=channel, asker=asker)),
                ("browse", lambda: answers.videos.browse(channel=channel, asker=asker)),
            )
        )
        return Asked(command, repr(channel), coming)

    def _choices(self) -> Asked:
        answers, text, channel, asker = (
            self._answers,
            self._typist.text(),
            self._channel(),
            self._asker(),
        )

        async def zones() -> list[Choice]:
            return zone_choices(text)

        option, coming = self._draw.choice(
            (
                ("note", lambda: answers.notes.choices(text, channel=channel, asker=asker)),
                ("quote", lambda: answers.quotes.choices(text, channel=channel, asker=asker)),
                ("video", lambda: answers.videos.choices(text)),
                ("channel", lambda: answers.channel_choices(text)),
                ("settings", lambda: answers.settings.channel_choices(text)),
                ("zone", zones),
            )
        )  # fmt: skip
        return Asked(f"choices of {option}", f"{text!r} {channel!r}", coming)

    def _press(self) -> Asked:
        """A press on an answer of ours, or on a message that somebody else made."""
        custom_id, asker = self._forger.custom_id(), self._asker()
        shown = self._draw.choice(self._shown) if self._shown else Reply()
        if self._draw.random() < 0.3:
            shown = self._forged()
        return self._pressed(custom_id, shown, asker)

    def _press_ours(self) -> Asked:
        """A press on a button, or a choice of a menu, that an answer of ours has."""
        shown = self._draw.choice(self._shown) if self._shown else Reply()
        body = reply_payload(shown)
        parts = [part for row in body["components"] for part in row["components"]]
        ids = [part["custom_id"] for part in parts if "options" not in part and "custom_id" in part]
        ids += [option["value"] for part in parts for option in part.get("options") or ()]
        return self._pressed(self._draw.choice(ids or ["vm:0"]), shown, self._asker())

    def _pressed(self, custom_id: str, shown: Reply, asker: Asker) -> Asked:
        async def press() -> Reply:
            action = parse_id(custom_id)
            if action and action.verb in (Verb.SHARE, Verb.DELETE) and shown not in self._shown:
                action = None
            if action is None:
                return notices.notice("This button is from another time; please ask again.")
            if action.verb is Verb.SHARE:
                return shared(shown, by=self._typist.text()[:32])
            if action.verb is Verb.DELETE:
                return shared_already(shown)
            return await self._answers.press(action, shown, asker)

        told = f"{custom_id!r} on {shown.content[:100]!r} that carries {carried(shown)!r}"
        action = parse_id(custom_id)
        again = action is not None and action.verb in (Verb.SHARE, Verb.DELETE)
        return Asked("share" if again else "press", told, press)

    def _forged(self) -> Reply:
        """A message of another bot, as it would be read."""
        # Its words are never repeated: Discord tells no bot of presses on another's messages.
        body = self._forger.message() | {"flags": self._draw.choice((0, EPHEMERAL))}
        data: Any = message(message_id=3, channel_id=2, author=User(id=1, name="other"), body=body)
        channel: Any = discord.PartialMessageable(self._state, id=2)
        return shown_reply(discord.Message(state=self._state, channel=channel, data=data))

    def _settings(self) -> Asked:
        guild, settings = self._draw.choice((1, 2, 3)), self._answers.settings
        text, channel = self._typist.text(), self._draw.choice((None, "*", "kitchenlab", "x"))
        lead_in, display = (
            self._draw.choice((None, 0, 5, 60)),
            self._draw.choice((None, "plain", "embeds")),
        )
        replies = self._draw.choice((None, "public", "private"))
        where = text if self._draw.random() < 0.5 else channel
        coming = self._draw.choice(
            (
                lambda: settings.show(guild),
                lambda: settings.reset(guild),
                lambda: settings.set(
                    guild, channel=where, replies=replies, lead_in=lead_in, display=display
                ),
            )
        )
        return Asked("settings", repr(where), coming)

    def _daily(self) -> Asked:
        guild, time, zone = self._draw.choice((1, 2, 3)), self._typist.text(), self._typist.text()
        source, dailies = self._channel(), self._dailies
        coming = self._draw.choice(
            (
                lambda: dailies.set(
                    guild, channel_id=9, time=time, zone=zone, source=source, missing=lambda _: ()
                ),
                lambda: dailies.set(
                    guild, channel_id=9, time="9:00", zone=zone, source=source, missing=lambda _: ()
                ),
                lambda: dailies.set(
                    guild,
                    channel_id=9,
                    time="9:00",
                    zone="UTC",
                    source=source,
                    missing=lambda _: (),
                ),
                lambda: dailies.show(guild),
                lambda: dailies.preview(guild),
                lambda: dailies.pause(guild, missing=lambda _: ()),
                lambda: dailies.clear(guild),
            )
        )
        return Asked("daily", f"{time!r} {zone!r} {source!r}", coming)

    def _vault(self) -> Asked:
        vault = self._answers.vault
        command, coming = self._draw.choice(
            (("about", vault.about), ("status", vault.status), ("misses", vault.misses))
        )
        return Asked(command, "", coming)

    def _in_a_terminal(self) -> Asked:
        name = self._draw.choice((*READ_COMMANDS, self._typist.text()[:10]))
        option = self._draw.choice(
            ("", "text:", "channel:", "private:", "in:", "topic:", 'video:"')
        )
        line = f"/{name} {option}{self._typist.text()}"

        async def asking() -> Reply:
            try:
                return await ask(self._answers, line)
            except ConfigError as error:
                return notices.notice(typed(str(error), 80))

        return Asked(name if name in READ_COMMANDS else "about", repr(line), asking)

    _ways = (
        *[_query] * 8, *[_choices] * 5, *[_press] * 6, *[_press_ours] * 6, *[_listing] * 2,
        _settings, _daily, _in_a_terminal, _in_a_terminal, _vault,
    )  # fmt: skip
