"""Log lines: one a record, whatever is in it; no secret; what networks do in a line each."""

import inspect
import json
import logging
from collections.abc import Callable
from pathlib import Path

import aiohttp
import discord
import pytest

from bot.logs import (
    RECONNECTING,
    VOICE,
    JsonLines,
    StandardError,
    TextLines,
    set_up_logging,
)
from bot.masking import Mask
from bot.settings import LogSection
from tests.test_masking import TOKEN

Written = Callable[[], str]


@pytest.fixture
def text(capsys: pytest.CaptureFixture[str]) -> Written:
    set_up_logging(LogSection(), hidden=["a told secret"], colour=False)
    return lambda: capsys.readouterr().err


@pytest.fixture
def as_json(capsys: pytest.CaptureFixture[str]) -> Callable[[], dict[str, str]]:
    set_up_logging(LogSection(format="json"), hidden=["a told secret"], colour=False)

    def read() -> dict[str, str]:
        (line,) = capsys.readouterr().err.splitlines()
        found = json.loads(line)
        assert isinstance(found, dict)
        return found

    return read


def fail(text: str) -> None:
    raise ValueError(text)


def test_a_line_tells_time_level_logger_and_message(text: Written) -> None:
    logging.getLogger("bot.app").info("vault loaded: %s notes", 7)
    date, time, level, name, message = text().rstrip("\n").split(maxsplit=4)
    assert (len(date), len(time)) == (10, 12)
    assert (level, name, message) == ("INFO", "bot.app", "vault loaded: 7 notes")


def test_a_json_line_tells_the_same_and_the_error(as_json: Callable[[], dict[str, str]]) -> None:
    try:
        fail("no")
    except ValueError:
        logging.getLogger("bot.tree").exception(
            "it failed [%s]", "ab12", extra={"error_id": "ab12"}
        )
    told = as_json()
    assert list(told) == ["time", "level", "logger", "message", "error_id", "error"]
    assert told["time"].endswith("Z")
    assert told["time"][10] == "T"
    assert (told["level"], told["logger"]) == ("ERROR", "bot.tree")
    assert (told["message"], told["error_id"]) == ("it failed [ab12]", "ab12")
    assert told["error"].startswith("Traceback (most recent call last):\n  File ")
    assert told["error"].endswith("ValueError: no")


def test_no_secret_is_written_in_message_arguments_or_traceback(text: Written) -> None:
    log = logging.getLogger("anybody.at.all")
    log.warning("with %s and %r", TOKEN, {"address": "https://me:hidden-word@host/v.git"})
    try:
        fail(f"refused {TOKEN} and a told secret")
    except ValueError:
        log.exception("failed with %s", "a told secret")
    written = text()
    assert "ValueError: refused ***" in written
    for secret in (TOKEN, "hidden-word", "a told secret"):
        assert secret not in written


def test_no_secret_is_written_as_json(as_json: Callable[[], dict[str, str]]) -> None:
    try:
        fail(f"refused {TOKEN}")
    except ValueError:
        logging.getLogger("x").exception('"%s"', TOKEN)
    told = as_json()
    assert told["message"] == '"***"'
    assert TOKEN not in str(told)


@pytest.mark.parametrize("control", ["\n", "\r", "\r\n", "\x0b", "\x1b[2K", "\x85", "\u2028"])
def test_nobody_forges_a_line(text: Written, control: str) -> None:
    forged = f"x{control}2026-01-01 00:00:00,000 INFO     bot.app all is well"
    log = logging.getLogger("bot")
    log.warning("asked for %s", forged)
    try:
        fail(forged)
    except ValueError:
        log.exception("failed")
    lines = text().split("\n")
    records = [line for line in lines if line[:1].strip()]
    assert [line.split()[2] for line in records] == ["WARNING", "ERROR"]
    assert "\r" not in "".join(lines)
    assert "\x1b" not in "".join(lines)


def test_a_traceback_keeps_its_lines(text: Written) -> None:
    try:
        fail("no")
    except ValueError:
        logging.getLogger("bot").exception("failed")
    lines = text().splitlines()
    assert lines[1] == "    Traceback (most recent call last):"
    assert lines[-1] == "    ValueError: no"
    assert len(lines) > 5


def test_arguments_that_do_not_fit_cost_no_line() -> None:
    record = logging.LogRecord("bot", logging.ERROR, "", 0, "%d of %s", ("many",), None)
    assert TextLines(Mask()).format(record).endswith(" bot %d of %s")
    assert json.loads(JsonLines(Mask()).format(record))["message"] == "%d of %s"


@pytest.mark.parametrize(
    ("name", "message", "arguments"),
    [
        ("discord.client", "Attempting a reconnect in %.2fs", (1.5,)),
        ("discord.shard", "Attempting a reconnect for shard ID %s in %.2fs", (0, 1.5)),
        ("discord.shard", "Failed to connect for shard_id: %s. Retrying...", (0,)),
    ],
)
@pytest.mark.parametrize("error", [OSError("unreachable"), TimeoutError(), aiohttp.ClientError()])
def test_a_lost_connection_is_one_line(
    text: Written, name: str, message: str, arguments: tuple[object, ...], error: Exception
) -> None:
    logging.getLogger(name).error(message, *arguments, exc_info=error)
    (line,) = text().splitlines()
    assert f" WARNING  {name} {message % arguments}: " in line
    assert line.endswith(str(error) or type(error).__name__)


def test_discord_py_still_begins_its_lines_so() -> None:
    sources = [Path(inspect.getfile(module)) for module in (discord.client, discord.shard)]
    both = "".join(source.read_text(encoding="utf-8") for source in sources)
    for part in ("Attempting a reconnect in", "Attempting a reconnect for shard", VOICE):
        assert part in both
    assert all(f"'{beginning}" in both for beginning in RECONNECTING)


def test_voice_is_no_news_and_other_warnings_are(text: Written) -> None:
    log = logging.getLogger("discord.client")
    log.warning("PyNaCl is not installed, voice will NOT be supported")
    log.warning("davey is not installed, voice will NOT be supported")
    log.warning("something else")
    assert text().endswith("discord.client something else\n")


def test_a_busy_event_loop_is_told_with_its_stack_below(text: Written) -> None:
    stack = 'Loop thread traceback (most recent call last):\n  File "x.py"\n    y = "%s" % z\n'
    message = f"Shard ID %s heartbeat blocked for more than %s seconds.\n{stack}"
    logging.getLogger("discord.gateway").warning(message, None, 10)
    first, *rest = text().splitlines()
    assert first.endswith("Shard ID None heartbeat blocked for more than 10 seconds.")
    assert rest == [f"    {line}" for line in stack.rstrip("\n").split("\n")]


def test_a_fault_in_discord_py_keeps_its_traceback(text: Written) -> None:
    try:
        fail("odd")
    except ValueError:
        logging.getLogger("discord.client").exception("Ignoring exception in %s", "on_ready")
    assert "ValueError: odd" in text()


def test_there_is_one_handler_however_often_it_is_set_up() -> None:
    for _ in range(3):
        set_up_logging(LogSection(level="DEBUG"), colour=False)
    root = logging.getLogger()
    assert len([each for each in root.handlers if isinstance(each, StandardError)]) == 1
    assert root.level == logging.DEBUG
    # Below that, it writes down who asked what.
    assert logging.getLogger("discord.http").getEffectiveLevel() == logging.INFO


def test_colours_stand_around_the_level_alone(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSection(), colour=True)
    logging.getLogger("bot").warning("\x1b[31mred")
    written = capsys.readouterr().err
    assert "\x1b[33mWARNING \x1b[0m bot \\x1b[31mred" in written


def test_choices_too_late_are_one_line(text: Written) -> None:
    class Late(discord.HTTPException):
        def __init__(self) -> None:
            Exception.__init__(self, "404 Not Found (error code: 10062): Unknown interaction")
            self.code = 10062

    logging.getLogger("discord.app_commands.tree").error("Ignoring %s", "x", exc_info=Late())
    (line,) = text().splitlines()
    assert " WARNING " in line
    assert "choices came too late or twice: 404" in line
