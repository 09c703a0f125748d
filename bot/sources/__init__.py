"""Where a vault comes from, and how it is noticed that it changed."""

from bot.sources.checkout import Checkout
from bot.sources.source import Folder, Source, bring_up

__all__ = ["Checkout", "Folder", "Source", "bring_up"]
