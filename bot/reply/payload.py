"""A reply as the JSON that Discord is sent, for scripts and for the terminal."""

from typing import Any

from bot.reply.message import Reply
from bot.reply.views import make_view


def reply_payload(reply: Reply) -> dict[str, Any]:
    """`{"content", "embeds", "components", "ephemeral"}`. Needs a running event loop."""
    view = make_view(reply)
    return {
        "content": reply.content,
        "embeds": [embed.to_dict() for embed in reply.embeds],
        "components": view.to_components() if view else [],
        "ephemeral": reply.ephemeral,
    }
