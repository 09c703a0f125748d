"""The preview page as somebody uses it, in a real browser."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import SAMPLE

pytest.importorskip("playwright", reason="playwright is not installed; `make slow` installs it")
pytest.importorskip("linkify_it", reason="the preview's extra is not installed")

from tests.browser.person import CHROMIUM, person, preview

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


async def test_a_person_finds_a_quote_and_reads_on(tmp_path: Path) -> None:
    async with (
        preview(tmp_path, SAMPLE) as address,
        person(address, width=1100, height=1400) as someone,
    ):
        await someone.type_command("quote", "deepsek")
        await someone.choose("without a human sitting")
        await someone.send()
        quoted = await someone.newest.inner_text()
        await someone.press("Later ▶", opens=False)
        later = await someone.newest.inner_text()
        await someone.press("Note", opens=True)
        noted = await someone.newest.inner_text()
        await someone.pick("Related", "What AGI still needs")
        related = await someone.newest.inner_text()
        await someone.page.screenshot(path=tmp_path / "read-on.png", full_page=True)

    assert "DeepSeek ran the feedback loop without a human sitting in it." in quoted
    assert "▶ Watch at 22:20" in quoted
    assert "Watch at" in later
    assert later != quoted
    assert "Quotes" in noted
    assert "Only you can see this" in noted
    assert "What AGI still needs" in related
    # A blob is what the page made itself of what it was sent.
    hosts = {urlsplit(asked.removeprefix("blob:")).hostname for asked in someone.asked}
    assert hosts == {"127.0.0.1"}
    assert (tmp_path / "read-on.png").stat().st_size > 10_000


async def test_whoever_runs_the_bot_reloads_the_vault(tmp_path: Path) -> None:
    async with preview(tmp_path, SAMPLE) as address, person(address, width=1100) as someone:
        await someone.page.get_by_label("Viewing as").select_option(label="Cleo (runs the bot)")
        await someone.page.wait_for_selector("#preview-app[aria-busy=false]")
        await someone.type_command("vault status")
        await someone.send()

        assert "18 notes" in await someone.newest.inner_text()
