"""Every reply about every note and every quote of a real vault. Skipped where there is none."""

import logging

import pytest

from bot.reply.text import CONTENT_LIMIT
from tests.conftest import Loaded, needs_real_vault
from tests.replies.examination import examine_vault, table

log = logging.getLogger(__name__)

pytestmark = [pytest.mark.slow, needs_real_vault]


def test_every_reply_holds_what_all_must_hold(real_load: Loaded) -> None:
    tally = examine_vault(real_load.database)
    log.info("%s", table(tally))
    assert tally.faults == []
    assert tally.longest <= CONTENT_LIMIT - 100  # There is room for the line that sharing adds.
    assert tally.payloads["quote"] >= real_load.report["excerpts"]
    assert tally.payloads["match"] >= real_load.report["excerpts"]
    assert tally.payloads["note"] >= 2 * real_load.report["notes"]
