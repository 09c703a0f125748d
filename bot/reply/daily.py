"""The quote a day: its message, what its commands answer, and why it stopped."""

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Daily, Drawn, Pause, QuoteHit, StoredExcerpt
from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.notices import notice
from bot.reply.quotes import quote_reply
from bot.reply.text import CONTENT_LIMIT, escape, shorten, typed

TYPED_ROOM = 100
NAME_ROOM = 150

_WHY = {
    Pause.BY_HAND: "somebody paused it with `/daily pause`",
    Pause.CHANNEL_GONE: "its channel is gone",
    Pause.NO_ACCESS: "I can no longer see its channel",
    Pause.NO_PERMISSION: "I may no longer post embeds in its channel",
    Pause.SOURCE_GONE: "the vault no longer has the channel that it draws from",
}
_REMEDY = {
    Pause.CHANNEL_GONE: "Choose another with `/daily set`.",
    Pause.SOURCE_GONE: "Choose another source with `/daily set`.",
}
_RESUME = "Set that right, then resume with `/daily pause`."

NOT_SET = "No quote a day is set here; `/daily set` sets one."
NOT_IN_SERVER = "I am not in this server myself, only my commands are: invite me first."
EVERYONE = "A quote a day can't mention @everyone; choose a role, or none."
NOT_YOURS = (
    "You may not mention that role yourself, so I won't for you: choose one that anyone may "
    "mention, or ask for the permission **Mention Everyone**."
)


def daily_reply(excerpt: StoredExcerpt, role_id: int, look: Look) -> Reply:
    """What is posted: the quote as `/quote` shows it, below the role's mention if there is one."""
    quote = quote_reply(QuoteHit(excerpt), look, closes=False)
    mention = f"<@&{role_id}>" if role_id else ""
    words = shorten(quote.content, CONTENT_LIMIT - len(mention) - 1)
    return replace(quote, content="\n".join(filter(None, (mention, words))))


def set_reply(daily: Daily, source: str, *, unheard: bool = False) -> Reply:
    """What was set, and when it comes first; `source` is the vault channel's name."""
    lines = [_what(daily, source), f"Next {_when(daily)}. `/daily preview` shows it to you."]
    if unheard:
        lines.append(
            f"Nobody will hear of the mention: let anyone @mention <@&{daily.role_id}>, or give me "
            "the permission **Mention Everyone**."
        )
    return notice("\n".join(lines))


def show_reply(daily: Daily, source: str, drawn: Drawn | None) -> Reply:
    """All there is to know; `drawn` is what comes next."""
    if daily.paused:
        state = f"**Paused**: {_WHY[daily.paused]}. {_remedy(daily.paused)}"
    else:
        state = f"Next {_when(daily)}."
    return notice("\n".join((_what(daily, source), state, _round(daily, drawn))))


def preview_reply(daily: Daily, drawn: Drawn, look: Look) -> Reply:
    """What comes next, to the asker alone."""
    post = daily_reply(drawn.excerpt, 0, look)
    when = "once it is resumed" if daily.paused else _when(daily)
    mention = f", with a mention of <@&{daily.role_id}>" if daily.role_id else ""
    above = f"Next, {when}, in <#{daily.channel_id}>{mention}:"
    words = shorten(post.content, CONTENT_LIMIT - len(above) - 1)
    return replace(post, content="\n".join(filter(None, (above, words))), ephemeral=True)


def paused_reply(daily: Daily) -> Reply:
    """`/daily pause` stopped it."""
    return notice(
        f"Paused: nothing is posted in <#{daily.channel_id}> until `/daily pause` resumes it."
    )


def resumed_reply(daily: Daily) -> Reply:
    """`/daily pause` set it going again."""
    return notice(f"Resumed: next in <#{daily.channel_id}> {_when(daily)}.")


def cleared_reply() -> Reply:
    """`/daily clear` ended it."""
    return notice("Cleared: no quote a day any more. What was posted stays where it is.")


def stopped_reply(daily: Daily) -> Reply:
    """For the server's system channel: it stopped by itself."""
    why, where = _WHY[daily.paused], f"<#{daily.channel_id}>"
    return Reply(content=f"The quote a day in {where} is paused: {why}. {_remedy(daily.paused)}")


def bad_time(asked: str) -> Reply:
    """The time can't be read."""
    return notice(
        f"“{typed(asked, TYPED_ROOM)}” is no time of the day; write it like `9:00`, `21:30` or "
        "`9pm`."
    )


def bad_zone(asked: str, near: Sequence[str]) -> Reply:
    """The zone is not known."""
    names = " · ".join(f"`{name}`" for name in near)
    hint = f"Nearest: {names}" if near else "Pick one from the list, such as `Europe/Berlin`."
    return notice(f"There is no time zone “{typed(asked, TYPED_ROOM)}”. {hint}")


def can_not_post(channel_id: int, missing: Sequence[str]) -> Reply:
    """The bot lacks permissions in the channel."""
    names = ", ".join(f"**{name}**" for name in missing)
    return notice(f"I can't post in <#{channel_id}>: there I lack {names}. Nothing was changed.")


def nothing_to_draw(source: str) -> Reply:
    """The bag is empty."""
    where = f"“{_name(source)}”" if source else "this vault"
    return notice(
        f"Nothing in {where} can be a quote a day: none of its quotes is of a fair length and "
        "opens a video at its second."
    )


def _what(daily: Daily, source: str) -> str:
    minute = f"{daily.minute // 60:02}:{daily.minute % 60:02}"
    drawn_from = f"from **{_name(source)}**" if source else "from the whole vault"
    role = f", with a mention of <@&{daily.role_id}>" if daily.role_id else ""
    where = f"in <#{daily.channel_id}> at **{minute}** ({daily.zone})"
    return f"A quote a day {where}, {drawn_from}{role}."


def _when(daily: Daily) -> str:
    return f"<t:{daily.next_at}:F> (<t:{daily.next_at}:R>)"


def _round(daily: Daily, drawn: Drawn | None) -> str:
    """`3 of 120 quotes posted`; of this round, in which none comes twice."""
    if drawn is None:
        return "There is nothing to post."
    coming = drawn.left + 1
    if drawn.seed != daily.seed:
        return (
            f"All {daily.posted:,} quotes were posted; the next begins a new round of {coming:,}."
        )
    return (
        f"{daily.posted:,} of {daily.posted + coming:,} quotes posted; none comes twice before all "
        "have been."
    )


def _remedy(reason: Pause) -> str:
    if reason is Pause.BY_HAND:
        return "`/daily pause` resumes it."
    return _REMEDY.get(reason, _RESUME)


def _name(name: str) -> str:
    return shorten(name, NAME_ROOM, render=escape)
