"""Which note a wikilink means."""

import pytest

from bot.model import NoteLinks
from bot.vault.links import LinkIndex, resolve_links

NOTES = [
    NoteLinks("tea/green_tea.md", "tea", "Of green tea", ("Sencha",)),
    NoteLinks("tea/Black_Tea.md", "tea", "Black tea"),
    NoteLinks("coffee/green_tea.md", "coffee", "No coffee"),
    NoteLinks("coffee/roasting.md", "coffee", "Roasting: light and dark"),
    NoteLinks("coffee/deep/grinder.md", "coffee", "Grinder"),
    NoteLinks("top.md", "", "Ёлка"),
]


@pytest.mark.parametrize(
    ("target", "channel", "path"),
    [
        ("green_tea", "tea", "tea/green_tea.md"),
        ("green_tea", "coffee", "coffee/green_tea.md"),
        ("green_tea", "elsewhere", "coffee/green_tea.md"),
        ("tea/green_tea", "coffee", "tea/green_tea.md"),
        ("tea/green_tea.md", "coffee", "tea/green_tea.md"),
        ("roasting", "tea", "coffee/roasting.md"),
        ("black_tea", "coffee", "tea/Black_Tea.md"),
        ("roasting: LIGHT and dark", "tea", "coffee/roasting.md"),
        ("Roasting, light & dark", "tea", None),
        ("Roasting – light and dark", "tea", "coffee/roasting.md"),
        ("Green-Tea", "tea", "tea/green_tea.md"),
        ("sencha", "coffee", "tea/green_tea.md"),
        ("grinder", "tea", "coffee/deep/grinder.md"),
        ("ёлка", "tea", "top.md"),
        ("white_tea", "tea", None),
        ("", "tea", None),
        ("???", "tea", None),
    ],
)
def test_a_link_means_the_nearest_note_that_answers(
    target: str, channel: str, path: str | None
) -> None:
    assert LinkIndex(NOTES).find(target, channel=channel) == path


def test_links_of_a_vault_lead_to_notes_or_nowhere() -> None:
    notes = [
        NoteLinks("a/one.md", "a", "One", (), ("two", "Two", "three", "one")),
        NoteLinks("a/two.md", "a", "Two", (), ("four",)),
    ]
    report = resolve_links(notes)
    assert report.found == {"a/one.md": ("a/two.md",)}
    assert report.missing == {"a/one.md": ("three",), "a/two.md": ("four",)}
