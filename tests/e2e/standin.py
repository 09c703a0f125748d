"""A stand-in for Discord on real sockets: REST, gateway, and people who use the bot.

    async with StandIn() as standin:
        alice = standin.user("alice")
        room = standin.guild("Reading room", members=[alice])
        ...  # start the bot with api_url = standin.api_url, token = standin.token
        await standin.wait_ready()
        answer = await standin.slash(alice, room, "note", topic="agi")
        answer = await standin.press(alice, answer, "Next")

It keeps Discord's rules: three seconds to acknowledge, once; form errors; permissions; who is
offered which command. What the bot sent is in `requests`, what was wrong with it in `violations`.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Self

from aiohttp import web

from tests.e2e.actors import Channel, Guild, Json, Message, NoAnswerError, Payload, Request, User
from tests.e2e.gateway import Gateway
from tests.e2e.people import People
from tests.e2e.rest import Rest
from tests.e2e.world import Snowflakes, World


class StandIn(People):
    """Discord for one bot, in one process or several. Parameters that are times are in seconds."""

    def __init__(
        self,
        *,
        bot_name: str = "vaultbot",
        owner: str = "operator",
        team: Sequence[str] = (),
        shards: int = 1,
        at_once: int = 1,
        identify_seconds: float = 0.0,
        ack_seconds: float = 3.0,
        patience: float = 10.0,
        heartbeat_seconds: float = 41.25,
        judge: bool = True,
    ) -> None:
        """at_once, identify_seconds: how many shards may begin a session in how long; Discord has
        5 seconds, and 0 lets all begin, so that a test may start its bot again and again.
        judge: hold what the bot sends against Discord's rules of form, which takes time."""
        ids = Snowflakes()
        team_users = tuple(User(ids.next(), name) for name in team)
        self.token = f"{secrets.token_urlsafe(18)}.standin.{secrets.token_urlsafe(24)}"
        world = World(
            token=self.token,
            ack_seconds=ack_seconds,
            ids=ids,
            bot=User(ids.next(), bot_name),
            owner=team_users[0] if team_users else User(ids.next(), owner),
            team=team_users,
            shards=shards,
            at_once=at_once,
            identify_seconds=identify_seconds,
        )
        gateway = Gateway(world, heartbeat_seconds=heartbeat_seconds)
        super().__init__(world, gateway, patience=patience)
        self._rest = Rest(world, judge=judge)

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=32 * 2**20)
        application.add_routes(self._rest.routes())
        for path in ("/gateway/", "/gateway/resume/"):
            application.router.add_get(path, self._gateway.handle)
        self._runner = web.AppRunner(application, shutdown_timeout=1.0, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._world.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._gateway.shut()
        await self._runner.cleanup()

    # What the bot needs, and what it did.

    @property
    def address(self) -> tuple[str, int]:
        """(host, port) of its socket."""
        host, port = self._runner.addresses[0][:2]
        return host, port

    def reached_at(self, url: str) -> None:
        """Name another address, which leads here, in all that tells of one."""
        self._world.url = url

    @property
    def api_url(self) -> str:
        """The REST base, the only address that a bot is told."""
        return f"{self._world.url}/api/v10"

    @property
    def application_id(self) -> int:
        return self._world.application_id

    @property
    def owner(self) -> User:
        """The application's owner; of a team its owning member."""
        return self._world.owner

    @property
    def team(self) -> tuple[User, ...]:
        return self._world.team

    @property
    def commands(self) -> list[Payload]:
        """The global commands as registered."""
        return self._world.commands.get(None, [])

    def guild_commands(self, guild: Guild) -> list[Payload]:
        return self._world.commands.get(guild.id, [])

    @property
    def requests(self) -> list[Request]:
        """All that the bot sent, in order of arrival."""
        return self._world.requests

    @property
    def violations(self) -> list[str]:
        """What was wrong with it, each as "METHOD path: where: what"."""
        return self._world.violations

    @property
    def waits(self) -> dict[str, float | None]:
        """Seconds until each interaction was acknowledged, by its token; None for never."""
        return {
            token: None
            if exchange.acknowledged is None
            else exchange.acknowledged - exchange.started
            for token, exchange in self._world.exchanges.items()
        }

    def calls(self, method: str, path_regex: str) -> list[Request]:
        """The answered requests of a kind; method WS for gateway operations by name."""
        return [
            request
            for request in self.requests
            if request.status and request.method == method and re.search(path_regex, request.path)
        ]

    async def wait_call(self, method: str, path_regex: str, *, count: int = 1) -> Request:
        """Wait until so many such requests have been answered; answers the last of them."""
        found = await self._world.changed.until(
            lambda: len(self.calls(method, path_regex)) >= count, seconds=self.patience
        )
        if not found:
            raise NoAnswerError(f"no {method} {path_regex} (number {count}) came")
        return self.calls(method, path_regex)[count - 1]

    def posts(self, channel: Channel) -> list[Message]:
        """What the bot posted to a channel of its own accord."""
        return [Message(payload) for payload in self._world.posts.get(channel.id, [])]

    # Faults.

    def allow_sessions(self, left: int, *, reset: float) -> None:
        """Tell bots that ask how many more sessions may begin, and in how many seconds all may."""
        self._world.sessions_left, self._world.sessions_reset = left, reset

    def reset_token(self) -> None:
        """Take no token but a new one, as Discord does when somebody resets it."""
        self.token = self._world.token = secrets.token_urlsafe(40)

    def drop_gateway(self) -> None:
        """Cut all gateway sockets without a close frame."""
        self._gateway.drop()

    def reconnect(self) -> None:
        """Ask the bot to reconnect and resume (op 7)."""
        self._gateway.reconnect()

    def close_gateway(self, code: int = 4000) -> None:
        """Close all gateway sockets with a code."""
        self._gateway.close(code)

    def invalidate_session(self) -> None:
        """End all sessions (op 9); discord.py waits 5 s before it identifies anew."""
        self._gateway.invalidate()

    def fail_next(
        self,
        method: str,
        path_regex: str,
        status: int,
        headers: Mapping[str, str] | None = None,
        body: Json = None,
    ) -> None:
        """Let the next such REST request fail. A 429 without {"Via": ""} is an ordinary one."""
        self._rest.fail_next(method, path_regex, status, headers, body)
