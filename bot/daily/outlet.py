"""What the quote a day needs of Discord, told without it."""

from collections.abc import Sequence
from typing import Protocol

from bot.model import Daily, Pause
from bot.reply.message import Reply


class Outlet(Protocol):
    """Where posts go."""

    def is_in(self, guild_id: int) -> bool:
        """Whether the bot is still in a server, as far as this process knows."""
        ...

    def missing(self, guild_id: int, channel_id: int) -> Sequence[str]:
        """The permissions that posting there needs and the bot lacks, as Discord names them."""
        ...

    def notifies(self, guild_id: int, role_id: int) -> bool:
        """Whether members of a role hear of its mention."""
        ...

    async def post(self, daily: Daily, reply: Reply, *, nonce: str) -> Pause:
        """Post to the channel of `daily`; of two with the same nonce Discord takes one.

        Answers why nothing can be posted there any more, or `Pause.NOT` where it arrived. Raises
        NotSent for what passes, NotThere where the bot turns out not to be in the server.
        """
        ...

    async def warn(self, guild_id: int, reply: Reply) -> None:
        """Tell a server in its system channel; nothing where the bot can't write there."""
        ...
