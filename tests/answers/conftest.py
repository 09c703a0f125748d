"""Answers over the sample vault, for a server whose settings are kept."""

import pytest

from bot.answers import Answers, Desk
from bot.library import Library
from bot.reply.embeds import Look
from bot.store.sqlite.store import SqliteStore

GUILD = 7


@pytest.fixture
def desk(sample: Library, store: SqliteStore) -> Desk:
    return Desk(sample, store, Look(lead_in=2), keep_misses=True)


@pytest.fixture
def answers(desk: Desk) -> Answers:
    return Answers(desk, version="1.2.3")
