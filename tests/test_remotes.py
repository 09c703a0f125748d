"""Addresses of repositories: none may be an option or a program, and no secret is shown."""

import pytest

from bot.remotes import branch_fault, folder_fault, masked, masked_if_none, remote_fault


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/a/b.git", "http://127.0.0.1:8080/x", "https://u:p@host/x?y=z",
        "ssh://git@host:22/~a/b", "git://host/x", "file:///srv/vault.git", "/srv/my vault.git",
        "git@github.com:a/b.git", "host:path", "git@[::1]:a",
    ],
)  # fmt: skip
def test_what_git_can_fetch_is_taken(url: str) -> None:
    assert remote_fault(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "-u", "--upload-pack=touch /tmp/x", "ext::sh -c x", "fd::17", "ext://x", "ftp://a/b",
        "javascript:alert(1) x", "relative/path", "../up", "~/x", "https://", "https://a b/c",
        "ssh://-oProxyCommand=x/y", "ssh://a@-oProxyCommand=x/y", "-oProxyCommand=x:y", "a@-o:b",
        "host:-x", "https://a\n/b", "/a\nb", "HTTPS//x", "testgit::x", "C:\\vault x",
    ],
)  # fmt: skip
def test_what_would_be_an_option_a_program_or_nothing_is_refused(url: str) -> None:
    assert remote_fault(url).startswith("an address that git can fetch: https://")


@pytest.mark.parametrize(
    "url",
    [
        "https://me:geh/eim@host/x", "https://me:geh?eim@host/x", "https://me:geh#eim@host/x",
        "https://geh/eim@host/x", "https://me:g@eh/eim@host/x", "http://me:geh'/\"eim@host/x",
        "ssh://me:geh/eim@host/x", "https://host/@geh/eim", "me:geheim@host/x",
        "https:/geheim@host/x", "https:/me:geheim@host/x", "me@host:geheim@x",
    ],
)  # fmt: skip
def test_where_a_password_would_be_cut_is_told_how_to_write_it(url: str) -> None:
    fault = remote_fault(url)
    assert "in a password / is written %2F" in fault
    assert "geh" not in fault
    assert "eim" not in masked_if_none(url).partition("@")[0]


@pytest.mark.parametrize(
    "text",
    [
        "me:geh eim@host/x",
        "geheim@host x",
        "https:/me:geheim@host",
        "https:/me:geh//eim@host",
        "geh//eim@host x",
        "geh\neim@x",
    ],
)
def test_of_what_is_no_address_nothing_is_shown_before_the_last_at(text: str) -> None:
    assert remote_fault(text)
    shown = masked_if_none(text)
    assert "geh" not in shown
    assert "eim" not in shown
    assert shown.rpartition("@")[2] == text.rpartition("@")[2]


@pytest.mark.parametrize(
    "url",
    ["https://me:geh%2Feim@host/x", "https://me:g'e\"h@host/x", "file:///srv/a@b", "/srv/a@b"],
)
def test_what_is_escaped_or_no_server_is_taken(url: str) -> None:
    assert remote_fault(url) == ""


@pytest.mark.parametrize("branch", ["main", "v4", "a/b", "gh-pages", "über", "release-1.0"])
def test_names_of_branches_are_taken(branch: str) -> None:
    assert branch_fault(branch) == ""


@pytest.mark.parametrize(
    "branch",
    ["", "-x", "a b", "a..b", "/a", "a/", "a:b", "a^", "@{u}", "a.lock", "a\nb", "+a", "*"],
)
def test_other_names_are_not(branch: str) -> None:
    assert branch_fault(branch) == "the name of a branch" or branch == "+a"


@pytest.mark.parametrize("folder", ["", "content", "a/b", "my notes", "content/", ".notes"])
def test_folders_inside_are_taken(folder: str) -> None:
    assert folder_fault(folder) == ""


@pytest.mark.parametrize(
    "folder", ["/", "/etc", "..", "../x", "a/../b", "a//b", ".", ".git", ".GIT/x", "a\\b", "a\nb"]
)
def test_folders_elsewhere_are_not(folder: str) -> None:
    assert folder_fault(folder) == "a folder inside the repository, such as content"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://t0ken@host/x", "https://***@host/x"),
        ("https://user:pw@host/x", "https://***@host/x"),
        ("https://user:p@w@host/x", "https://***@host/x"),
        ("no access to 'https://u:p@h/x/': no", "no access to 'https://***@h/x/': no"),
        ("https://me:p'a\"ss@host/x", "https://***@host/x"),
        ("https://host/x?token=abc", "https://host/x?***"),
        ("https://host/x?token=a'b\"c", "https://host/x?***"),
        ("ssh://git@host/x", "ssh://git@host/x"),
        ("ssh://me:pw@host/x", "ssh://***@host/x"),
        ("git@github.com:a/b", "git@github.com:a/b"),
        ("https://host/a@b", "https://host/a@b"),
        ("plain words", "plain words"),
    ],
)  # fmt: skip
def test_secrets_in_addresses_are_not_shown(text: str, shown: str) -> None:
    assert masked(text) == shown
