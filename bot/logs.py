"""What the process writes to standard error: one line a record, or one JSON object a line.

Whatever is written passes one formatter, so that no secret stands in it and no text that somebody
typed looks like a line of its own.
"""

import json
import logging
import re
import secrets
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime

import aiohttp
import discord

from bot.masking import Mask
from bot.settings import LogSection
from bot.tree import is_late

log = logging.getLogger(__name__)

RECONNECTING = ("Attempting a reconnect", "Failed to connect for shard_id")
"""How discord.py's lines about a lost connection begin, each with a traceback of its own code."""
VOICE = "voice will NOT be supported"
"""How its warnings at every start end."""
STACK = "\nLoop thread traceback"
"""Where the message about a busy event loop goes over into what that is busy with."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_CONTROLS_BUT_LINES = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_COLOURS = {"WARNING": "\x1b[33m", "ERROR": "\x1b[31m", "CRITICAL": "\x1b[31m", "INFO": "\x1b[34m"}
_PLAIN = "\x1b[0m"


def set_up_logging(settings: LogSection, *, hidden: Iterable[str] = (), colour: bool) -> None:
    """Have the root logger write to standard error as `settings` say; in place of what did.

    `hidden` are secrets that no line may show.
    """
    level = logging.getLevelNamesMapping()[settings.level]
    logging.captureWarnings(True)
    handler = StandardError()
    handler.addFilter(in_a_line)
    mask = Mask(hidden)
    if settings.format == "json":
        handler.setFormatter(JsonLines(mask))
    else:
        handler.setFormatter(TextLines(mask, colour=colour))
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, StandardError)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for library in ("discord", "aiosqlite", "asyncio"):
        # Below that, these write down who asked what.
        logging.getLogger(library).setLevel(max(level, logging.INFO))


def catch_the_rest() -> None:
    """Have the log tell of exceptions in threads and finalizers, instead of Python's own text."""

    def in_thread(failed: threading.ExceptHookArgs) -> None:
        error_id = secrets.token_hex(4)
        name = failed.thread.name if failed.thread else "a thread"
        log.error("%s failed [%s]", name, error_id,
                  exc_info=failed.exc_value, extra={"error_id": error_id})  # fmt: skip

    def in_finalizer(failed: "sys.UnraisableHookArgs") -> None:
        error_id = secrets.token_hex(4)
        log.error("something failed as it ended [%s]", error_id,
                  exc_info=failed.exc_value, extra={"error_id": error_id})  # fmt: skip

    threading.excepthook = in_thread
    sys.unraisablehook = in_finalizer


class StandardError(logging.Handler):
    """The one handler, of whatever is standard error at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; one that can't be written is given up in silence."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 - as logging's own handlers do
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Python would print the record's arguments, whatever secret is in them."""


def in_a_line(record: logging.LogRecord) -> bool:
    """Have what discord.py tells of networks be one line each, and leave out what is no news."""
    if not record.name.startswith("discord"):
        return True
    message = str(record.msg)
    if message.endswith(VOICE):
        return False
    error = record.exc_info[1] if record.exc_info else None
    if message.startswith(RECONNECTING):
        _shorten(record, f"{text_of(record)}: {_why(error)}")
    elif is_late(error):
        _shorten(record, f"choices came too late or twice: {error}")
    elif record.name == "discord.app_commands.tree" and isinstance(error, aiohttp.ClientError):
        _shorten(record, f"choices could not be sent: {_why(error)}")
    elif STACK in message:
        # The stack is code, in which a % is no place for an argument.
        record.msg, _, stack = message.partition("\n")
        record.exc_text = stack
    return True


def _shorten(record: logging.LogRecord, message: str) -> None:
    record.levelno, record.levelname = logging.WARNING, "WARNING"
    record.msg, record.args, record.exc_info, record.exc_text = message, None, None, None


def _why(error: BaseException | None) -> str:
    if isinstance(error, discord.ConnectionClosed):
        return f"Discord closed the connection with code {error.code}"
    return str(error) or type(error).__name__


def text_of(record: logging.LogRecord) -> str:
    """The message with its arguments; where they don't fit, as it stands."""
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - the mistake of whoever logged is no reason to lose the line
        return str(record.msg)


class TextLines(logging.Formatter):
    """`2026-01-31 12:00:00,000 INFO     bot.app message`; tracebacks below it, indented.

    No line that begins at the margin is anything but the beginning of a record.
    """

    def __init__(self, mask: Mask, *, colour: bool = False) -> None:
        super().__init__()
        self._mask = mask
        self._colour = colour

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines, without a newline at the end."""
        time, level = self.formatTime(record), f"{record.levelname:<8}"
        name, text = escaped(record.name), escaped(self._mask(text_of(record)))
        if self._colour:
            level = f"{_COLOURS.get(record.levelname, '')}{level}{_PLAIN}"
        lines = [f"{time} {level} {name} {text}"]
        if trace := traceback_of(record):
            masked = _CONTROLS_BUT_LINES.sub(_escape, self._mask(trace))
            lines += [f"    {line}" for line in masked.split("\n")]
        return "\n".join(lines)


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, and where there are such error_id, error."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        """The object; `error` is a traceback."""
        when = datetime.fromtimestamp(record.created, UTC)
        told = {
            "time": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._mask(text_of(record)),
        }
        if error_id := getattr(record, "error_id", None):
            told["error_id"] = str(error_id)
        if trace := traceback_of(record):
            told["error"] = self._mask(trace)
        return json.dumps(told)


def traceback_of(record: logging.LogRecord) -> str:
    """The traceback, and the stack, that belong to a record; mostly empty."""
    parts = [record.exc_text or ""]
    if record.exc_info and record.exc_info[1] and not record.exc_text:
        parts = [logging.Formatter().formatException(record.exc_info)]
    if record.stack_info:
        parts.append(record.stack_info)
    return "\n".join(part.rstrip("\n") for part in parts if part)


def escaped(text: str) -> str:
    """`text` on one line, with nothing in it that moves a terminal's cursor."""
    return _CONTROLS.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
