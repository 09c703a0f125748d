"""The stand-in's REST answers: Discord's refusals, and shapes by Discord's own description."""

import asyncio
from typing import Any

import aiohttp
import discord
import pytest

from tests.e2e import conformance, tiny_bot
from tests.e2e.actors import Answer, Guild, NoAnswerError, User
from tests.e2e.standin import StandIn
from tests.e2e.tiny_bot import TinyBot


async def failure_of(tiny: TinyBot, standin: StandIn) -> discord.HTTPException:
    async with asyncio.timeout(standin.patience):
        failure = await tiny.failures.get()
    assert isinstance(failure, discord.HTTPException)
    return failure


async def call(standin: StandIn, method: str, path: str, **options: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {standin.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, standin.api_url + path, headers=headers, **options) as response,
    ):
        assert response.headers["Content-Type"] == "application/json"
        return response.status, await response.json()


@pytest.mark.parametrize(
    "path", ["/users/@me", "/oauth2/applications/@me", "/applications/@me", "/gateway/bot"]
)
@pytest.mark.skipif(conformance.openapi_path() is None, reason="no OpenAPI description")
async def test_own_answers_conform(path: str) -> None:
    async with StandIn(team=["root"]) as standin:
        status, body = await call(standin, "GET", path)
        assert status == 200
        assert conformance.response_violations("GET", path, body) == []


@pytest.mark.skipif(conformance.openapi_path() is None, reason="no OpenAPI description")
async def test_own_messages_and_commands_conform(
    standin: StandIn, alice: User, room: Guild
) -> None:
    judge = conformance.response_violations
    path = f"/applications/{standin.application_id}/commands"
    assert judge("GET", path, standin.commands) == []
    answer = await standin.slash(alice, room, "defer", how="file")
    answer = await standin.refreshed(answer, followups=2)
    original = f"/webhooks/{standin.application_id}/{answer.token}/messages/@original"
    for payload in (answer._shown().payload, *(each.payload for each in answer.followups)):
        assert judge("GET", original, payload) == []
    answer = await standin.slash(alice, room, "echo", text="a")
    assert judge("GET", original, answer._shown().payload) == []


async def test_unknown_and_expired_tokens(standin: StandIn, alice: User, room: Guild) -> None:
    reply = {"type": 4, "data": {"content": "x"}}
    status, body = await call(standin, "POST", "/interactions/1/nonsense/callback", json=reply)
    assert (status, body["code"]) == (404, 10062)
    webhook = f"/webhooks/{standin.application_id}"
    status, body = await call(standin, "POST", f"{webhook}/nonsense", json={"content": "x"})
    assert (status, body["code"]) == (404, 10015)
    answer: Answer = await standin.slash(alice, room, "echo", text="a")
    status, body = await call(standin, "GET", f"{webhook}/{answer.token}/messages/1")
    assert (status, body["code"]) == (404, 10008)
    emptied = {"content": "", "embeds": [], "components": []}
    original = f"{webhook}/{answer.token}/messages/@original"
    status, body = await call(standin, "PATCH", original, json=emptied)
    assert (status, body["code"]) == (400, 50006)
    standin.expire(answer)
    status, body = await call(standin, "POST", f"{webhook}/{answer.token}", json={"content": "x"})
    assert (status, body["code"]) == (401, 50027)


async def test_double_answer(standin: StandIn, tiny: TinyBot, alice: User, room: Guild) -> None:
    assert (await standin.slash(alice, room, "double")).content == "once"
    failure = await failure_of(tiny, standin)
    assert (failure.status, failure.code) == (400, 40060)


async def test_bad_form(standin: StandIn, tiny: TinyBot, alice: User, room: Guild) -> None:
    standin._world.ack_seconds = 0.2
    with pytest.raises(NoAnswerError, match=r"not acknowledged in 0\.2 s \(refused: .*400/50035"):
        await standin.slash(alice, room, "wide")
    failure = await failure_of(tiny, standin)
    assert (failure.status, failure.code) == (400, 50035)
    assert "In data.embeds.0.description: 4097 characters, at most 4096" in failure.text
    [violation] = standin.violations
    assert violation.endswith(
        "/…/callback: data.embeds[0].description: 4097 characters, at most 4096"
    )
    assert (await standin.slash(alice, room, "stumble")).content == "sorry"


async def test_late_answer(standin: StandIn, tiny: TinyBot, alice: User, room: Guild) -> None:
    standin._world.ack_seconds = 0.05
    tiny_bot.release.clear()
    with pytest.raises(NoAnswerError, match="not acknowledged"):
        await standin.slash(alice, room, "late")
    tiny_bot.release.set()
    failure = await failure_of(tiny, standin)
    assert (failure.status, failure.code) == (404, 10062)


async def test_injected_faults(standin: StandIn, alice: User, room: Guild) -> None:
    standin.fail_next("POST", "/callback$", 429)
    answer = await standin.slash(alice, room, "echo", text="a")
    assert [request.status for request in standin.calls("POST", "/callback$")] == [429, 200]
    assert answer.seconds >= 0.05


async def test_posts_to_channels(standin: StandIn, tiny: TinyBot, room: Guild) -> None:
    general = room.channels[0]
    await tiny.get_partial_messageable(general.id).send("quote of the day")
    assert [message.content for message in standin.posts(general)] == ["quote of the day"]
    standin.remove_channel(room, general)
    with pytest.raises(discord.NotFound) as caught:
        await tiny.get_partial_messageable(general.id).send("another")
    assert caught.value.code == 10003


async def test_one_message_a_nonce_and_channel(
    standin: StandIn, tiny: TinyBot, room: Guild
) -> None:
    general = tiny.get_partial_messageable(room.channels[0].id)
    first = await general.send("once", nonce="2026")
    again = await general.send("once more", nonce="2026")
    await general.send("another", nonce="2027")
    assert first.id == again.id
    assert [each.content for each in standin.posts(room.channels[0])] == ["once", "another"]
    assert standin.violations == []


@pytest.mark.parametrize(("what", "code"), [("write", 50013), ("view", 50001)])
async def test_a_channel_that_forbids_the_bot(
    standin: StandIn, tiny: TinyBot, room: Guild, what: str, code: int
) -> None:
    general = room.channels[0]
    standin.forbid(room, general, what)
    with pytest.raises(discord.Forbidden) as caught:
        await tiny.get_partial_messageable(general.id).send("quote of the day")
    assert caught.value.code == code
    assert standin.posts(general) == []
