"""Vaults that other tools and people write: other sites, several videos, none at all."""

import pytest

from bot.model import IndexPage, Note, VaultSettings, VideoSite
from bot.reply.embeds import Look
from bot.vault import parse_text

CLUB = VideoSite(
    "club", ("https://tube.example.org/v/{id}",), "https://tube.example.org/v/{id}?from={seconds}"
)
SETTINGS = VaultSettings(sites=(CLUB,))
LOOK = Look(sites=(CLUB,))


def read(text: str) -> Note:
    content, _ = parse_text("ch/a.md", text, SETTINGS)
    assert isinstance(content, Note)
    return content


def links(note: Note) -> list[str]:
    return [LOOK.moment(moment) for excerpt in note.excerpts for moment in excerpt.moments]


@pytest.mark.parametrize(
    ("frontmatter", "link"),
    [
        ("youtube: abcdefghijk", "https://youtu.be/abcdefghijk?t=61"),
        ("youtube: https://youtu.be/abcdefghijk", "https://youtu.be/abcdefghijk?t=61"),
        ("video: https://vimeo.com/76979871", "https://vimeo.com/76979871#t=61s"),
        (
            "source: https://www.twitch.tv/videos/113837699",
            "https://www.twitch.tv/videos/113837699?t=0h1m1s",
        ),
        (
            "url: https://framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv",
            "https://framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv?start=61s",
        ),
        ("video_id: https://tube.example.org/v/x1", "https://tube.example.org/v/x1?from=61"),
    ],
)
def test_a_moment_opens_on_the_site_of_its_video(frontmatter: str, link: str) -> None:
    assert links(read(f"---\n{frontmatter}\n---\nTea is old [1:01].\n")) == [link]


def test_a_note_of_several_videos_keeps_each() -> None:
    note = read(
        "Tea is old [12:34](https://youtu.be/ABCDEFGHIJK?t=754). "
        "Coffee is not [0:10](https://vimeo.com/76979871#t=10s). "
        "Cocoa was [1:00](https://tube.example.org/v/x1?from=60).\n"
    )
    assert note.video_id == ""
    assert links(note) == [
        "https://youtu.be/ABCDEFGHIJK?t=754",
        "https://vimeo.com/76979871#t=10s",
        "https://tube.example.org/v/x1?from=60",
    ]


def test_a_link_to_another_video_keeps_it_beside_the_note_s_own() -> None:
    note = read(
        "---\nvideoId: abcdefghijk\n---\n"
        "Tea [1:00]. Coffee [0:10](https://youtu.be/ABCDEFGHIJK?t=10). Both [2:00](#t=120).\n"
    )
    videos = [excerpt.moments[0].video_id for excerpt in note.excerpts]
    assert videos == ["abcdefghijk", "ABCDEFGHIJK", "abcdefghijk"]


def test_an_index_page_lists_videos_of_any_site() -> None:
    text = "### [One](https://vimeo.com/76979871)\n### [Two](https://tube.example.org/v/x1)\n"
    page, _ = parse_text("ch/ch.md", text, SETTINGS)
    assert isinstance(page, IndexPage)
    assert [video.id for video in page.videos] == ["vimeo:76979871", "club:x1"]


def test_a_plain_note_is_searchable_without_a_video() -> None:
    note = read("---\naliases: Sencha\ntags: [tea, green]\n---\n# Green tea\n\nIt is green.\n")
    assert (note.title, note.aliases, note.tags) == ("Green tea", ("Sencha",), ("tea", "green"))
    assert (note.video_id, note.excerpts, note.uncited) == ("", (), ("It is green.",))


@pytest.mark.parametrize(
    ("body", "silent"),
    [
        ("", True),
        ("# Tea\n", True),
        ("There is no information about tea in the provided transcript.", True),
        ("# Tea\n\nThe transcript does not mention tea. It is music.", True),
        ("There is no information about tea in this transcript [0:01].", True),
        ("The video doesn't discuss tea, only coffee.", True),
        ("No information is lost when tea is dried [0:01].", False),
        ("Tea is old. The video does not mention why.", False),
        ("The video does not cover tea. But one [0:01]. Two [0:02]. Three [0:03].", False),
    ],
)
def test_a_note_is_silent_where_it_says_only_that_there_is_nothing(body: str, silent: bool) -> None:
    assert read(f"---\nvideoId: abcdefghijk\n---\n{body}").silent is silent
