"""Questions at a steady rate while the vault changes and is loaded again and again under them."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bot.app import App, open_app
from bot.config import read_config
from bot.keys import format_key
from bot.reply.message import Reply
from tests.conftest import note_text, write_vault

CHANGED = 0.01
"""Of the notes, by each reload."""


@dataclass(slots=True)
class Soaked:
    """What came of it; latencies in seconds, from when a question was due to its answer."""

    quiet: list[float] = field(default_factory=list)
    """While nothing was loaded."""
    loading: list[float] = field(default_factory=list)
    """Of questions whose answer overlapped with a reload."""
    reloads: list[float] = field(default_factory=list)
    """Seconds of each."""
    faults: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.quiet) + len(self.loading)


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def made_vault(root: Path, notes: int) -> Path:
    """Notes of words drawn from a thousand, common ones more often."""
    chance = random.Random(7)
    words = [
        "".join(chance.choices("bdfklmnprst", k=2)) + "aeiou"[n % 5] + f"{n}" for n in range(999)
    ]
    weights = [1 / (n + 3) for n in range(len(words))]

    def sentence() -> str:
        return " ".join(chance.choices(words, weights, k=14)).capitalize()

    return write_vault(
        root,
        {
            f"channel{n % 7}/note_{n}.md": note_text(
                f"Topic {n} {chance.choice(words)}",
                *(sentence() for _ in range(12)),
                video=f"video{n:06}",
            )
            for n in range(notes)
        },
    )


class Changes:
    """A vault that changes, but for those notes that questions are about."""

    def __init__(self, vault: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        notes = sorted(
            path for path in vault.rglob("*.md") if "videoId" in path.read_text("utf-8", "replace")
        )
        self._chance.shuffle(notes)
        self._changing = notes[: len(notes) // 5]
        self.steady = frozenset(
            path.relative_to(vault).as_posix() for path in notes[len(notes) // 5 :]
        )
        self._each = max(1, int(len(notes) * CHANGED))
        self._gone: list[tuple[Path, str]] = []
        self._round = 0

    def make(self) -> None:
        """Change some notes, take a few out, put those of the last time back."""
        self._round += 1
        for path, text in self._gone:
            path.write_text(text, "utf-8")
        chosen = self._chance.sample(self._changing, max(2, self._each))
        out = max(1, self._each // 10)
        self._gone = [(path, path.read_text("utf-8", "replace")) for path in chosen[:out]]
        for path in chosen[:out]:
            path.unlink()
        for path in chosen[out:]:
            text, _, _ = path.read_text("utf-8", "replace").partition("\nRevision ")
            revision = f"Revision {self._round} of this [0:0{self._round % 10}].\n"
            path.write_text(f"{text}\n{revision}", "utf-8")


Question = Callable[[], Awaitable[object]]


async def questions(app: App, steady: frozenset[str], seed: int) -> list[tuple[str, Question]]:
    """Questions about notes that stay, of every kind that people ask; each has an answer now."""
    chance = random.Random(seed)
    answers, library = app.answers, app.library
    entries = [entry for entry in (await app.store.vault()).titles if not entry.silent]
    chance.shuffle(entries)
    made: list[tuple[str, Question]] = []
    for entry in entries:
        if len(made) >= 2_000:
            break
        note = await library.get_note(entry.key)
        if note is None or note.path not in steady:
            continue
        excerpts = await library.quotes_of(note)
        if not excerpts:
            continue
        excerpt = chance.choice(excerpts)
        words = excerpt.excerpt.text.split()
        start = chance.randrange(max(1, len(words) - 6))
        some = " ".join(words[start : start + 6])
        typed = note.title[: max(4, len(note.title) // 2)]
        misspelt = note.title[:2] + note.title[3:]
        key = f"q:{format_key(excerpt.key)}"
        seldom: tuple[list[tuple[str, Question]], ...] = (
            [(f"search {some}", partial(answers.searches.search, some))],
            [("random", partial(answers.quotes.random))],
        )
        # People type: several lists of choices for every answer.
        made += [
            (f"choices {typed}", partial(answers.notes.choices, typed)),
            (f"choices {misspelt[:12]}", partial(answers.notes.choices, misspelt[:12])),
            (f"choices {some[:9]}", partial(answers.quotes.choices, some[:9])),
            (f"choices {some[:24]}", partial(answers.quotes.choices, some[:24])),
            (f"quote {some}", partial(answers.quotes.quote, some)),
            (f"quote {key}", partial(answers.quotes.quote, key)),
            (f"note {note.title}", partial(answers.notes.note, note.title)),
            (f"note {misspelt}", partial(answers.notes.note, misspelt)),
            *seldom[len(made) // 8 % 2],
        ]
    answered = [(name, ask) for name, ask in made if not _missing(await ask())]
    assert len(answered) >= 0.9 * len(made) > 0, "most questions have an answer"
    return answered


def _missing(answer: object) -> bool:
    """Whether an answer says that there is none."""
    return answer.notice if isinstance(answer, Reply) else not answer


async def soak(
    vault: Path, database: Path, *, seconds: float, reloads: int, a_second: float, seed: int = 1
) -> Soaked:
    """Ask `a_second` questions for so many seconds, with so many reloads spread among them."""
    changes, soaked = Changes(vault, seed), Soaked()
    loads: list[tuple[float, float]] = []
    answered: list[tuple[float, float]] = []
    config = read_config(None, vault=vault, database=database)
    async with open_app(config) as app:
        await app.library.load()
        await app.library.warm()
        asked = await questions(app, changes.steady, seed)
        start = time.perf_counter()

        async def one(due: float, name: str, ask: Question) -> None:
            try:
                answer = await ask()
            except Exception as error:  # noqa: BLE001 - whatever it is, it counts
                soaked.faults.append(f"{name}: {error!r}")
                return
            answered.append((due, time.perf_counter()))
            if _missing(answer):
                soaked.faults.append(f"{name}: nothing")

        async def keep_loading() -> None:
            for number in range(reloads):
                await asyncio.sleep(
                    start + seconds * (number + 0.5) / reloads - time.perf_counter()
                )
                await asyncio.to_thread(changes.make)
                began = time.perf_counter()
                report = await app.library.load()
                loads.append((began, time.perf_counter()))
                if not report.changed:
                    soaked.faults.append(f"reload {number}: nothing changed")

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_loading())
            chance = random.Random(seed)
            for number in range(int(seconds * a_second)):
                due = start + number / a_second
                if (wait := due - time.perf_counter()) > 0:
                    await asyncio.sleep(wait)
                tasks.create_task(one(due, *chance.choice(asked)))
    soaked.reloads = [end - began for began, end in loads]
    for due, end in answered:
        overlaps = any(due < over and end > began for began, over in loads)
        (soaked.loading if overlaps else soaked.quiet).append(end - due)
    return soaked


def told(soaked: Soaked) -> str:
    """The figures in a few lines."""
    lines = [
        f"{soaked.asked:,} answers, {len(soaked.faults)} faults, {len(soaked.reloads)} reloads of "
        f"{min(soaked.reloads):.2f} to {max(soaked.reloads):.2f} s"
    ]
    for name, values in (("quiet", soaked.quiet), ("during a reload", soaked.loading)):
        parts = ", ".join(
            f"p{int(part * 100)} {percentile(values, part) * 1000:.1f} ms"
            for part in (0.5, 0.95, 0.99)
        )
        lines.append(
            f"{name}: {len(values):,} answers, {parts}, longest {max(values) * 1000:.0f} ms"
        )
    lines.append(
        f"p99 ratio {percentile(soaked.loading, 0.99) / percentile(soaked.quiet, 0.99):.2f}"
    )
    return "\n".join([*lines, *soaked.faults[:10]])
