"""Discord's REST API v10, as far as a bot of slash commands goes."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from tests.e2e import messages, payloads
from tests.e2e.actors import Guild, Json, Payload, Request
from tests.e2e.conformance import oddities, rejections
from tests.e2e.exchange import Exchange, RefusalError
from tests.e2e.wire import VIA, Body, answer, error_tree, read, refuse
from tests.e2e.world import World

_BASE = "/api/v10"
_RATE_LIMITED = {"message": "You are being rate limited.", "retry_after": 0.05, "global": False}


@dataclass(slots=True, eq=False)
class Fault:
    """A request that is to fail, once."""

    method: str
    path: re.Pattern[str]
    status: int
    headers: Mapping[str, str]
    body: Json


_Handler = Callable[[web.Request, Body], Awaitable[web.Response]]


class Rest:
    """The routes, what is checked before each, and the faults to come."""

    def __init__(self, world: World, *, judge: bool) -> None:
        self._world = world
        self._judges = judge
        self._faults: list[Fault] = []

    def fail_next(
        self,
        method: str,
        path_regex: str,
        status: int,
        headers: Mapping[str, str] | None,
        body: Json,
    ) -> None:
        """Let the next request that matches fail; several wait in order."""
        if body is None:
            body = _RATE_LIMITED if status == 429 else {"message": "Injected", "code": 0}
        fault = Fault(method, re.compile(path_regex), status, VIA | dict(headers or {}), body)
        self._faults.append(fault)

    def routes(self) -> list[web.RouteDef]:
        """Answer all routes; those after the interactions' take no bot token."""
        commands = r"/applications/{application:\d+}/commands"
        guild_commands = r"/applications/{application:\d+}/guilds/{guild:\d+}/commands"
        table: list[tuple[str, str, _Handler, bool]] = [
            ("GET", "/users/@me", self._me, True),
            ("GET", "/oauth2/applications/@me", self._application, True),
            ("GET", "/applications/@me", self._application, True),
            ("GET", "/gateway/bot", self._gateway, True),
            ("GET", commands, self._list_commands, True),
            ("PUT", commands, self._overwrite_commands, True),
            ("GET", guild_commands, self._list_commands, True),
            ("PUT", guild_commands, self._overwrite_commands, True),
            ("GET", r"/guilds/{guild:\d+}", self._get_guild, True),
            ("GET", r"/channels/{channel:\d+}", self._get_channel, True),
            ("POST", r"/channels/{channel:\d+}/messages", self._post, True),
            ("POST", r"/interactions/{id:\d+}/{token}/callback", self._callback, False),
            ("POST", r"/webhooks/{application:\d+}/{token}", self._follow_up, False),
        ]
        message = r"/webhooks/{application:\d+}/{token}/messages/{message}"
        table += [(method, message, self._message, False) for method in ("GET", "PATCH", "DELETE")]
        table += [("*", "/{rest:.*}", self._unknown, False)]
        return [
            web.route(method, _BASE + path, self._checked(handler, authorised))
            for method, path, handler, authorised in table
        ]

    def _checked(
        self, handler: _Handler, authorised: bool
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            body = await read(request)
            path = request.path.removeprefix(_BASE)
            logged = Request(
                request.method, path, dict(request.query), body.payload, body.files, 0, body.arrived
            )
            place = self._world.log(logged)
            response = await self._respond(handler, authorised, request, logged, body)
            self._world.settle(place, response.status)
            return response

        return handle

    async def _respond(
        self,
        handler: _Handler,
        authorised: bool,
        request: web.Request,
        logged: Request,
        body: Body,
    ) -> web.Response:
        if fault := self._fault(logged):
            return answer(fault.body, fault.status, fault.headers)
        if authorised and request.headers.get("Authorization") != f"Bot {self._world.token}":
            return refuse(401, 0, "401: Unauthorized")
        exchange = self._world.exchanges.get(request.match_info.get("token", ""))
        try:
            if self._judges:
                self._judge(logged)
            return await handler(request, body)
        except RefusalError as refusal:
            if exchange is not None:
                exchange.refusals.append(str(refusal))
            tree = error_tree(refusal.complaints)
            return refuse(refusal.status, refusal.code, refusal.message, tree)

    def _fault(self, request: Request) -> Fault | None:
        for fault in self._faults:
            if fault.method == request.method and fault.path.search(request.path):
                self._faults.remove(fault)
                return fault
        return None

    def _judge(self, request: Request) -> None:
        """Record what is wrong with a body, and refuse what Discord would."""
        refused = rejections(request.method, request.path, request.payload)
        odd = oddities(request.method, request.path, request.payload)
        where = f"{request.method} {re.sub('[^/]{40,}', '…', request.path)}"
        self._world.violations += [f"{where}: {complaint}" for complaint in refused + odd]
        if refused and all(complaint.endswith(": empty message") for complaint in refused):
            raise RefusalError(400, 50006, "Cannot send an empty message")
        if refused:
            raise RefusalError(400, 50035, "Invalid Form Body", refused)

    async def _me(self, request: web.Request, body: Body) -> web.Response:
        return answer(payloads.own_user(self._world.bot))

    async def _application(self, request: web.Request, body: Body) -> web.Response:
        world = self._world
        installed = sum(guild.installed for guild in world.guilds.values())
        return answer(payloads.application(world.bot, world.owner, world.team, guilds=installed))

    async def _gateway(self, request: web.Request, body: Body) -> web.Response:
        world = self._world
        limit = {
            "total": 1000,
            "remaining": world.sessions_left,
            "reset_after": int(world.sessions_reset * 1000),
            "max_concurrency": world.at_once,
        }
        url = world.url.replace("http", "ws", 1) + "/gateway/"
        return answer({"url": url, "shards": world.shards, "session_start_limit": limit})

    async def _list_commands(self, request: web.Request, body: Body) -> web.Response:
        return answer(self._world.commands.get(self._command_guild(request), []))

    async def _overwrite_commands(self, request: web.Request, body: Body) -> web.Response:
        guild_id = self._command_guild(request)
        before = {
            (command["type"], command["name"]): command["id"]
            for command in self._world.commands.get(guild_id, [])
        }
        registered = []
        for sent in body.payload:
            command = self._registered(sent, guild_id)
            command["id"] = before.get((command["type"], command["name"]), command["id"])
            registered.append(command)
        self._world.commands[guild_id] = registered
        return answer(registered)

    def _registered(self, sent: Payload, guild_id: int | None) -> Payload:
        needed = sent.get("default_member_permissions")
        command = {key: value for key, value in sent.items() if value is not None} | {
            "id": str(self._world.ids.next()),
            "application_id": str(self._world.application_id),
            "version": str(self._world.ids.next()),
            "type": sent.get("type") or 1,
            "description": sent.get("description") or "",
            "default_member_permissions": None if needed is None else str(needed),
            "nsfw": bool(sent.get("nsfw")),
        }
        return command | ({"guild_id": str(guild_id)} if guild_id else {})

    def _command_guild(self, request: web.Request) -> int | None:
        if int(request.match_info["application"]) != self._world.application_id:
            raise RefusalError(403, 20012, "You are not authorized to perform this action")
        if "guild" not in request.match_info:
            return None
        guild_id = int(request.match_info["guild"])
        guild = self._world.guilds.get(guild_id)
        if guild is None or not guild.installed:
            raise RefusalError(403, 50001, "Missing Access")
        return guild_id

    async def _get_guild(self, request: web.Request, body: Body) -> web.Response:
        guild = self._world.guilds.get(int(request.match_info["guild"]))
        if guild is None or not guild.installed:
            raise RefusalError(404, 10004, "Unknown Guild")
        return answer(payloads.guild(guild))

    async def _get_channel(self, request: web.Request, body: Body) -> web.Response:
        guild, channel_id = self._guild_of_channel(request)
        channel = next(channel for channel in guild.channels if channel.id == channel_id)
        return answer(payloads.text_channel(channel, guild=guild))

    async def _post(self, request: web.Request, body: Body) -> web.Response:
        guild, channel_id = self._guild_of_channel(request)
        world, nonce = self._world, body.payload.get("nonce")
        forbidden = next(each for each in guild.channels if each.id == channel_id).forbids
        if forbidden == "view":
            raise RefusalError(403, 50001, "Missing Access")
        if forbidden:
            raise RefusalError(403, 50013, "Missing Permissions")
        if body.payload.get("enforce_nonce") and (known := world.nonces.get((channel_id, nonce))):
            return answer(known)
        message = messages.message(
            message_id=world.ids.next(),
            channel_id=channel_id,
            author=world.bot,
            body=body.payload,
            files=body.files,
        ) | {"type": 0}
        del message["webhook_id"]
        if nonce is not None:
            message["nonce"] = nonce
            world.nonces[channel_id, nonce] = message
        world.posts.setdefault(channel_id, []).append(message)
        return answer(message)

    def _guild_of_channel(self, request: web.Request) -> tuple[Guild, int]:
        channel_id = int(request.match_info["channel"])
        for guild in self._world.guilds.values():
            if guild.installed and any(channel.id == channel_id for channel in guild.channels):
                return guild, channel_id
        if channel_id in self._world.left:
            raise RefusalError(403, 50001, "Missing Access")
        raise RefusalError(404, 10003, "Unknown Channel")

    async def _callback(self, request: web.Request, body: Body) -> web.Response:
        exchange = self._world.exchanges.get(request.match_info["token"])
        if exchange is None or exchange.id != int(request.match_info["id"]):
            raise RefusalError(404, 10062, "Unknown interaction")
        receipt = exchange.acknowledge(
            body.payload, body.files, self._world.ids.next(), arrived=body.arrived
        )
        self._share(exchange)
        if request.query.get("with_response") not in {"1", "true"}:
            return web.Response(status=204, headers=VIA)
        return answer(receipt)

    async def _follow_up(self, request: web.Request, body: Body) -> web.Response:
        exchange = self._exchange(request)
        message = exchange.follow_up(body.payload, body.files, self._world.ids.next())
        if request.query.get("wait") not in {"1", "true"}:
            return web.Response(status=204, headers=VIA)
        return answer(message)

    async def _message(self, request: web.Request, body: Body) -> web.Response:
        exchange, which = self._exchange(request), request.match_info["message"]
        if request.method == "GET":
            return answer(exchange.get(which))
        before = exchange.get(which)
        after = None
        if request.method == "PATCH":
            after = exchange.edit(which, body.payload, body.files)
        else:
            exchange.delete(which)
        self._share(exchange, before["id"], after)
        return web.Response(status=204, headers=VIA) if after is None else answer(after)

    def _share(
        self, exchange: Exchange, message_id: str | None = None, after: Payload | None = None
    ) -> None:
        """Show an edit to every interaction that holds the message: a press holds its source."""
        if message_id is None:
            if exchange.original is None:
                return
            message_id, after = exchange.original["id"], exchange.original
        for other in self._world.exchanges.values():
            held = [message["id"] for message in other.messages]
            if other is not exchange and message_id in held:
                other.replace(message_id, after)

    def _exchange(self, request: web.Request) -> Exchange:
        exchange = self._world.exchanges.get(request.match_info["token"])
        if exchange is None or int(request.match_info["application"]) != exchange.bot.id:
            raise RefusalError(404, 10015, "Unknown Webhook")
        return exchange

    async def _unknown(self, request: web.Request, body: Body) -> web.Response:
        return refuse(404, 0, "404: Not Found")
