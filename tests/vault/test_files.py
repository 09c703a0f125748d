import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import UnreadableFile, VaultError
from bot.model import FileStamp, IndexPage, Note, VaultSettings
from bot.vault import read_file, scan


def write(root: Path, path: str, text: str = "text") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def codes(root: Path, **limits: int) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in scan(root, **limits).problems]


def test_finds_markdown_files_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for path in ("b/two.md", "a/One.MD", "a/deep/er.md", "a/picture.png", "top.md"):
        write(tmp_path, path)
    assert list(scan(tmp_path).stamps) == ["a/One.MD", "a/deep/er.md", "b/two.md", "top.md"]


def test_a_stamp_tells_the_size_but_no_digest_yet(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "four")
    stamp = scan(tmp_path).stamps["a.md"]
    assert (stamp.path, stamp.size, stamp.digest) == ("a.md", 4, "")
    assert stamp.mtime_ns == (tmp_path / "a.md").stat().st_mtime_ns


def test_paths_that_differ_only_in_case_are_two_files(tmp_path: Path) -> None:
    write(tmp_path, "a/Note.md")
    write(tmp_path, "a/note.md")
    if len(list((tmp_path / "a").iterdir())) == 1:
        pytest.skip("this file system ignores case")
    assert list(scan(tmp_path).stamps) == ["a/Note.md", "a/note.md"]


def test_hidden_folders_and_files_are_skipped(tmp_path: Path) -> None:
    for path in (".obsidian/a.md", "a/.trash/b.md", ".c.md", "d.md"):
        write(tmp_path, path)
    found = scan(tmp_path)
    assert list(found.stamps) == ["d.md"]
    assert sorted((problem.path, problem.code) for problem in found.problems) == [
        (path, "file-hidden") for path in (".c.md", ".obsidian", "a/.trash")
    ]


def test_a_file_over_the_limit_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "big.md", "x" * 11)
    write(tmp_path, "small.md", "x" * 10)
    assert list(scan(tmp_path, max_bytes=10).stamps) == ["small.md"]
    assert codes(tmp_path, max_bytes=10) == [("big.md", "file-size")]


def test_links_inside_the_vault_are_followed_and_others_reported(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    write(root, "real/a.md")
    write(tmp_path, "outside/secret.md")
    (root / "inside").symlink_to(root / "real", target_is_directory=True)
    (root / "folder").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "file.md").symlink_to(tmp_path / "outside/secret.md")
    (root / "real/loop").symlink_to(root / "real", target_is_directory=True)
    assert list(scan(root).stamps) == ["inside/a.md", "real/a.md"]
    assert set(codes(root)) >= {("folder", "link-outside"), ("file.md", "link-outside")}


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("leak.md", ".git/config"),
        ("shown.md", ".git/a.md"),
        ("deep.md", "ch/.hidden/a.md"),
        ("git", ".git"),
        ("deep", "ch/.hidden/open"),
        ("again.md", "git.md"),
        ("plain.md", "ch/plain.txt"),
    ],
)
def test_no_link_shows_what_is_hidden_or_no_note(tmp_path: Path, link: str, target: str) -> None:
    root = tmp_path / ".vault"
    for path in (".git/config", ".git/a.md", "ch/.hidden/a.md", "ch/.hidden/open/a.md"):
        write(root, path)
    write(root, "ch/plain.txt")
    (root / "git.md").symlink_to(root / ".git/config")
    (root / link).symlink_to(root / target)
    assert list(scan(root).stamps) == []
    assert (link, "link-outside") in codes(root)


def test_links_to_notes_and_between_other_files_are_no_problem(tmp_path: Path) -> None:
    write(tmp_path, "ch/a.md")
    write(tmp_path, "ch/picture.png")
    (tmp_path / "b.MD").symlink_to(tmp_path / "ch/a.md")
    (tmp_path / "picture.png").symlink_to(tmp_path / "ch/picture.png")
    assert list(scan(tmp_path).stamps) == ["b.MD", "ch/a.md"]
    assert codes(tmp_path) == []


def test_a_vault_that_is_itself_a_link(tmp_path: Path) -> None:
    write(tmp_path, "real/a.md")
    (tmp_path / "vault").symlink_to(tmp_path / "real", target_is_directory=True)
    assert list(scan(tmp_path / "vault").stamps) == ["a.md"]


def test_a_link_to_nothing_is_reported(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    assert codes(tmp_path) == [("gone.md", "file-unreadable")]


@pytest.mark.parametrize("name", ["missing", "file.md"])
def test_a_vault_that_is_no_folder_is_an_error(tmp_path: Path, name: str) -> None:
    write(tmp_path, "file.md")
    with pytest.raises(VaultError, match=name):
        scan(tmp_path / name)


def test_reading_fills_in_the_digest_of_the_bytes(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "one")
    write(tmp_path, "b.md", "one")
    write(tmp_path, "c.md", "two")
    digests = [read_file(tmp_path, stamp).stamp.digest for stamp in scan(tmp_path).stamps.values()]
    assert len(digests[0]) == 32
    assert digests[0] == digests[1] != digests[2]


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.md") as caught:
        read_file(tmp_path, FileStamp("gone.md", 1, 1))
    assert caught.value.path == "gone.md"


def test_a_file_that_became_a_pipe_is_unreadable_and_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    [stamp] = scan(tmp_path).stamps.values()
    (tmp_path / "a.md").unlink()
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(UnreadableFile, match=r"a\.md: not a regular file"):
        read_file(tmp_path, stamp)


def test_a_file_that_comes_in_pieces_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pieces(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 7))

    def in_pieces(
        name: str, _: str, buffering: int, opener: Callable[[str, int], int]
    ) -> io.FileIO:
        return Pieces(name, opener=opener)

    write(tmp_path, "a.md", "Twenty letters, and more.")
    [stamp] = scan(tmp_path).stamps.values()
    whole = read_file(tmp_path, stamp)
    monkeypatch.setattr("bot.vault.reader.open", in_pieces, raising=False)
    assert read_file(tmp_path, stamp) == whole
    assert whole.stamp.size == 25


def test_a_file_that_grew_beyond_the_limit_is_unreadable(tmp_path: Path) -> None:
    settings = VaultSettings(max_bytes=10)
    write(tmp_path, "a.md", "x" * 10)
    [stamp] = scan(tmp_path, max_bytes=10).stamps.values()
    assert read_file(tmp_path, stamp, settings).stamp.size == 10
    write(tmp_path, "a.md", "x" * 11)
    with pytest.raises(UnreadableFile, match=r"a\.md: it grew beyond 10 bytes"):
        read_file(tmp_path, stamp, settings)


def test_bytes_that_are_no_utf8_are_replaced_and_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: caf\xe9\r\n---\r\nOne\rline\r\n")
    parsed = read_file(tmp_path, scan(tmp_path).stamps["a.md"])
    assert isinstance(parsed.content, Note)
    assert parsed.content.title == "caf\ufffd"
    assert parsed.content.uncited == ("One line",)
    assert [problem.code for problem in parsed.problems] == ["file-encoding"]


def test_the_top_of_the_vault_may_name_channels(tmp_path: Path) -> None:
    write(tmp_path, "directory.md", "- [[teahouse | The Tea House]]\n- [[awdii]]\n")
    write(tmp_path, "teahouse/list.md", "- [[green_tea | Green tea]]\n")
    contents = [read_file(tmp_path, stamp).content for stamp in scan(tmp_path).stamps.values()]
    assert isinstance(contents[0], IndexPage)
    assert contents[0].channel_names == (("teahouse", "The Tea House"),)
    assert isinstance(contents[1], Note)
