"""People in front of Discord's client: who they are, what they do, what they are shown."""

import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tests.e2e import menu, messages, payloads
from tests.e2e.actors import (
    EPHEMERAL,
    Answer,
    Channel,
    Chat,
    Guild,
    Member,
    Message,
    NoAnswerError,
    NotOfferedError,
    Payload,
    Place,
    Role,
    User,
)
from tests.e2e.exchange import AUTOCOMPLETE, COMMAND, COMPONENT, Exchange
from tests.e2e.gateway import Gateway
from tests.e2e.world import World

_LINK_STYLE = 5
_BUTTON, _STRING_SELECT = 2, 3


class People:
    """Makes users and guilds, and acts as a user. Its other half is StandIn."""

    def __init__(self, world: World, gateway: Gateway, *, patience: float) -> None:
        self._world = world
        self._gateway = gateway
        self._dm_channels: dict[int, int] = {}
        self.patience = patience
        """Seconds to wait for what follows an acknowledgement, and for the bot to connect."""

    def user(self, name: str, *, locale: str = "en-US") -> User:
        return User(self._world.ids.next(), name, locale)

    def guild(
        self,
        name: str,
        *,
        members: Iterable[User] = (),
        administrators: Iterable[User] = (),
        roles: Mapping[str, Iterable[User]] | None = None,
        channels: Sequence[str] = ("general",),
        installed: bool = True,
    ) -> Guild:
        """Make a guild; a connected bot is told. Roles are given by name with their holders."""
        ids = self._world.ids
        holders = {Role(ids.next(), role): set(users) for role, users in (roles or {}).items()}
        admins = set(administrators)
        everybody = dict.fromkeys([*members, *admins, *(u for us in holders.values() for u in us)])
        people = tuple(
            Member(
                user,
                tuple(role.id for role, users in holders.items() if user in users),
                payloads.ALL_PERMISSIONS if user in admins else payloads.MEMBER_PERMISSIONS,
            )
            for user in everybody
        )
        rooms = tuple(Channel(ids.next(), channel) for channel in channels)
        guild = Guild(
            id=ids.next(),
            name=name,
            owner_id=next(iter(admins), self._world.owner).id,
            channels=rooms,
            members=people,
            roles=tuple(holders),
            installed=installed,
            system_channel_id=rooms[0].id,
        )
        self._world.guilds[guild.id] = guild
        if installed:
            self._gateway.announce(guild)
        return guild

    def chat(self, *members: User) -> Chat:
        """Users who talk without the bot, and have its commands by their own installations."""
        return Chat(self._world.ids.next(), members)

    def remove_bot(self, guild: Guild) -> None:
        """Throw the bot out of a guild."""
        del self._world.guilds[guild.id]
        self._world.left |= {channel.id for channel in guild.channels}
        self._gateway.withdraw(guild)

    def remove_channel(self, guild: Guild, channel: Channel) -> Guild:
        """Delete a channel behind the bot's back; answers the guild as it is now."""
        left = (each for each in guild.channels if each.id != channel.id)
        return self._with_channels(guild, left)

    def forbid(self, guild: Guild, channel: Channel, what: str) -> Guild:
        """Take from the bot the right to `write` in a channel, or to `view` it, behind its back."""
        changed = replace(channel, forbids=what)
        return self._with_channels(
            guild, (changed if each.id == channel.id else each for each in guild.channels)
        )

    def _with_channels(self, guild: Guild, channels: Iterable[Channel]) -> Guild:
        self._world.guilds[guild.id] = replace(guild, channels=tuple(channels))
        return self._world.guilds[guild.id]

    def open_command(self, guild: Guild, command: str) -> None:
        """Show a command to all members, whatever permissions it asks for by default."""
        self._world.opened.add((guild.id, command))

    # An option may have any name, so the fixed parameters are positional.

    async def slash(self, user: User, place: Place, command: str, /, **options: object) -> Answer:
        """Send a command; "vault reload" names a subcommand."""
        data = menu.fill(self._world, user, place, command, options)
        return await self._finish(await self._act(COMMAND, user, place, data), f"/{command}")

    async def use_on_message(self, user: User, place: Place, command: str, text: str) -> Answer:
        """Choose a command from the menu on somebody's message with this text."""
        world = self._world
        message = messages.message(
            message_id=world.ids.next(),
            channel_id=self._channel_id(user, place),
            author=user,
            body={"content": text},
        ) | {"type": 0, "author": payloads.user(user)}
        del message["webhook_id"], message["application_id"]
        data = menu.menu_data(world, user, place, command, message)
        return await self._finish(await self._act(COMMAND, user, place, data), repr(command))

    async def autocomplete(
        self,
        user: User,
        place: Place,
        command: str,
        option: str,
        typed: str,
        /,
        **others: object,
    ) -> list[Payload]:
        """Type into an option; answers the choices, each {"name", "value"}."""
        data, kind = menu.typing(self._world, user, place, command, option, typed, others)
        exchange = await self._act(AUTOCOMPLETE, user, place, data, focused_type=kind)
        await self._acknowledged(exchange, f"/{command} {option}:{typed}")
        assert exchange.callback is not None
        return list((exchange.callback.get("data") or {}).get("choices") or [])

    async def press(
        self, user: User, on: Answer | Message, button: str, *, settle: bool = True
    ) -> Answer:
        """Press a button by label, emoji or custom_id. settle: wait for what follows a type 6."""
        return await self._use(user, on, button, _BUTTON, {}, settle=settle)

    async def choose(
        self, user: User, on: Answer | Message, menu_name: str, *picks: str, settle: bool = True
    ) -> Answer:
        """Pick values (or labels) in a select menu, found by placeholder or custom_id."""
        component = self._current(on).component(menu_name)
        values = [_option_value(component, pick) for pick in picks]
        extra = {"values": values}
        return await self._use(user, on, menu_name, _STRING_SELECT, extra, settle=settle)

    async def refreshed(self, answer: Answer, *, followups: int = 0) -> Answer:
        """Answer the same as it stands now, waiting for at least so many follow-ups."""
        exchange = self._world.exchanges[answer.token]
        if not await self._world.changed.until(
            lambda: len(exchange.followups) >= followups, seconds=self.patience
        ):
            raise NoAnswerError(f"{len(exchange.followups)} follow-ups came, not {followups}")
        return exchange.answer()

    def expire(self, answer: Answer) -> None:
        """Let the fifteen minutes of an interaction's token be over."""
        self._world.exchanges[answer.token].expired = True

    async def wait_ready(self, place: Place = None) -> None:
        """Wait until every shard is connected and has its session; for a guild its own shard."""
        changed, gateway = self._world.changed, self._gateway
        if not await changed.until(lambda: gateway.is_ready(place), seconds=self.patience):
            seen = ", ".join(f"{r.method} {r.path} {r.status}" for r in self._world.requests[-5:])
            raise NoAnswerError(f"the bot did not connect; last requests: {seen or 'none'}")

    def _channel_id(self, user: User, place: Place) -> int:
        if isinstance(place, Guild):
            return place.channels[0].id
        if isinstance(place, Chat):
            return place.id
        return self._dm_channels.setdefault(user.id, self._world.ids.next())

    async def _act(
        self,
        kind: int,
        user: User,
        place: Place,
        data: Payload,
        *,
        focused_type: int = 3,
        source: Payload | None = None,
    ) -> Exchange:
        """Send INTERACTION_CREATE."""
        await self.wait_ready(place)
        world = self._world
        started = time.monotonic()
        exchange = Exchange(
            id=world.ids.next(),
            token=secrets.token_urlsafe(96),
            kind=kind,
            user=user,
            bot=world.bot,
            place=place,
            channel_id=self._channel_id(user, place),
            deadline=started + world.ack_seconds,
            focused_type=focused_type,
            source=source,
            started=started,
        )
        world.exchanges[exchange.token] = exchange
        event = payloads.interaction(
            kind=kind,
            interaction_id=exchange.id,
            token=exchange.token,
            bot=world.bot,
            who=user,
            place=place,
            channel_id=exchange.channel_id,
            data=data,
            message=source,
        )
        guild_id = place.id if isinstance(place, Guild) else None
        self._gateway.dispatch("INTERACTION_CREATE", event, guild_id=guild_id)
        return exchange

    async def _acknowledged(self, exchange: Exchange, what: str) -> None:
        if not await self._world.changed.until(
            lambda: exchange.callback is not None,
            seconds=max(exchange.deadline - time.monotonic(), 0),
        ):
            seconds = self._world.ack_seconds
            raise NoAnswerError(f"{what}: not acknowledged in {seconds:g} s{_refusals(exchange)}")

    async def _finish(self, exchange: Exchange, what: str, *, settle: bool = True) -> Answer:
        await self._acknowledged(exchange, what)
        if settle and not await self._world.changed.until(
            lambda: exchange.settled, seconds=self.patience
        ):
            kind = exchange.callback and exchange.callback["type"]
            raise NoAnswerError(
                f"{what}: acknowledged with type {kind}, then nothing came{_refusals(exchange)}"
            )
        return exchange.answer()

    def _current(self, on: Answer | Message) -> Message:
        shown = on.message if isinstance(on, Answer) else on
        if not (found := shown and self._world.message(shown.id)):
            raise NotOfferedError("the message is gone")
        return Message(found[1])

    async def _use(
        self,
        user: User,
        on: Answer | Message,
        name: str,
        kind: int,
        extra: Payload,
        *,
        settle: bool,
    ) -> Answer:
        message = self._current(on)
        found = self._world.message(message.id)
        assert found is not None
        exchange, source = found
        component = message.component(name)
        if component["type"] != kind:
            raise NotOfferedError(f"{name!r} is a component of type {component['type']}")
        if component.get("disabled"):
            raise NotOfferedError(f"{name!r} is disabled")
        if component.get("style") == _LINK_STYLE and kind == _BUTTON:
            raise NotOfferedError(f"{name!r} opens {component['url']} and tells the bot nothing")
        if source["flags"] & EPHEMERAL and user != exchange.user:
            raise NotOfferedError(
                f"{user.name} cannot see a message that is {exchange.user.name}'s"
            )
        data = {"component_type": kind, "custom_id": component["custom_id"]} | extra
        data["id"] = component["id"]
        pressed = await self._act(COMPONENT, user, exchange.place, data, source=source)
        return await self._finish(pressed, f"press of {name!r}", settle=settle)


def _refusals(exchange: Exchange) -> str:
    return f" (refused: {'; '.join(exchange.refusals)})" if exchange.refusals else ""


def _option_value(component: Payload, pick: str) -> str:
    for option in component.get("options") or []:
        if pick in (option["value"], option["label"]):
            return str(option["value"])
    raise NotOfferedError(f"the menu does not offer {pick!r}")
