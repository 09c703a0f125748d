"""A person at the preview page: headless Chromium, doing what hands do."""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 30.0
"""Seconds that a page may take on a busy machine."""

SETTLING = 500
"""Milliseconds in which the page may draw a message anew, with what belongs to it."""


@asynccontextmanager
async def preview(folder: Path, vault: Path) -> AsyncIterator[str]:
    """`python -m bot preview` over a vault, with its database in `folder`; the page's address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "preview",
        "--vault", str(vault), "--database", str(folder / "preview.db"),
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            async for line in process.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\S+", line.decode()):
                    break
            else:
                raise AssertionError("the preview told no address")
        yield found.group()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


class Person:
    """Types commands and presses buttons on the newest message; waits for what comes of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        """The addresses that the page requested."""
        page.on("request", lambda request: self.asked.append(request.url))
        page.set_default_timeout(PATIENCE * 1000)

    @property
    def messages(self) -> Locator:
        return self.page.locator("article.channel-message")

    @property
    def newest(self) -> Locator:
        return self.messages.last

    @property
    def offered(self) -> Locator:
        """Commands or choices above the composer."""
        return self.page.locator(".command-popup").get_by_role("option")

    async def open(self, address: str) -> None:
        await self.page.goto(address)
        await self.page.wait_for_selector("#preview-app[aria-busy=false]")

    async def type_command(self, name: str, typed: str = "") -> None:
        """Type a command's beginning, choose it, fill in its first option."""
        await self.page.locator("#channel-composer-input").click()
        await self.page.keyboard.type(f"/{name[:4]}", delay=20)
        await self.offered.filter(has_text=re.compile(rf"^/{name}")).first.click()
        await self.page.keyboard.type(typed, delay=20)

    async def choose(self, text: str) -> None:
        """Choose what autocomplete offers, by some of its words."""
        await self.offered.filter(has_text=text).first.click()

    async def send(self) -> None:
        """Send what is typed; a list that is open is left as it is."""
        before = await self.messages.count()
        await self.page.keyboard.press("Escape")
        await self.page.locator("#send-message").click()
        await self._until_more(before)

    async def press(self, label: str, *, opens: bool) -> None:
        """Press a button of the newest message, which `opens` another or changes that one."""
        before, text = await self.messages.count(), await self.newest.inner_text()
        await self.newest.get_by_role("button", name=label, exact=True).click()
        await (self._until_more(before) if opens else self._until_other(text))

    async def pick(self, menu: str, text: str, *, opens: bool = True) -> None:
        """Pick from a menu of the newest message."""
        before, shown = await self.messages.count(), await self.newest.inner_text()
        box = self.newest.get_by_role("combobox", name=menu)
        await box.click()
        # The list opens in the page's top layer, and listens a moment later.
        await self.page.wait_for_timeout(300)
        await self.page.locator(".select-option:visible").filter(has_text=text).first.click()
        await (self._until_more(before) if opens else self._until_other(shown))

    async def _until_more(self, before: int) -> None:
        await self.page.wait_for_function(
            "n => document.querySelectorAll('article.channel-message').length > n", arg=before
        )
        await self._settled()

    async def _until_other(self, text: str) -> None:
        await self.page.wait_for_function(
            "t => [...document.querySelectorAll('article.channel-message')].at(-1).innerText != t",
            arg=text,
        )
        await self._settled()

    async def _settled(self) -> None:
        """Until the page has drawn all that it knows of."""
        await self.page.evaluate("window.simcordPreview.ready")
        await self.page.wait_for_timeout(SETTLING)


@asynccontextmanager
async def person(address: str, *, width: int = 760, height: int = 900) -> AsyncIterator[Person]:
    """Somebody who has the page open in a window of this size."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            page = await browser.new_page(viewport={"width": width, "height": height})
            somebody = Person(page)
            await somebody.open(address)
            yield somebody
        finally:
            await browser.close()
