"""Counters and gauges for Prometheus, in a registry of their own; docs/monitoring.md lists them.

No label tells who asked, where, or what: there are as many series as commands and outcomes.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest
from prometheus_client.process_collector import ProcessCollector

from bot.connection import Connection
from bot.inflight import Answered
from bot.model import LoadReport, VaultStatus

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0)
"""Seconds: 1.5 is where a late answer is announced, 3 where Discord gives up."""
OUTCOMES = ("ok", "failed", "stopped")
"""Of loads."""


class Metrics:
    """All that is counted in one process."""

    def __init__(self) -> None:
        own = self.registry = CollectorRegistry()
        self.interactions = Counter(
            "vaultbot_interactions",
            "Interactions that are over, by what was asked and how it ended",
            ("kind", "outcome"),
            registry=own,
        )
        self.answer_seconds = Histogram(
            "vaultbot_answer_seconds",
            "Time from when an interaction was taken up until all of its answer was sent",
            ("kind",),
            buckets=BUCKETS,
            registry=own,
        )
        self.in_flight = Gauge("vaultbot_answers_in_flight", "Answers being made", registry=own)
        self.connected = Gauge(
            "vaultbot_gateway_connected", "1 while all shards are connected", registry=own
        )
        self.latency = Gauge(
            "vaultbot_gateway_latency_seconds",
            "What the last heartbeat took, of the slowest shard",
            registry=own,
        )
        self.sessions = Counter(
            "vaultbot_gateway_sessions",
            "Connections that came to be: new sessions, of which Discord allows 1,000 a day, and "
            "resumed ones",
            ("kind",),
            registry=own,
        )
        self.guilds = Gauge(
            "vaultbot_guilds",
            "Servers that the bot is in, on the shards of this process",
            registry=own,
        )
        self.shards = Gauge("vaultbot_shards", "Shards that this process has", registry=own)
        self.leading = Gauge(
            "vaultbot_leading",
            "1 while this process posts the quotes of the day",
            registry=own,
        )
        self.loads = Counter(
            "vaultbot_loads", "Loads of the vault, by how they ended", ("outcome",), registry=own
        )
        self.load_seconds = Gauge(
            "vaultbot_last_load_duration_seconds",
            "What the last load that succeeded took, in this process",
            registry=own,
        )
        self.loaded_at = Gauge(
            "vaultbot_last_load_timestamp_seconds",
            "When the vault was last loaded, by any process; 0 for never",
            registry=own,
        )
        self.notes = Gauge("vaultbot_notes", "Notes of the vault", registry=own)
        self.excerpts = Gauge("vaultbot_excerpts", "Excerpts of the vault", registry=own)
        self.problems = Gauge("vaultbot_vault_problems", "Problems of the vault", registry=own)
        self.readable = Gauge(
            "vaultbot_database_readable", "1 where the database answered just now", registry=own
        )
        self.errors = Counter(
            "vaultbot_errors", "Lines in the log of level ERROR or worse", registry=own
        )
        self.daily = Counter(
            "vaultbot_daily_quotes",
            "Quotes a day, by what became of an attempt",
            ("outcome",),
            registry=own,
        )
        built = Info("vaultbot_build", "The version that runs", registry=own)
        built.info({"version": version("vaultbot")})
        ProcessCollector(registry=own)
        for outcome in OUTCOMES:
            self.loads.labels(outcome)
        for kind in ("new", "resumed"):
            self.sessions.labels(kind)

    def answered(self, answered: Answered) -> None:
        """Count an interaction that is over."""
        self.interactions.labels(answered.kind, answered.outcome).inc()
        self.answer_seconds.labels(answered.kind).observe(answered.seconds)

    def loaded(self, outcome: str, report: LoadReport | None) -> None:
        """Count a load; its report where it succeeded."""
        self.loads.labels(outcome).inc()
        if report:
            self.load_seconds.set(report.seconds)

    def posted(self, outcome: str) -> None:
        """Count an attempt to post a quote a day."""
        self.daily.labels(outcome).inc()

    def text(
        self, status: VaultStatus | None, connection: Connection | None, *, in_flight: int
    ) -> bytes:
        """All of it in Prometheus' text format, with what is true just now."""
        self.in_flight.set(in_flight)
        self.connected.set(bool(connection and connection.is_alive))
        self.latency.set(connection.latency if connection else float("nan"))
        self.readable.set(status is not None)
        if status:
            self.notes.set(status.notes)
            self.excerpts.set(status.excerpts)
            self.problems.set(status.problems)
            self.loaded_at.set(status.loaded_at or 0)
        return generate_latest(self.registry)


@contextmanager
def counted_errors(metrics: Metrics) -> Iterator[None]:
    """Count errors in the log while this is open."""
    count = _ErrorCount(metrics)
    logging.getLogger().addHandler(count)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(count)


class _ErrorCount(logging.Handler):
    """Counts what is logged as an error, by whomever."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.ERROR)
        self._errors = metrics.errors

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self._errors.inc()
