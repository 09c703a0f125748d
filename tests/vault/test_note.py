import pytest

from bot.model import ExcerptKind, IndexPage, Note
from bot.vault import parse_text

HEAD = "---\nvideoId: abcdefghijk\n---\n"


def parse_note(text: str, path: str = "teahouse/green_tea.md") -> Note:
    content, _ = parse_text(path, text)
    assert isinstance(content, Note)
    return content


def test_every_field_of_a_note() -> None:
    note = parse_note(
        "---\ntitle: Green tea\nvideoId: abcdefghijk\naliases: [Sencha, Matcha]\n"
        "tags: '#tea, green'\n---\n\nFrom: [[teahouse | The Tea House]] <br/> \n\n"
        "It is [[black_tea#Kinds | old]] [00:20:29]. And green.\n\n"
        "## Kinds\n\nSee [[white_tea]], [[black_tea]]. ![[cup.png]]\n"
    )
    assert (note.title, note.channel, note.channel_label, note.video_id) == (
        "Green tea",
        "teahouse",
        "The Tea House",
        "abcdefghijk",
    )
    assert note.aliases == ("Sencha", "Matcha")
    assert note.tags == ("tea", "green")
    assert note.lead == "It is old. And green."
    assert note.headings == ("Kinds",)
    assert note.uncited == ("And green.", "See white tea, black tea.")
    assert note.links == ("black_tea", "white_tea")
    (excerpt,) = note.excerpts
    (moment,) = excerpt.moments
    assert (excerpt.text, excerpt.kind, excerpt.line) == ("It is old.", ExcerptKind.SENTENCE, 10)
    assert (moment.seconds, moment.raw, moment.repaired) == (1229, "00:20:29", False)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: 2024-01-01\n---\n# Other", "2024-01-01"),
        ("---\ntitle: 'Quoted: \"so\"'\n---\n", 'Quoted: "so"'),
        ("---\ntitle:\n---\n## Two\n# The **first** [[x|one]]\n", "The first one"),
        ("no heading", "green tea"),
    ],
)
def test_the_title_is_the_frontmatter_or_the_first_heading_or_the_stem(
    text: str, title: str
) -> None:
    assert parse_note(text).title == title


@pytest.mark.parametrize(
    ("path", "channel"),
    [
        ("a/b/c.md", "a"),
        ("top.md", ""),
        ("\u2068cleo\u2069/c.md", "cleo"),
        ("канал/c.md", "канал"),
    ],
)
def test_the_channel_is_the_top_folder_without_what_is_invisible(path: str, channel: str) -> None:
    assert parse_note("text", path).channel == channel


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("From: [[teahouse]] <br/>", ""),
        ("From: [[teahouse|Tea House]]", "Tea House"),
        ("**From:** The Tea House", "The Tea House"),
        ("From: \u2068Tea\u2069<br>", "Tea"),
    ],
)
def test_the_from_line_labels_the_channel_and_goes(line: str, label: str) -> None:
    note = parse_note(f"{HEAD}\n{line}\nOne [0:01].")
    assert note.channel_label == label
    assert [excerpt.text for excerpt in note.excerpts] == ["One."]
    assert note.links == ()
    assert note.excerpts[0].line == 6


@pytest.mark.parametrize(
    "frontmatter",
    [
        "videoId: -abc_efghi-",
        "video_id: -abc_efghi-",
        "VideoID: '-abc_efghi-'",
        "video: https://youtu.be/-abc_efghi-?si=x",
        "url: https://www.youtube.com/shorts/-abc_efghi-",
        "url: https://m.youtube.com/live/-abc_efghi-?t=3",
        "source: //youtube-nocookie.com/embed/-abc_efghi-",
        "source: https://example.org\nurl: youtube.com/watch?list=x&v=-abc_efghi-#t=1",
    ],
)
def test_the_video_is_an_id_or_an_address(frontmatter: str) -> None:
    assert parse_note(f"---\n{frontmatter}\n---\n").video_id == "-abc_efghi-"


@pytest.mark.parametrize("value", ["abc", "abcdefghijkl", "https://vimeo.com/abcdefghijk", ""])
def test_other_values_name_no_video(value: str) -> None:
    assert parse_note(f"---\nvideo: {value}\n---\n").video_id == ""


def test_a_file_with_a_video_of_its_own_is_a_note_even_if_it_lists_others() -> None:
    assert parse_note(HEAD + "### [Other](https://youtu.be/ABCDEFGHIJK)\n").video_id
    content, _ = parse_text("a/b.md", "### [Other](https://youtu.be/ABCDEFGHIJK)\n")
    assert isinstance(content, IndexPage)


def test_lines_are_counted_from_the_top_of_the_file() -> None:
    note = parse_note(HEAD + "\nOne [0:01].\nTwo [0:02].\n\n```\ncode\n```\n- Three [0:03]\n")
    assert [excerpt.line for excerpt in note.excerpts] == [5, 6, 11]


def test_names_that_yaml_or_a_file_system_writes_are_one_line_that_hides_nothing() -> None:
    note = parse_note(
        '---\ntitle: "A\\e[31m\\u202e\\n tea\\0"\naliases: ["\\u2066Sen\\ncha", "\\u200b"]\n'
        "videoId: abcdefghijk\n---\n"
    )
    assert (note.title, note.aliases) == ("A[31m tea", ("Sen cha",))
    assert parse_note(HEAD, "a\x1b\n/b\n\x1b\u202ec.md").title == "b c"
    assert parse_note(HEAD, "a/\u200b.md").title == "…"
    assert parse_note(HEAD, "a\x1b[31m\n/b.md").channel == "a[31m"
