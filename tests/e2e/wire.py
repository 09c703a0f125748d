"""HTTP bodies as Discord and discord.py agree on them."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import BodyPartReader, web

from tests.e2e.actors import Json, Payload

VIA = {"Via": "1.1 google"}
"""Without it discord.py takes a 429 for a ban by Cloudflare and does not try again."""
_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body: its JSON, and the names of uploaded files."""

    payload: Json
    files: tuple[str, ...]
    arrived: float
    """Monotonic time, before anything was judged: the bot's time is not to hold ours."""


def answer(payload: Json, status: int = 200, headers: Mapping[str, str] = VIA) -> web.Response:
    """Answer JSON."""
    # discord.py compares the content type with exactly this, so no charset may follow.
    return web.Response(
        body=json.dumps(payload).encode(),
        status=status,
        headers=dict(headers),
        content_type="application/json",
    )


def refuse(status: int, code: int, message: str, errors: Payload | None = None) -> web.Response:
    """Answer Discord's form of an error."""
    body = {"message": message, "code": code} | ({"errors": errors} if errors else {})
    return answer(body, status)


def error_tree(complaints: list[str]) -> Payload:
    """Nest complaints by path, as Discord's form errors are: a.b → {"a": {"b": {"_errors": …}}}."""
    tree: Payload = {}
    for complaint in complaints:
        where, _, what = complaint.partition(": ")
        branch = tree
        for key in _STEP.findall(where):
            branch = branch.setdefault(key, {})
        branch.setdefault("_errors", []).append({"code": "INVALID", "message": what})
    return tree


async def read(request: web.Request) -> Body:
    """Read JSON, or multipart with payload_json and files."""
    arrived = time.monotonic()
    if request.content_type != "multipart/form-data":
        raw = await request.read()
        return Body(json.loads(raw) if raw else None, (), arrived)
    payload: Json = None
    files = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = await part.read()
        if part.name == "payload_json":
            payload = json.loads(content)
        else:
            files.append(part.filename or part.name or "")
    return Body(payload, tuple(files), arrived)
