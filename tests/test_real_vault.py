"""The whole of a real vault, as `vaultbot` reads and answers it. Skipped where there is none."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import REAL_VAULT, needs_real_vault

ROOT = Path(__file__).parents[1]

pytestmark = [pytest.mark.slow, needs_real_vault]


def vaultbot(*arguments: str, stdin: str = "") -> list[dict]:
    """What one run prints, an object a line."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT, input=stdin, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def database(real_load) -> str:
    return str(real_load.database)


@pytest.fixture(scope="module")
def first_load(real_load) -> dict:
    return real_load.report


def test_every_note_is_read_and_nearly_all_have_something_to_quote(first_load):
    assert first_load["notes"] >= 10_000
    assert first_load["excerpts"] >= 300_000
    assert first_load["added"] == first_load["notes"]
    assert first_load["repaired_notes"] >= 1_900
    assert first_load["repaired"] >= 75_000


def test_nearly_every_note_has_something_to_quote(first_load, database):
    with closing(sqlite3.connect(database)) as opened:
        ((quotable,),) = opened.execute("SELECT count(*) FROM notes WHERE excerpts")
        ((linked,),) = opened.execute("SELECT count(DISTINCT note_id) FROM links")
    assert quotable >= 10_440
    assert linked >= 5_000


def test_a_second_load_finds_everything_unchanged(first_load, database):
    (again,) = vaultbot("load", "--vault", str(REAL_VAULT), "--database", database, "--json")

    assert again["unchanged"] == first_load["notes"]
    assert again["added"] == again["changed"] == again["removed"] == 0
    assert again["excerpts"] == first_load["excerpts"]


@pytest.mark.parametrize(
    ("asked", "title", "words"),
    [
        ("/quote deepseek", "", "deepseek"),
        ("/quote deepsek", "", "deepseek"),
        ("/note agi", "agi", ""),
        ("/note reinforcment lerning", "reinforcement learning", ""),
    ],
)
def test_it_answers_what_it_was_made_for(first_load, database, asked, title, words):
    (answer,) = vaultbot("ask", "--database", database, "--json", asked)

    (embed,) = answer["embeds"]
    assert title in embed["title"].casefold()
    assert words in embed["description"].replace("*", "").casefold()
    assert not answer["ephemeral"]


def test_a_quotes_link_opens_at_the_second_that_the_note_cites(first_load, database):
    (answer,) = vaultbot("search", "quotes", "--database", database, "--json", stdin="deepseek\n")
    hit = answer["hits"][0]
    (embed,) = vaultbot("ask", "--database", database, "--json", "/quote deepseek")[0]["embeds"]

    assert embed["url"] == f"https://youtu.be/{hit['video_id']}?t={hit['seconds'][0]}"
    second = hit["seconds"][0]
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    assert clock in (REAL_VAULT / hit["note"]).read_text(encoding="utf-8")
