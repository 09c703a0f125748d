"""The bot's process for `answers.py`: the real bot with a clock, and two commands more.

    python benchmarks/metered.py CONFIG_FILE

`/empty` says "ok". `/find` asks the library for so many quotes, or for one of so many, notes how
long that took, and says "ok". When it is told to end it prints what it measured, a JSON list of
spans in order of arrival.
"""

import asyncio
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.gateway import DiscordWebSocket

from bot import app, runner
from bot.answers import Answers
from bot.client import ClientSettings, VaultBot
from bot.config import read_config
from bot.store.protocol import Store

AUTOCOMPLETE = 4


@dataclass(slots=True)
class Span:
    """One interaction; times are in milliseconds."""

    token: str
    what: str
    """`quote`, or `quote …` while its text is typed."""
    text: str
    arrived: float
    cpu_before: float
    """What the process had spent when it arrived."""
    sent: float | None = None
    """When the answer's first byte was on its way."""
    search: float | None = None
    """What `/find` took to find."""


class Meter:
    """Takes the times: from the gateway's frame to the request that answers it."""

    def __init__(self) -> None:
        self.spans: dict[str, Span] = {}
        self._frame = 0.0

    def watch(self, bot: VaultBot) -> None:
        """Before the bot connects."""
        trace = aiohttp.TraceConfig()
        trace.on_request_chunk_sent.append(self._on_sent)
        bot.http.http_trace = trace
        parsers: dict[str, Any] = bot._connection.parsers
        parse = parsers["INTERACTION_CREATE"]
        receive = DiscordWebSocket.received_message

        def parse_interaction(data: dict[str, Any]) -> None:
            self._on_arrival(data)
            parse(data)

        async def received_message(socket: DiscordWebSocket, frame: str | bytes, /) -> None:
            self._frame = _now()
            await receive(socket, frame)

        parsers["INTERACTION_CREATE"] = parse_interaction
        DiscordWebSocket.received_message = received_message

    def _on_arrival(self, data: dict[str, Any]) -> None:
        command = data["data"]
        options = {option["name"]: option["value"] for option in command.get("options", [])}
        text = str(options.get("text", options.get("topic", "")))
        what = command["name"]
        if data["type"] == AUTOCOMPLETE:
            what += " …" if text else ", nothing …"
        if command["name"] == "find":
            what += f" {'1 of ' if options['one'] else ''}{options['limit']}"
        token = data["token"]
        self.spans[token] = Span(token, what, text, self._frame, 1000 * time.process_time())

    async def _on_sent(
        self, session: object, context: object, sent: aiohttp.TraceRequestChunkSentParams
    ) -> None:
        parts = sent.url.parts
        span = self.spans.get(parts[-2]) if parts[-1] == "callback" else None
        if span is not None and span.sent is None:
            span.sent = _now()


def _now() -> float:
    return 1000 * time.perf_counter()


meter = Meter()


class MeteredBot(VaultBot):
    """The bot, watched."""

    def __init__(self, answers: Answers, store: Store, settings: ClientSettings) -> None:
        super().__init__(answers, store, settings)
        meter.watch(self)

    async def setup_hook(self) -> None:
        """Registers what is compared with beside the bot's own commands."""
        self.tree.add_command(empty)
        self.tree.add_command(find)
        await super().setup_hook()


@app_commands.command(description="Says ok")
async def empty(interaction: discord.Interaction[MeteredBot]) -> None:
    """What any answer costs."""
    await interaction.response.send_message("ok")


@app_commands.command(description="Finds, and says ok")
async def find(
    interaction: discord.Interaction[MeteredBot], text: str, limit: int, one: bool
) -> None:
    """What the search in it costs, where the search of `/quote` runs too."""
    library = interaction.client.answers.desk.library
    started = _now()
    if one:
        await library.find_quote(text, place=0, among=limit)
    else:
        await library.find_quotes(text, limit=limit)
    meter.spans[interaction.token].search = _now() - started
    await interaction.response.send_message("ok")


def main() -> None:
    """Run until told to end."""
    app.VaultBot = MeteredBot
    asyncio.run(runner.run(read_config(Path(sys.argv[1])), os.environ))
    print(json.dumps([asdict(span) for span in meter.spans.values()]))


if __name__ == "__main__":
    main()
