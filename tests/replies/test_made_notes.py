"""Every reply about notes of every construct, and about text that nobody would write."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.library import Library
from bot.model import Excerpt, Moment, StoredExcerpt, StoredNote
from bot.store.sqlite.store import open_store
from tests.conftest import SETTINGS, write_vault
from tests.replies.examination import examine_share
from tests.replies.examiner import Examiner, Tally
from tests.replies.renderings import examine_text
from tests.vault.made_notes import MadeNote, made_notes

FEW = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HOSTILE = [
    "*", "**", "_", "__", "~", "~~", "|", "||", "`", "```", "\\", "\\\\", "<", ">", "> ", ">>> ",
    "#", "# ", "-# ", "- ", "+ ", "1. ", "2) ", "[", "]", "(", ")", "](", ":", "://", "https://",
    "http://a.b", "@everyone", "@here", "<@1>", "<@&1>", "<#1>", "<t:1:R>", "</a:1>", "<:a:1>",
    ":fire:", ":100:", "…", "。", "？」", ". ", "! ", ", ", " ", " ", "\u200b", "\u202e", "é",
    "日本", "𝒳", "👩‍👩‍👧", "a", "word", "everyone", "x" * 60, "١. ", "²", "\u00a0",
]  # fmt: skip


@FEW
@given(st.lists(made_notes(), min_size=1, max_size=3))
def test_every_reply_about_made_notes_holds(
    tmp_path_factory: pytest.TempPathFactory, notes: list[MadeNote]
) -> None:
    root = tmp_path_factory.mktemp("made")
    write_vault(root / "vault", {f"one/{n}.md": note.text for n, note in enumerate(notes)})
    asyncio.run(load(root))
    assert examine_share(root / "vault.db").faults == []


async def load(root: Path) -> None:
    async with open_store(root / "vault.db") as store:
        library = await Library.open(store, vault=root / "vault", settings=SETTINGS)
        await library.load()
        library.close()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=400).map("".join), st.booleans())
def test_no_text_acts_as_markup_or_breaks_a_limit(text: str, doubtful: bool) -> None:
    text = " ".join(text.split()) or "…"
    assert asyncio.run(judged(text, doubtful)).faults == []


async def judged(text: str, doubtful: bool) -> Tally:
    note = StoredNote(
        id=1, key=1, path="a/b.md", title=text, channel="a", channel_name=text, video_title=text,
        video_id="iGa-6tpLBXA", lead=text,
    )  # fmt: skip
    moments = (Moment(note.video_id, 5, "0:05"), Moment(note.video_id, 99, "99", True, doubtful))
    excerpt = Excerpt(text, moments, headings=(text, text), label=text, context=text)
    examiner = Examiner()
    await examine_text(examiner, StoredExcerpt(1, 2, note, 0, excerpt))
    return examiner.tally
