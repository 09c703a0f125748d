"""A process that posts the quotes of the day while it leads, and does nothing else.

It has the real leader, poster and outlet, over REST alone: its one shard serves no server, so that
all are told of to others. Arguments: the database, the address of Discord's API. Prints a line when
it is ready to lead, and one when it leads.
"""

import asyncio
import os
import sys

from bot.app import make_client, open_app
from bot.config import read_config
from bot.daily.poster import Poster
from bot.shards import Shards
from cogs.outlet import DiscordOutlet

SHARDS = Shards(count=1 << 15, ids=(0,))
"""The one that serves no server made after 2015."""
LOOKED_EVERY = 0.05
"""Seconds."""


async def main(database: str, api_url: str) -> None:
    config = read_config(None, vault=None, database=database)
    discord = config.discord.model_copy(update={"api_url": api_url, "shards": SHARDS})
    async with open_app(config.model_copy(update={"discord": discord})) as app:
        bot = make_client(app, sync=False)
        async with bot:
            await bot.http.static_login(os.environ["DISCORD_TOKEN"])
            poster = Poster(bot.dailies, DiscordOutlet(bot, SHARDS.serves))

            async def post() -> None:
                print("leads", flush=True)
                while True:
                    await poster.post_due()
                    await asyncio.sleep(LOOKED_EVERY)

            print("ready", flush=True)
            await asyncio.gather(app.leading.keep(), app.leading.during(post))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
