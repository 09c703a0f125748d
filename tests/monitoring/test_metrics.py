"""What is counted, under which names; and that the page about it is true."""

import logging
import re
from pathlib import Path

from bot.connection import Connection
from bot.inflight import Answered
from bot.model import LoadReport
from bot.monitoring.metrics import Metrics, counted_errors
from tests.monitoring.test_health import status

PAGE = Path(__file__).parents[2] / "docs" / "monitoring.md"
REPORT = LoadReport(
    notes=3, excerpts=5, added=3, changed=0, removed=0, unchanged=0, problems=0,
    repaired_notes=0, repaired=0, seconds=1.25,
)  # fmt: skip


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_an_answer_is_counted_by_what_was_asked_and_how_it_ended() -> None:
    metrics = Metrics()
    metrics.answered(Answered("quote", "ok", 0.02))
    metrics.answered(Answered("quote", "late", 4.0))
    assert value(metrics, "vaultbot_interactions_total", kind="quote", outcome="ok") == 1
    assert value(metrics, "vaultbot_interactions_total", kind="quote", outcome="late") == 1
    assert value(metrics, "vaultbot_answer_seconds_count", kind="quote") == 2
    assert value(metrics, "vaultbot_answer_seconds_bucket", kind="quote", le="0.025") == 1
    assert value(metrics, "vaultbot_answer_seconds_bucket", kind="quote", le="3.0") == 1


def test_loads_are_counted_and_the_last_that_succeeded_is_told() -> None:
    metrics = Metrics()
    metrics.loaded("ok", REPORT)
    metrics.loaded("failed", None)
    assert value(metrics, "vaultbot_loads_total", outcome="ok") == 1
    assert value(metrics, "vaultbot_loads_total", outcome="failed") == 1
    assert value(metrics, "vaultbot_loads_total", outcome="stopped") == 0
    assert value(metrics, "vaultbot_last_load_duration_seconds") == 1.25


def test_what_is_true_just_now_is_told() -> None:
    metrics, connection = Metrics(), Connection()
    connection.found(0)
    connection.measured(0, 0.03)
    metrics.text(status(notes=7, loaded_at=99), connection, in_flight=2)
    assert value(metrics, "vaultbot_notes") == 7
    assert value(metrics, "vaultbot_last_load_timestamp_seconds") == 99
    assert value(metrics, "vaultbot_answers_in_flight") == 2
    assert value(metrics, "vaultbot_gateway_connected") == 1
    assert value(metrics, "vaultbot_gateway_latency_seconds") == 0.03
    assert value(metrics, "vaultbot_database_readable") == 1
    metrics.text(None, None, in_flight=0)
    assert value(metrics, "vaultbot_gateway_connected") == 0
    assert value(metrics, "vaultbot_database_readable") == 0
    # What was known last is better than nothing.
    assert value(metrics, "vaultbot_notes") == 7


def test_errors_in_the_log_are_counted_while_that_is_wanted() -> None:
    metrics, log = Metrics(), logging.getLogger("anybody")
    with counted_errors(metrics):
        log.error("one")
        log.critical("two")
        log.warning("not this")
    log.error("nor this")
    assert value(metrics, "vaultbot_errors_total") == 2


def test_two_bots_in_a_process_count_for_themselves() -> None:
    one, other = Metrics(), Metrics()
    one.posted("posted")
    assert value(other, "vaultbot_daily_quotes_total", outcome="posted") is None


def test_the_page_lists_every_metric_with_its_type_and_labels() -> None:
    metrics = Metrics()
    metrics.answered(Answered("quote", "ok", 0.1))
    metrics.posted("posted")
    there = {}
    for family in metrics.registry.collect():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        name = f"{family.name}_info" if family.type == "info" else name
        if name.startswith("process_"):
            continue
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        there[name] = (family.type, ", ".join(sorted(labels)))
    rows = re.findall(
        r"^\| `(vaultbot_\w+)` \| (\w+) \|([\w`, ]*)\|", PAGE.read_text(encoding="utf-8"), re.M
    )
    told = {name: (kind, labels.replace("`", "").strip()) for name, kind, labels in rows}
    assert told == there


def test_every_series_in_an_alert_exists() -> None:
    metrics = Metrics()
    metrics.answered(Answered("quote", "ok", 0.1))
    names = {sample.name for family in metrics.registry.collect() for sample in family.samples}
    blocks = re.findall(r"^```yaml\n(.+?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    used = set(re.findall(r"\bvaultbot_\w+", "".join(blocks)))
    assert len(used) >= 3
    assert used <= names
