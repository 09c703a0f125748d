"""What an answer costs in the bot's own process, beside a command that does nothing.

    PYTHONPATH=. python benchmarks/answers.py --shared ../shared [--database FILE] [--limit N]

The real bot runs in a process of its own over real sockets, beside the stand-in Discord of the
tests in this one, which judges nothing here. The bot has two commands more: `/empty` says "ok",
`/find` does what `/quote` asks of the library, timed. For each query all take turns in an order
drawn by lot, so that what else the machine does meets all alike. Then 200 people ask at once.

Prints Markdown tables; `--out FILE` writes them into that file, between `<!-- answers -->` and
`<!-- /answers -->`. Without `--shared`'s vault the sample vault and its golden queries are used.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from search import write_between
from sets import read_sets, shown, times_of

from tests.e2e.actors import Guild, NoAnswerError, User
from tests.e2e.standin import StandIn

ROOT = Path(__file__).parents[1]
MARKERS = ("<!-- answers -->", "<!-- /answers -->")
START = 120.0
"""Seconds that the bot may take to connect; it may have to load the vault."""
PAUSE = 0.004
"""Seconds after each answer, in which the bot takes notice of Discord's."""
WARM_UP = 10
AT_ONCE = 200
ROUNDS = 5
SETTLE = 1.0
"""Seconds after each round."""
LIMIT = 3.0
"""Seconds that Discord waits."""
NAMES = {
    "empty": "a command that says ok",
    "find 1": "`/find`, one quote: ok after the search",
    "find 1 of 10": "`/find`, one of ten quotes",
    "find 10": "`/find`, ten quotes",
    "quote": "`/quote`",
    "quote …": "`/quote` while typing",
    "quote, nothing …": "`/quote` before anything is typed",
    "note": "`/note`",
    "note …": "`/note` while typing",
}
"""What is asked, in the order of the table."""
WHO_ASKS = ("quote", "quote …", "quote", "note …", "quote", "quote, nothing …", "note", "note …")
"""Half of the people submit, half are typing; some of these have only begun."""
LONGEST = 100
"""Characters of a query, for `/note` takes no more."""
ALLOWED_MS = 1.0
"""What an answer may cost beside an empty command and its search."""


Ask = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Vault:
    """What is asked."""

    path: Path
    name: str
    quotes: list[str]
    topics: list[str]


def read_vault(shared: Path, limit: int) -> Vault:
    """The shared vault with queries of all its sets, mixed; else the sample with its own."""
    chosen = random.Random(1)
    if (shared / "vault").is_dir() and (shared / "queries").is_dir():
        path, name = shared.absolute() / "vault", "the real vault"
        quotes, topics = (
            [query["query"] for queries in read_sets(shared, prefix) for query in queries]
            for prefix in ("quote", "note")
        )
    else:
        path, name = ROOT / "examples" / "vault", "the sample vault"
        print(f"no vault and queries in {shared}: {name} instead", file=sys.stderr)
        golden = yaml.safe_load((ROOT / "tests/search/golden.yaml").read_text("utf-8"))["sample"]
        quotes, topics = (
            [case[kind] for case in golden if kind in case] for kind in ("quote", "note")
        )
    for queries in (quotes, topics):
        queries[:] = [query for query in dict.fromkeys(queries) if 3 < len(query) <= LONGEST]
        chosen.shuffle(queries)
    return Vault(path, name, quotes[:limit], topics[:limit])


@asynccontextmanager
async def running(vault: Path, database: Path, discord: StandIn) -> AsyncIterator[list[Any]]:
    """The bot's process; what it measured is in the list at the end. The paths are absolute."""
    config = {
        "vault": {"path": str(vault)},
        "database": {"path": str(database)},
        "discord": {"api_url": discord.api_url},
        "cooldown": {"uses": 1_000_000},
    }
    measured: list[Any] = []
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        json.dump(config, file)
        file.flush()
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(Path(__file__).with_name("metered.py")), file.name,
            env={**os.environ, "DISCORD_TOKEN": discord.token, "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            await discord.wait_ready()
            yield measured
            process.send_signal(signal.SIGTERM)
        except BaseException:
            process.kill()
            raise
        finally:
            output, _ = await process.communicate()
    measured += json.loads(output)


def asks(discord: StandIn, user: User, room: Guild, quote: str, topic: str) -> dict[str, Ask]:
    """All that can be asked, by what the bot's process calls it."""
    return {
        "empty": lambda: discord.slash(user, room, "empty"),
        "find 1": lambda: discord.slash(user, room, "find", text=quote, limit=1, one=False),
        "find 1 of 10": lambda: discord.slash(user, room, "find", text=quote, limit=10, one=True),
        "find 10": lambda: discord.slash(user, room, "find", text=quote, limit=10, one=False),
        "quote": lambda: discord.slash(user, room, "quote", text=quote),
        "quote …": lambda: discord.autocomplete(user, room, "quote", "text", quote[:-2]),
        "quote, nothing …": lambda: discord.autocomplete(user, room, "quote", "text", ""),
        "note": lambda: discord.slash(user, room, "note", topic=topic),
        "note …": lambda: discord.autocomplete(user, room, "note", "topic", topic[:-2]),
    }


async def in_turns(discord: StandIn, user: User, room: Guild, vault: Vault) -> None:
    """Ask everything of each query, one at a time."""
    order = random.Random(2)
    for quote, topic in zip(vault.quotes, vault.topics, strict=False):
        turns = [*asks(discord, user, room, quote, topic).values()]
        order.shuffle(turns)
        for turn in turns:
            await turn()
            await asyncio.sleep(PAUSE)


@dataclass
class AtOnce:
    """What came of many asking at once."""

    tokens: set[str] = field(default_factory=set)
    late: int = 0
    given_up: int = 0
    """Lists without a choice, though there are choices where nobody else asks."""


async def at_once(discord: StandIn, people: Sequence[User], room: Guild, vault: Vault) -> AtOnce:
    """Let all ask in one moment, several times."""
    chosen = random.Random(3)
    made = AtOnce()
    for _ in range(ROUNDS):
        before = set(discord.waits)
        quotes = chosen.choices(vault.quotes, k=len(people))
        topics = chosen.choices(vault.topics, k=len(people))
        asked = [
            asks(discord, user, room, quote, topic)[WHO_ASKS[number % len(WHO_ASKS)]]
            for number, (user, quote, topic) in enumerate(zip(people, quotes, topics, strict=True))
        ]
        answers = await asyncio.gather(*(ask() for ask in asked), return_exceptions=True)
        made.tokens |= set(discord.waits) - before
        await asyncio.sleep(SETTLE)
        for ask, answer in zip(asked, answers, strict=True):
            if isinstance(answer, NoAnswerError):
                made.late += 1
            elif isinstance(answer, BaseException):
                raise answer
            elif answer == []:
                made.given_up += await ask() != []
    return made


async def measure(vault: Vault, database: Path) -> list[str]:
    """The tables, as lines."""
    async with StandIn(judge=False, patience=START, ack_seconds=LIMIT) as discord:
        people = [discord.user(f"person {number}") for number in range(AT_ONCE)]
        room = discord.guild("Reading room", members=people)
        async with running(vault.path, database, discord) as measured:
            warm = Vault(vault.path, "", vault.quotes[:WARM_UP], vault.topics[:WARM_UP])
            await in_turns(discord, people[0], room, warm)
            await at_once(discord, people, room, warm)
            before = set(discord.waits)
            await in_turns(discord, people[0], room, vault)
            await discord.slash(people[0], room, "empty")
            one_by_one = set(discord.waits) - before
            crowd = await at_once(discord, people, room, vault)
        waits = discord.waits
    alone = [span for span in measured if span["token"] in one_by_one]
    together = [span for span in measured if span["token"] in crowd.tokens]
    return [
        f"{len(vault.quotes)} queries of {vault.name}, one at a time:",
        "",
        *alone_table(alone, waits),
        "",
        f"{AT_ONCE} people at once, {ROUNDS} times:",
        "",
        *crowd_table(together, waits),
        "",
        f"{crowd.late} later than {LIMIT:g} s; {crowd.given_up} lists given up.",
    ]


def alone_table(spans: Sequence[dict[str, Any]], waits: dict[str, float | None]) -> list[str]:
    """A row a command, then what is left of `/quote` without what it is compared with."""
    by_what: dict[str, dict[str, float]] = defaultdict(dict)
    spent: dict[str, list[float]] = defaultdict(list)
    waited: dict[str, list[float]] = defaultdict(list)
    for number, (span, after) in enumerate(pairwise(spans)):
        what = span["what"]
        by_what[what][span["text"] or str(number)] = span["sent"] - span["arrived"]
        spent[what].append(after["cpu_before"] - span["cpu_before"])
        waited[what].append(1000 * (waits[span["token"]] or 0.0))
        if span["search"] is not None:
            by_what[f"{what}: search"][span["text"]] = span["search"]
    lines = [
        "| ms | in the bot, p50 / p95 / p99 | of it search | CPU, p50 | acknowledged, p50 / p99 |",
        "|---|---|---|---|---|",
    ]
    for what, name in NAMES.items():
        searches = by_what.get(f"{what}: search")
        search = shown(times_of([*searches.values()])) if searches else ""
        p50, _, p99 = times_of(waited[what])
        lines.append(
            f"| {name} | {shown(times_of([*by_what[what].values()]))} | {search} "
            f"| {statistics.median(spent[what]):.2f} | {shown((p50, p99))} |"
        )
    empty, quote = (statistics.median(by_what[what].values()) for what in ("empty", "quote"))
    search = statistics.median(by_what["find 1: search"].values())
    beyond = [
        took - by_what["find 1: search"][text] - empty for text, took in by_what["quote"].items()
    ]
    left = quote - empty - search
    judged = "within" if left <= ALLOWED_MS else "above"
    told = (
        f"Medians: `/quote` {quote:.2f} = ok {empty:.2f} + search {search:.2f} + {left:.2f} ms, "
        f"{judged} the {ALLOWED_MS:g} ms allowed; query by query, {statistics.median(beyond):.2f}."
    )
    return [*lines, "", told]


def crowd_table(spans: Sequence[dict[str, Any]], waits: dict[str, float | None]) -> list[str]:
    """Seconds to acknowledgement, by what was asked."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for span in spans:
        took = 1000 * (waits[span["token"]] or LIMIT)
        kinds["all"].append(took)
        kinds["while typing" if span["what"].endswith("…") else "submitted"].append(took)
    return ["| | n | acknowledged after ms, p50 / p99 | at most |", "|---|---|---|---|"] + [
        f"| {kind} | {len(took)} | {shown(times_of(took)[::2], 0)} | {max(took):.0f} |"
        for kind, took in sorted(kinds.items())
    ]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--database", type=Path, help="kept and used again; else a temporary one")
    parser.add_argument("--limit", type=int, default=300, help="queries")
    parser.add_argument("--out", type=Path, help="a Markdown file to write the tables into")
    options = parser.parse_args()
    vault = read_vault(options.shared, options.limit)
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or Path(folder, "vault.db")
        lines = asyncio.run(measure(vault, database.absolute()))
    print("\n".join(lines))
    if options.out:
        write_between(options.out, lines, MARKERS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
