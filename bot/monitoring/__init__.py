"""What a running bot tells of itself, to whoever watches it: health and metrics over HTTP."""

from bot.monitoring.endpoint import open_endpoint
from bot.monitoring.health import Health, Watch
from bot.monitoring.metrics import Metrics

__all__ = ["Health", "Metrics", "Watch", "open_endpoint"]
