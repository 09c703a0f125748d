"""The table of commands: who is offered each, who sees the answer, what stands in it."""

from dataclasses import dataclass, field
from enum import Enum


class Who(Enum):
    """Who may use a command."""

    EVERYONE = "everyone"
    MANAGERS = "who may manage the server"
    OPERATORS = "who run the bot"


@dataclass(frozen=True)
class Row:
    """One command as it is typed, and what is answered in a fresh server."""

    command: str
    options: dict[str, object] = field(default_factory=dict)
    who: Who = Who.EVERYONE
    private: bool = False
    """Whether only the asker sees the answer."""
    says: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    menus: tuple[str, ...] = ()
    in_dm: bool = True
    to_user_install: bool = True

    def __str__(self) -> str:
        return " ".join([self.command, *map(str, self.options.values())])


WALK = ("◀ Earlier", "Later ▶")
ROWS = (
    Row(
        "note",
        {"topic": "agi"},
        says=(
            "The road to AGI",
            "Sachin & Adam · Casey Flint",
            "[44:50](https://youtu.be/",
            "13 quo",
        ),
        buttons=("▶ Watch", "◀", "▶", "Quotes", "Delete"),
        menus=("Related",),
    ),
    Row(
        "note",
        {"topic": "agi", "private": True},
        private=True,
        says=("The road to AGI",),
        buttons=("▶ Watch", "◀", "▶", "Quotes", "Share"),
        menus=("Related",),
    ),
    Row(
        "quote",
        {"text": "checks its own homework"},
        says=(
            "Who tastes the soup?",
            "**checks its own homework**",
            "[22:50](https://youtu.be/iGa-6tpLBXA?t=1370)",
        ),
        buttons=("▶ Watch at 22:50", *WALK, "Next match (1 of 2)", "Note", "Cite", "Delete"),
    ),
    Row(
        "quote",
        {"text": "checks its own homework", "private": True},
        private=True,
        says=("**checks its own homework**",),
        buttons=("▶ Watch at 22:50", *WALK, "Next match (1 of 2)", "Note", "Cite", "Share"),
    ),
    Row(
        "search",
        {"query": "sourdough"},
        private=True,
        says=("Search: sourdough", "**Baking a sourdough loaf** — note in", "page 1 of 3"),
        buttons=("◀", "▶", "Share"),
        menus=("Open one in full",),
    ),
    Row(
        "search",
        {"query": "sourdough", "private": False},
        says=("Search: sourdough",),
        buttons=("◀", "▶", "Delete"),
        menus=("Open one in full",),
    ),
    Row(
        "random",
        {"channel": "longwayround"},
        says=("The Long Way Round", "> ", "https://youtu.be/"),
        buttons=(*WALK, "🎲 Another", "Note", "Cite", "Delete"),
    ),
    Row(
        "random",
        {"private": True},
        private=True,
        says=("> ",),
        buttons=(*WALK, "🎲 Another", "Note", "Cite", "Share"),
    ),
    Row(
        "video",
        {"video": "sourdough"},
        says=("Sourdough, Sauerkraut", "**Baking a sourdough loaf**", "[19:04](https://youtu.be/"),
        buttons=("▶ Watch", "Delete"),
        menus=("Open a note",),
    ),
    Row(
        "video",
        {"video": "https://www.youtube.com/watch?v=iGa-6tpLBXA&t=1340s", "private": True},
        private=True,
        says=("Casey Flint of AWS", "Around 22:20", "DeepSeek took those tasters away"),
        buttons=("▶ Watch at 22:20", "◀", "▶", "Share"),
        menus=("Open a quote",),
    ),
    Row(
        "browse",
        private=True,
        says=("Browse the vault", "The Kitchen Lab"),
        menus=("Pick a channel",),
    ),
    Row(
        "browse",
        {"channel": "kitchenlab"},
        private=True,
        says=("Browse The Kitchen Lab", "What Heat Does to Food"),
        menus=("Pick a video",),
    ),
    Row(
        "about",
        private=True,
        says=("**18** notes", "**310** quotes", "**6** videos", "<t:", "Privacy:"),
        buttons=("Add to a server",),
    ),
    Row(
        "settings show",
        who=Who.MANAGERS,
        private=True,
        says=("the whole vault", "public"),
        in_dm=False,
        to_user_install=False,
    ),
    Row(
        "settings set",
        {"channel": "kitchenlab", "replies": "private", "lead_in": 3, "display": "plain"},
        who=Who.MANAGERS,
        private=True,
        says=("**The Kitchen Lab** first", "private", "3 s before", "plain text"),
        in_dm=False,
        to_user_install=False,
    ),
    Row(
        "settings reset",
        who=Who.MANAGERS,
        private=True,
        says=("the whole vault", "public"),
        in_dm=False,
        to_user_install=False,
    ),
    Row(
        "vault reload",
        who=Who.OPERATORS,
        private=True,
        says=("+0 ~0 −0", "18 notes"),
        in_dm=False,
        to_user_install=False,
    ),
    Row(
        "vault status",
        who=Who.OPERATORS,
        private=True,
        says=("**18** notes", "1 problem", "MB"),
        in_dm=False,
        to_user_install=False,
    ),
    Row(
        "vault misses",
        who=Who.OPERATORS,
        private=True,
        says=("usage.misses",),
        in_dm=False,
        to_user_install=False,
    ),
)
