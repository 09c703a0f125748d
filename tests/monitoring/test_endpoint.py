"""The endpoint on a real socket: two pages, no versions, nothing that ends the bot."""

import asyncio
import logging
import socket
from collections.abc import Iterator

import aiohttp
import pytest

from bot.model import VaultStatus
from bot.monitoring import Watch, open_endpoint
from tests.monitoring.test_health import status


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


@pytest.fixture
def watch() -> Watch:
    return Watch()


async def get(port: int, path: str, method: str = "GET") -> tuple[int, str, str]:
    """(status, body, headers)."""
    address = f"http://127.0.0.1:{port}{path}"
    async with aiohttp.ClientSession() as session, session.request(method, address) as answer:
        return answer.status, await answer.text(), str(answer.headers)


async def test_health_and_metrics_and_nothing_else(watch: Watch, port: int) -> None:
    async def read() -> VaultStatus:
        return status()

    async with open_endpoint(watch, host="127.0.0.1", port=port) as opened:
        assert opened == port
        assert (await get(port, "/healthz"))[:2] == (
            503,
            '{"status": "starting", "gateway": "not connected yet", "database": "not read yet", '
            '"vault": "is being loaded"}',
        )
        watch.is_loaded, watch.read_status = True, read
        code, body, _ = await get(port, "/healthz")
        assert code == 503
        assert '"status": "failing", "gateway": "not connected"' in body
        code, body, headers = await get(port, "/metrics")
        assert code == 200
        assert "text/plain; version=" in headers
        assert "\nvaultbot_notes 3.0\n" in body
        assert (await get(port, "/healthz", "HEAD"))[:2] == (503, "")
        for path in ("/", "/metrics/", "/healthz/..", "/../etc/passwd", "/metrics/x?y=z"):
            assert (await get(port, path))[0] == 404
        assert (await get(port, "/metrics", "POST"))[0] == 405
    with pytest.raises(aiohttp.ClientError):
        await get(port, "/healthz")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01garbage\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ],
)
async def test_no_answer_tells_versions_and_no_request_writes_a_line(
    watch: Watch, port: int, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    async with open_endpoint(watch, host="127.0.0.1", port=port), asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        answer = await reader.read()
        writer.close()
    assert answer.startswith((b"HTTP/1.0 40", b"HTTP/1.1 40"))
    assert b"Server: vaultbot\r\n" in answer
    assert b"aiohttp" not in answer
    assert b"ython" not in answer
    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []


async def test_a_port_that_is_taken_is_one_warning(
    watch: Watch, taken: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_endpoint(watch, host="127.0.0.1", port=taken) as opened:
        assert opened is None
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    told = f"no health and metrics on 127.0.0.1:{taken}: address already in use"
    assert record.getMessage() == told


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
async def test_an_address_that_is_not_ours_is_one_warning(
    watch: Watch, port: int, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    async with open_endpoint(watch, host=host, port=port) as opened:
        assert opened is None
    (record,) = caplog.records
    assert record.getMessage().startswith(f"no health and metrics on {host}:{port}: ")


async def test_port_0_opens_nothing(watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    async with open_endpoint(watch, host="127.0.0.1", port=0) as opened:
        assert opened is None
    assert caplog.records == []
