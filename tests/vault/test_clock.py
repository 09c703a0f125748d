import pytest

from bot.vault.clock import parse_clock


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ("00:00:00", 0),
        ("00:20:29", 1229),
        ("1:02:03", 3723),
        ("12:34", 754),
        ("75:00", 4500),
        ("123:4", 7384),
        ("12:34:567", 754),
        ("00:20:29:11", 1229),
        ("00:20:29:", 1229),
        ("57:19]", 3439),
        ("754", 754),
        ("62s", 62),
        ("1h2m3s", 3723),
        ("1H2M", 3720),
        ("0006:22", 382),
        ("0100:00", 6000),
    ],
)
def test_times(raw: str, seconds: int | None) -> None:
    assert parse_clock(raw) == seconds


@pytest.mark.parametrize(
    "raw", ["", "HH:MM:SS", "N/A", "https://youtu.be/x", "12", "1:2:3:4:5", "-1:00", "12.5", ":"]
)
def test_what_is_no_time(raw: str) -> None:
    assert parse_clock(raw) is None
