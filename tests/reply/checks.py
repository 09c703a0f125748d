"""What is wrong with an answer, whatever it says: limits of Discord's, and forged mark-up."""

import re
from collections.abc import Iterator

from bot.reply.custom_ids import LIMIT
from bot.reply.message import Menu, Reply
from bot.reply.payload import reply_payload
from bot.reply.text import LABEL_LIMIT, OPTION_LIMIT
from tests.e2e.message_rules import message_faults, message_oddities
from tests.reply.build import buttons_of, live


def faults(reply: Reply) -> list[str]:
    """What Discord would refuse, or could not be meant."""
    payload = reply_payload(reply)
    assert payload.pop("ephemeral") is reply.ephemeral
    found = [*message_faults(payload, creates=True), *message_oddities(payload)]
    ids = [component.get("custom_id", "") for component in components(payload)]
    ids += [option["value"] for row in components(payload) for option in row.get("options", ())]
    found += [f"{each} is too long" for each in ids if len(each.encode("utf-16-le")) > 2 * LIMIT]
    for button in buttons_of(reply):
        if not button.label.strip() or len(button.label) > LABEL_LIMIT:
            found.append(f"label {button.label!r}")
    for menu in (row for row in reply.rows if isinstance(row, Menu)):
        for option in menu.options:
            if not option.label.strip() or len(option.label) > OPTION_LIMIT:
                found.append(f"option {option.label!r}")
    return found


def components(payload: dict) -> Iterator[dict]:
    for row in payload["components"]:
        yield from row["components"]


def markup_of(reply: Reply) -> Iterator[str]:
    """All that Discord reads as mark-up; authors, footers, labels and file names are none."""
    yield reply.content
    for embed in reply.embeds:
        yield embed.title or ""
        yield embed.description or ""
        for field in embed.fields:
            yield field.name or ""
            yield field.value or ""


OURS = re.compile(
    r"```\n(?:(?!```)[\s\S])*\n```"  # a citation: nothing is mark-up in it
    r"|\[(?:[\d:]+|video)\]\(<?https://(?:youtu\.be|a{60}\.)[^\s)]*\)"
    r"|\*\*|<t:1700000000:R>|`/?[a-z_]+(?: [a-z]+)?`|`usage\.misses: true`"
)
FORGED = re.compile(r"[*_`\[]|<[@#t/:]|\|\||~~|@everyone|@here|https?://|:[a-z_]\w*:")
LINE_START = re.compile(r"^\s*(?:#|>|[-+] |\d+[.)])")


def forged(text: str) -> list[str]:
    """What of mark-up is not ours; a line may begin with one mark of ours, be or end in italics."""
    found = []
    for line in OURS.sub("\ufffc", live(text)).split("\n"):
        plain = re.sub(r"^\*([^*]*)\*$", r"\1", re.sub(r" — \*[^*]*\*$", "", line))
        bare = re.sub(r"^(?:>(?: |$)|-# |- )", "", plain)
        found += [match.group() for match in (FORGED.search(bare), LINE_START.match(bare)) if match]
    return found
