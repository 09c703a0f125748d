"""What each command and each press answers: the library asked, the reply made.

Cogs, buttons and the terminal's `ask` all come through here, so that they say the same. Nothing
here knows of Discord's connection: an answer is a `Reply`, whoever sends it.
"""

from bot.answers.answers import Answers
from bot.answers.desk import ANYBODY, Asker, Desk

__all__ = ["ANYBODY", "Answers", "Asker", "Desk"]
