import pytest

from bot.model import VideoSite
from bot.sites import KNOWN_SITES, find_site_video, video_address

TUBE = VideoSite(
    "club", ("https://tube.example.org/v/{id}",), "https://tube.example.org/v/{id}?from={seconds}"
)
UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.mark.parametrize(
    ("address", "video", "at_an_hour"),
    [
        ("https://vimeo.com/76979871", "vimeo:76979871", "https://vimeo.com/76979871#t=3723s"),
        (
            "player.vimeo.com/video/76979871?h=8272103f6e",
            "vimeo:76979871",
            "https://vimeo.com/76979871#t=3723s",
        ),
        (
            "http://www.twitch.tv/videos/113837699?t=1h2m3s",
            "twitch:113837699",
            "https://www.twitch.tv/videos/113837699?t=1h2m3s",
        ),
        (
            "https://Framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv",
            "peertube:framatube.org/kkGMgK9ZtnKfYAgnEtQxbv",
            "https://framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv?start=3723s",
        ),
        (
            f"https://tube.example.org/videos/watch/{UUID}",
            f"peertube:tube.example.org/{UUID}",
            f"https://tube.example.org/w/{UUID}?start=3723s",
        ),
        (
            "https://Vimeo.com/76979871/8272103f6e",
            "vimeo:76979871/8272103f6e",
            "https://vimeo.com/76979871/8272103f6e#t=3723s",
        ),
        ("tube.example.org/v/a_-9", "club:a_-9", "https://tube.example.org/v/a_-9?from=3723"),
    ],
)
def test_an_address_is_told_and_made_again(address: str, video: str, at_an_hour: str) -> None:
    assert find_site_video(address, (TUBE, *KNOWN_SITES)) == video
    assert video_address(video, (TUBE,), seconds=3723) == at_an_hour


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://vimeo.com/",
        "https://vimeo.com/about",
        "https://vimeo.com/76979871abc",
        "https://example.org/w/short",
        "https://twitch.tv/somebody",
        "https://.../w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://a..b:99999/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "x" * 10_000,
        "https://" + "a." * 5_000,
    ],
)
def test_other_addresses_name_no_video(address: str) -> None:
    assert find_site_video(address, KNOWN_SITES) == ""


def test_a_youtube_video_is_its_id_alone() -> None:
    assert video_address("-abc_efghi-") == "https://youtu.be/-abc_efghi-"
    assert video_address("-abc_efghi-", seconds=0) == "https://youtu.be/-abc_efghi-?t=0"


def test_a_video_without_a_moment() -> None:
    assert video_address("twitch:113837699") == "https://www.twitch.tv/videos/113837699"


def test_a_site_that_is_no_longer_configured_has_no_address() -> None:
    assert video_address("club:x") == ""
