"""Git is run with the operator's means of access and nothing else of their terminal."""

import asyncio
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.errors import FetchFailed
from bot.sources import Checkout
from bot.sources.git import LONGEST_REASON, Git, environment, reason
from tests.sources.repositories import QUIET

SSH = """#!/bin/sh
if (: </dev/tty) 2>/dev/null; then echo "asked at the terminal" >&2; exit 255; fi
env > "$0.seen"
echo "Host key verification failed." >&2
exit 255
"""


def test_what_points_git_elsewhere_and_the_token_are_not_handed_on() -> None:
    made = environment(
        {
            "GIT_DIR": "/x", "GIT_INDEX_FILE": "/x", "GIT_CONFIG_PARAMETERS": "'a=b'",
            "GIT_CONFIG_COUNT": "1", "GIT_TRACE": "1", "DISCORD_TOKEN": "secret",
            "DISCORD_TOKEN_FILE": "/x", "SSH_ASKPASS": "/bin/dialog", "LC_ALL": "de_DE.UTF-8",
            "GIT_SSH_COMMAND": "ssh -i key", "GIT_ASKPASS": "/bin/tell", "HOME": "/home/a",
            "SSH_AUTH_SOCK": "/s", "GIT_CONFIG_GLOBAL": "/g", "https_proxy": "http://p",
        },
        Path("/work"),
        "https://host/x",
    )  # fmt: skip
    assert made["GIT_DIR"] == "/work/.git"
    assert made["LC_ALL"] == "C"
    assert made["GIT_SSH_COMMAND"] == "ssh -i key"
    assert made["GIT_ASKPASS"] == "/bin/tell"
    assert made["GIT_CONFIG_GLOBAL"] == "/g"
    assert {"HOME", "SSH_AUTH_SOCK", "https_proxy"} < made.keys()
    gone = {"GIT_INDEX_FILE", "GIT_CONFIG_PARAMETERS", "GIT_TRACE", "DISCORD_TOKEN", "SSH_ASKPASS"}
    assert not gone & made.keys()
    assert "DISCORD_TOKEN_FILE" not in made


@pytest.mark.parametrize("password", ["p'a\"ssword", "pass%2Fword", "pass:word", "p%27assword"])
def test_no_form_of_a_password_is_in_what_failed(password: str) -> None:
    git = Git(Path("/work"), f"https://somebody:{password}@host/x", {})
    why = f"no entry for somebody with {password} or {unquote(password)}, 'https://host/x'"
    assert str(git.failed(why)) == (
        "can't fetch https://***@host/x: no entry for *** with *** or ***, 'https://host/x'"
    )


async def test_an_unknown_host_key_is_the_reason_and_nobody_is_asked(tmp_path: Path) -> None:
    ssh = tmp_path / "ssh"
    ssh.write_text(SSH)
    ssh.chmod(0o755)
    environ = {**QUIET, "GIT_SSH_COMMAND": str(ssh), "DISCORD_TOKEN": "secret.of.mine"}
    checkout = Checkout("git@localhost:a/b.git", tmp_path / "work", environ=environ)
    with pytest.raises(FetchFailed) as raised:
        await checkout.fetch()
    assert str(raised.value) == ("can't fetch git@localhost:a/b.git: Host key verification failed.")
    assert "secret.of.mine" not in (tmp_path / "ssh.seen").read_text()


async def test_any_amount_of_words_from_the_other_side_is_held_in_little(tmp_path: Path) -> None:
    ssh = tmp_path / "ssh"
    ssh.write_text(
        "#!/bin/sh\nhead -c 30000000 /dev/zero >&2\nprintf '\\nNo \\033[31mentry\\n' >&2\nexit 1\n"
    )
    ssh.chmod(0o755)
    environ = {**QUIET, "GIT_SSH_COMMAND": str(ssh)}
    checkout = Checkout("git@localhost:a/b.git", tmp_path / "work", environ=environ)
    with pytest.raises(FetchFailed, match=r"No \?\[31mentry$"):
        async with asyncio.timeout(60):
            await checkout.fetch()


def test_a_reason_is_one_short_line() -> None:
    assert reason("") == ""
    assert reason("hint: do this\n") == "hint: do this"
    assert reason("remote: Repository not found.\nfatal: repository 'x' not found\n") == (
        "repository 'x' not found"
    )
    assert len(reason("fatal: " + "x" * 5_000)) == LONGEST_REASON
