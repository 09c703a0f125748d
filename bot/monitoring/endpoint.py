"""`/healthz` and `/metrics` over HTTP: read by whoever watches the bot, and nothing else."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.monitoring.health import Watch
from bot.monitoring.metrics import counted_errors

log = logging.getLogger(__name__)

Page = Callable[[web.BaseRequest], Awaitable[web.Response]]

SHUTDOWN = 0.5
"""Seconds that a question which is being answered gets at the end."""


@asynccontextmanager
async def open_endpoint(watch: Watch, *, host: str, port: int) -> AsyncIterator[int | None]:
    """Answer on `host`:`port` while this is open; gives the port, None where there is none.

    Port 0 opens nothing. An address that can't be had is a warning: the bot answers all the same.
    """
    if not port:
        yield None
        return
    server = _Server(_pages(watch))
    runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=SHUTDOWN)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            # Its own text is long, and says the same twice.
            reason = error.strerror.rpartition(": ")[2] if error.strerror else str(error)
            log.warning("no health and metrics on %s:%s: %s", host, port, reason)
            yield None
            return
        log.debug("health and metrics on http://%s:%s", host, port)
        with counted_errors(watch.metrics):
            yield port
    finally:
        await runner.cleanup()
        watch.close()


def _pages(watch: Watch) -> Page:
    async def page(request: web.BaseRequest) -> web.Response:
        if request.path == "/healthz":
            health = await watch.health()
            told = json.dumps(health.as_dict()).encode()
            return _response(told, "application/json", status=200 if health.is_well else 503)
        if request.path == "/metrics":
            return _response(await watch.text(), CONTENT_TYPE_LATEST)
        return _response(b"Only /healthz and /metrics.\n", status=404)

    async def get(request: web.BaseRequest) -> web.Response:
        if request.method not in {"GET", "HEAD"}:
            return _response(b"", status=405)
        return await page(request)

    return get


def _response(body: bytes, kind: str = "text/plain", *, status: int = 200) -> web.Response:
    """aiohttp would name itself, Python and their versions."""
    headers = {"Content-Type": kind, "Server": "vaultbot", "Cache-Control": "no-store"}
    return web.Response(body=body, status=status, headers=headers)


class _Server(web.Server):
    def __call__(self) -> web.RequestHandler:
        loop = asyncio.get_running_loop()
        return _Protocol(self, loop=loop, access_log=None)  # type: ignore[arg-type] # as it may be


class _Protocol(web.RequestHandler):
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is no HTTP is refused without a word in the log: anybody can send that."""
        if status >= 500:
            log.error("health or metrics could not be told", exc_info=exc)
        response = _response(b"", status=status)
        response.force_close()
        return response
