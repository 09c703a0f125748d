"""`make screenshots`: pictures of real answers, over the sample vault, for the README and docs.

Each picture is a row of `SHOTS`: what a person does, and what of the page is kept.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from tests.browser.person import ROOT, Person, person, preview

IMAGES = ROOT / "docs" / "images"
VAULT = ROOT / "examples" / "vault"
CONVERSATION, NEWEST = "#channel-layout", "article.channel-message >> nth=-1"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture."""

    name: str
    act: Callable[[Person], Awaitable[None]]
    keeps: str = NEWEST
    """The selector of what is kept."""
    width: int = 640
    height: int = 900


async def typing(someone: Person) -> None:
    await someone.type_command("quote", "deepsek")
    await someone.offered.nth(3).wait_for()


async def quote(someone: Person) -> None:
    await someone.type_command("quote", "checks its own homework")
    await someone.send()


async def note(someone: Person) -> None:
    await someone.type_command("note", "agi")
    await someone.send()


async def search(someone: Person) -> None:
    await someone.type_command("search", "reinforcement lerning")
    await someone.send()


async def video(someone: Person) -> None:
    await someone.type_command("video", "https://youtu.be/iGa-6tpLBXA")
    await someone.send()


async def around(someone: Person) -> None:
    await someone.type_command("video", "https://youtu.be/iGa-6tpLBXA?t=1340")
    await someone.send()


async def browse(someone: Person) -> None:
    await someone.type_command("browse")
    await someone.send()
    await someone.pick("Pick a channel", "The Kitchen Lab", opens=False)
    await someone.newest.get_by_role("combobox").click()


async def cite(someone: Person) -> None:
    await quote(someone)
    await someone.press("Cite", opens=True)


async def read_on(someone: Person) -> None:
    """As the test of the page does: misspelt, chosen, read on, its note, a note beside it."""
    await someone.type_command("quote", "deepsek")
    await someone.choose("without a human sitting")
    await someone.send()
    await someone.press("Later ▶", opens=False)
    await someone.press("Note", opens=True)
    await someone.pick("Related", "What AGI still needs")


async def settings(someone: Person) -> None:
    await someone.page.get_by_label("Viewing as").select_option(label="Ben (manages the server)")
    await someone.page.wait_for_selector("#preview-app[aria-busy=false]")
    await someone.type_command("settings show")
    await someone.send()


async def nothing(someone: Person) -> None:
    await someone.type_command("quote", "sourdough on the moon landing")
    await someone.send()


SHOTS = (
    Shot("typing", typing, CONVERSATION, height=520),
    Shot("quote", quote),
    Shot("note", note, height=1500),
    Shot("search", search),
    Shot("video", video),
    Shot("around", around),
    Shot("browse", browse, CONVERSATION, height=560),
    Shot("cite", cite),
    Shot("nothing-found", nothing),
    Shot("read-on", read_on, CONVERSATION, width=700, height=1900),
    Shot("settings", settings),
    Shot("phone", quote, CONVERSATION, width=390, height=760),
)


async def take(shot: Shot, address: str, folder: Path) -> None:
    """Do what the shot says on a fresh page, and keep the picture."""
    async with person(address, width=shot.width, height=shot.height) as someone:
        await shot.act(someone)
        await someone.page.mouse.move(0, 0)
        await someone.page.wait_for_timeout(400)
        await someone.page.locator(shot.keeps).screenshot(path=folder / f"{shot.name}.png")


async def main() -> None:
    """Take all of them, or those that are named, each in a preview of its own."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for shot in [shot for shot in SHOTS if shot.name in sys.argv[1:] or not sys.argv[1:]]:
        with tempfile.TemporaryDirectory() as folder:
            async with preview(Path(folder), VAULT) as address:
                await take(shot, address, IMAGES)
        print(f"docs/images/{shot.name}.png")


if __name__ == "__main__":
    asyncio.run(main())
