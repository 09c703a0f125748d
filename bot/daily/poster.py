"""Posts what is due: claimed in the database, sent, and written down, in this order.

So what may have been sent is never sent again as another message. A claim has a nonce of the
server and the date, and for some minutes Discord takes one of two messages with the same nonce.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.daily.answers import DailyAnswers
from bot.daily.attempt import Attempt
from bot.daily.due import due_pages
from bot.daily.outlet import Outlet
from bot.daily.schedule import local_date
from bot.errors import NotSent, NotThere, StoreError, StoreUnavailable
from bot.model import Claim, Daily, Pause, StoredExcerpt
from bot.reply.daily import daily_reply, stopped_reply

log = logging.getLogger(__name__)

MADE_UP = 3 * 60 * 60
"""Seconds after its time that a missed run is still made up for."""
FAR = 5 * 24 * 60 * 60
"""Seconds ahead that no run can be: the clock was wrong when it was set."""
SENT_AGAIN = 2 * 60
"""Seconds for which the claim of an ended process is sent again: Discord still knows the nonce."""
AHEAD = 30
"""Seconds by which the clock of its machine may be ahead: so much older such a claim may be."""
GIVEN_UP = 60 * 60
"""Seconds after which a day is given up."""
MOST_FAILURES = 32
"""About an hour of them, whatever the clock says."""
LET_ALONE = 60 * 60
"""Seconds after an unforeseen fault of one server's: it would fail, and fill the log, each time."""
AT_ONCE = 8
PATIENCE = 60.0
"""Seconds for one message; discord.py itself would wait for as long as Discord tells it to."""


class Poster:
    """Looks after every server's quote a day. One a process."""

    def __init__(
        self,
        answers: DailyAnswers,
        outlet: Outlet,
        observe: Callable[[str], None] = lambda _: None,
        *,
        may_post: Callable[[], bool] = lambda: True,
    ) -> None:
        """`observe` is told what became of each attempt: posted, put_off, given_up, refused;
        `may_post` is asked before each whether no other process posts now.
        """
        self._answers = answers
        self._rows = answers.rows
        self._outlet = outlet
        self._observe = observe
        self._may_post = may_post
        self._attempts: dict[int, Attempt] = {}
        """By server."""
        self._failed_at: dict[int, int] = {}
        """When a server's failed for no passing reason: it is let alone for an hour."""

    async def post_due(self) -> None:
        """Do whatever is due now. Of many servers none keeps another waiting or stops it."""
        now = self._now()
        failed = {id_ for id_, at in self._failed_at.items() if 0 <= now - at < LET_ALONE}
        self._failed_at = {id_: at for id_, at in self._failed_at.items() if id_ in failed}
        over = dict(self._attempts)
        async for rows in due_pages(self._rows, now=now, far=now + FAR):
            for row in rows:
                if row.claim:
                    over.pop(row.guild_id, None)
            # A few tasks for all of them: there may be a hundred thousand.
            waiting = (row for row in rows if row.guild_id not in failed)
            for out in await asyncio.gather(*(self._work(waiting) for _ in range(AT_ONCE))):
                if out:
                    raise out
        for guild_id, attempt in over.items():
            if self._attempts.get(guild_id) is attempt:
                del self._attempts[guild_id]

    async def _work(self, waiting: Iterator[Daily]) -> StoreUnavailable | None:
        """Why it ended before all were done: it would be so for the others too."""
        try:
            for row in waiting:
                await self._guarded(row)
        except StoreUnavailable as error:
            return error
        return None

    def _now(self) -> int:
        return int(self._answers.clock())

    async def _guarded(self, row: Daily) -> None:
        try:
            await self._one(row)
        except StoreUnavailable:
            raise
        except StoreError as error:
            log.warning("daily quote of server %s has to wait: %s", row.guild_id, error)
        except Exception:
            error_id = secrets.token_hex(4)
            told = "daily quote of server %s failed [%s]"
            log.exception(told, row.guild_id, error_id, extra={"error_id": error_id})
            self._failed_at[row.guild_id] = self._now()

    async def _one(self, row: Daily) -> None:
        if not self._may_post():
            return
        if not self._outlet.is_in(row.guild_id):
            # Left, or another bot's on the same database: nothing is written, so it goes on where
            # this bot comes back.
            return
        if row.claim:
            await self._go_on(row, row.claim)
        elif row.next_at > self._now() + FAR:
            await self._come_back(row)
        elif row.next_at <= self._now():
            await self._begin(row)

    async def _come_back(self, row: Daily) -> None:
        """The clock was far ahead when it was set. Whether today had its quote is not known, so
        it had.
        """
        back = replace(row, last_date=local_date(self._now(), row.zone))
        log.warning("daily quote of server %s was due too far ahead: from tomorrow", row.guild_id)
        await self._rows.swap(row, replace(back, next_at=self._answers.next_run(back)))

    async def _begin(self, row: Daily) -> None:
        """Claim what is due, and send it."""
        now, date = self._now(), local_date(row.next_at, row.zone)
        if now - row.next_at > MADE_UP or date <= row.last_date:
            log.warning("daily quote of server %s for %s was missed", row.guild_id, date)
            await self._rows.swap(row, replace(row, next_at=self._answers.next_run(row)))
            return
        known = dict(self._answers.library.catalogue.channels)
        drawn = await self._answers.draw(row)
        if drawn is None and known and row.source and row.source not in known:
            await self._pause(row, replace(row, paused=Pause.SOURCE_GONE))
            return
        if drawn is None:
            # The vault is empty, as one that was not mounted is: it may be back tomorrow.
            log.warning("daily quote of server %s: the vault has none to post today", row.guild_id)
            skipped = replace(row, last_date=date)
            await self._rows.swap(row, replace(skipped, next_at=self._answers.next_run(skipped)))
            return
        claim = Claim(drawn.excerpt.key, now)
        claimed = replace(
            row,
            last_date=date,
            seed=drawn.seed,
            cursor=drawn.cursor,
            posted=row.posted + 1 if drawn.seed == row.seed else 1,
            claim=claim,
        )
        claimed = replace(claimed, next_at=self._answers.next_run(claimed))
        if await self._rows.swap(row, claimed):
            self._attempts[row.guild_id] = Attempt(claim, before=row)
            await self._send(claimed, drawn.excerpt)

    async def _go_on(self, row: Daily, claim: Claim) -> None:
        """Send a claim again, of this process or of one that ended, or write down that it ended."""
        now, attempt = self._now(), self._attempts.get(row.guild_id)
        if attempt is None or attempt.claim != claim:
            if not claim.at - AHEAD <= now <= claim.at + SENT_AGAIN:
                log.warning("daily quote of server %s may have been posted", row.guild_id)
                await self._settle(row)
                return
            attempt = self._attempts[row.guild_id] = Attempt(claim)
        if attempt.arrived:
            await self._settle(row)
        elif not attempt.failed_at <= now < attempt.failed_at + attempt.delay():
            excerpt = await self._answers.library.get_quote(claim.key)
            if excerpt is None:
                log.warning("daily quote of server %s left the vault", row.guild_id)
                await self._settle(row)
            elif await self._rows.get(row.guild_id) == row:
                await self._send(row, excerpt)

    async def _send(self, row: Daily, excerpt: StoredExcerpt) -> None:
        attempt = self._attempts[row.guild_id]
        look = await self._answers.look(row.guild_id)
        reply = daily_reply(excerpt, row.role_id, look)
        if not self._may_post():
            # Whoever may sends it, for the claim is fresh.
            return
        try:
            async with asyncio.timeout(PATIENCE):
                reason = await self._outlet.post(row, reply, nonce=nonce_of(row))
        except (NotSent, TimeoutError) as error:
            await self._failed(row, attempt, error)
        except NotThere as error:
            log.info("daily quote of server %s: %s", row.guild_id, error)
            await self._undo(row, attempt)
        except Exception:
            # Not for a passing reason: trying again would fail again.
            await self._settle(row)
            raise
        else:
            if reason:
                self._observe("refused")
                await self._refused(row, attempt, reason)
                return
            attempt.arrived = True
            self._observe("posted")
            log.info("daily quote of server %s posted for %s", row.guild_id, row.last_date)
            await self._settle(row)

    async def _failed(self, row: Daily, attempt: Attempt, error: Exception) -> None:
        attempt.failures, attempt.failed_at = attempt.failures + 1, self._now()
        since = attempt.failed_at - row.claim.at if row.claim else 0
        why = str(error) or "it took too long"
        if since + attempt.delay() > GIVEN_UP or attempt.failures >= MOST_FAILURES:
            log.error("daily quote of server %s given up today: %s", row.guild_id, why)
            self._observe("given_up")
            await self._settle(row)
        else:
            log.warning("daily quote of server %s is tried again: %s", row.guild_id, why)
            self._observe("put_off")

    async def _refused(self, row: Daily, attempt: Attempt, reason: Pause) -> None:
        """Pause; what was refused at once goes back into the bag, and the day is free again."""
        stopped = await self._settle(
            row, lambda current: replace(attempt.undone(current), paused=reason)
        )
        if stopped:
            await self._tell(stopped)

    async def _undo(self, row: Daily, attempt: Attempt) -> None:
        """As if it had not been claimed, for it may be due still when the bot comes back."""
        if (before := attempt.before) is None:
            # Whoever claimed it knows how the row was.
            return

        def back(current: Daily) -> Daily:
            undone = attempt.undone(current)
            if undone.last_date == before.last_date and current.next_at == row.next_at:
                return replace(undone, next_at=before.next_at)
            # It may have arrived, or was set otherwise meanwhile.
            return undone

        await self._settle(row, back)

    async def _pause(self, row: Daily, paused: Daily) -> None:
        if await self._rows.swap(row, paused):
            await self._tell(paused)

    async def _tell(self, paused: Daily) -> None:
        log.warning("daily quote of server %s paused: %s", paused.guild_id, paused.paused)
        await self._outlet.warn(paused.guild_id, stopped_reply(paused))

    async def _settle(
        self, row: Daily, change: Callable[[Daily], Daily] = lambda daily: daily
    ) -> Daily | None:
        """Write down that the claim of `row` is over, into the row as it stands now.

        None where somebody else has ended it.
        """
        while (current := await self._rows.get(row.guild_id)) and current.claim == row.claim:
            settled = replace(change(current), claim=None)
            if await self._rows.swap(current, settled):
                self._attempts.pop(row.guild_id, None)
                return settled
        self._attempts.pop(row.guild_id, None)
        return None


def nonce_of(daily: Daily) -> str:
    """The server and the date of the claimed run: at most the 25 characters that Discord takes."""
    return f"{daily.guild_id}{daily.last_date[2:].replace('-', '')}"
