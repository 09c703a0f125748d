"""Settings: what is read, and the one line that names what is wrong."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import read_config, read_token
from bot.errors import ConfigError
from bot.settings import Config, config_keys, setting

EXAMPLE = Path(__file__).parents[1] / "config.example.yaml"
TOKEN = "a-secret.that-nobody.may-see"


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tests run in a folder without a config.yaml of its own."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def settings_file(folder: Path, text: str) -> Path:
    path = folder / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def value(config: Config, key: str) -> object:
    found = setting(config, key)
    if isinstance(found, tuple):
        return list(found)
    return str(found) if isinstance(found, Path) else found


def flatten(loaded: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in loaded.items():
        nested = isinstance(value, dict)
        found |= flatten(value, f"{prefix}{key}.") if nested else {f"{prefix}{key}": value}
    return found


def test_the_example_file_shows_every_key_in_order_with_its_default() -> None:
    shown = flatten(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))
    assert tuple(shown) == config_keys()
    assert shown == {key: value(Config(), key) for key in config_keys()}


def test_the_example_file_says_of_every_key_why_one_would_change_it() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    keys = [line for line in lines if line.startswith("  ") and line.strip()[0] != "#"]
    assert len(keys) == len(config_keys()) + 1  # vault.git
    assert [line for line in keys if "  # " not in line] == []


def test_the_example_file_reads_as_the_defaults(tmp_path: Path) -> None:
    copied = settings_file(tmp_path, EXAMPLE.read_text(encoding="utf-8"))
    assert read_config(copied) == read_config(settings_file(tmp_path, ""))


def test_no_file_at_all_means_the_defaults() -> None:
    assert read_config(None) == Config()


def test_config_yaml_of_the_working_folder_is_read_unasked(working_folder: Path) -> None:
    (working_folder / "config.yaml").write_text("replies: {lead_in: 7}")
    assert read_config(None).replies.lead_in == 7


@pytest.mark.parametrize(
    "text", ["", "# only a remark\n", "---\n", "vault:\nlog:\n", "vault:\n  git:\n", "{}"]
)
def test_an_empty_file_or_section_means_the_defaults(tmp_path: Path, text: str) -> None:
    config = read_config(settings_file(tmp_path, text))
    assert [value(config, key) for key in config_keys() if not key.endswith("path")] == [
        value(Config(), key) for key in config_keys() if not key.endswith("path")
    ]


def test_every_kind_of_value_is_read(tmp_path: Path) -> None:
    config = read_config(
        settings_file(
            tmp_path,
            "\ufeffdiscord:\n  admin_role: 123456789012345678\n  sync: false\n"
            "  api_url: http://127.0.0.1:8080/api/v10\n"
            "cooldown: {seconds: 2.5}\nlog: {level: DEBUG}\nvault: {path: 'Ünï ’x'}\n",
        )
    )
    assert config.discord.admin_role == 123456789012345678
    assert config.discord.sync is False
    assert config.discord.api_url == "http://127.0.0.1:8080/api/v10"
    assert (config.cooldown.seconds, config.log.level) == (2.5, "DEBUG")
    assert config.vault.path.name == "Ünï ’x"


def test_relative_paths_start_at_the_file_s_folder(tmp_path: Path) -> None:
    file = settings_file(tmp_path, "vault: {path: notes/here}\ndatabase: {path: /var/x.db}\n")
    config = read_config(file)
    assert config.vault.path == tmp_path / "notes" / "here"
    assert config.database.path == Path("/var/x.db")
    assert read_config(settings_file(tmp_path, "")).database.path == tmp_path / "data/vaultbot.db"


def test_the_notes_of_a_vault_in_git_may_be_in_a_folder_of_it(tmp_path: Path) -> None:
    git = "git: {url: 'git@host:a/b', branch: v4, folder: content}"
    vault = read_config(settings_file(tmp_path, f"vault: {{path: work, watch: true, {git}}}")).vault
    assert (vault.path, vault.notes) == (tmp_path / "work", tmp_path / "work" / "content")
    assert (vault.watch, vault.git.branch, vault.git.every) == (True, "v4", 10)
    plain = read_config(settings_file(tmp_path, "vault: {path: work, git: {folder: x}}")).vault
    assert plain.notes == tmp_path / "work"


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    file = settings_file(tmp_path, "vault: {path: ~/notes}\ndatabase: {path: ~no-such-user/x}\n")
    assert read_config(file).vault.path == tmp_path / "home" / "notes"
    assert read_config(file).database.path == tmp_path / "~no-such-user" / "x"


def test_the_command_line_s_paths_win_and_start_at_the_working_folder(tmp_path: Path) -> None:
    file = settings_file(tmp_path, "vault: {path: a}\ndatabase: {path: b}\nreplies: {moments: 2}\n")
    config = read_config(file, vault=Path("other"), database=Path("other.db"))
    assert (config.vault.path, config.database.path) == (Path("other"), Path("other.db"))
    assert config.replies.moments == 2
    assert read_config(file, vault=Path("other")).database.path == tmp_path / "b"
    assert read_config(None, database=Path("x.db")).database.path == Path("x.db")


def test_a_config_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Config().replies.moments = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # Keys that there are none of.
        ("vualt:\n  path: x\n", ':1: unknown key "vualt"; did you mean "vault"?'),
        (
            "\n# remark\nreplies:\n  moments: 3\n  leadin: 3\n",
            ':5: unknown key "replies.leadin"; did you mean "replies.lead_in"?',
        ),
        ("path: x", ':1: unknown key "path"; did you mean "vault.path"?'),
        ("level: DEBUG", ':1: unknown key "level"; did you mean "log.level"?'),
        ("xyzzyqwerty: 1", ':1: unknown key "xyzzyqwerty"; see config.example.yaml'),
        ("log: {level: INFO}\n7: 2", ':2: unknown key "7"; see config.example.yaml'),
        # A token where everyone can read it.
        *(
            (text, f': unknown key "{key}": the token never stands in a file, set DISCORD_TOKEN')
            for text, key in (
                (f"token: {TOKEN}", "token"),
                (f"discord: {{token: {TOKEN}}}", "discord.token"),
                (f"discord:\n  bot_token: {TOKEN}", "discord.bot_token"),
                (f"DISCORD_TOKEN: {TOKEN}", "DISCORD_TOKEN"),
            )
        ),
        # Values that do not fit.
        ("vault:\n  path: 5\n", ':2: "vault.path" should be a folder, not 5'),
        ("database:\n  path:\n", ':2: "database.path" should be a file, not None'),
        (
            "vault: {max_file_bytes: 1}",
            ':1: "vault.max_file_bytes" should be greater than or equal to 1000, not 1',
        ),
        (
            'discord: {admin_role: "12"}',
            ":1: \"discord.admin_role\" should be a valid integer, not '12'",
        ),
        ("discord: {sync: 1}", ':1: "discord.sync" should be a valid boolean, not 1'),
        (
            "discord: {api_url: 'http://h/'}",
            (
                ':1: "discord.api_url" should be an http:// or https:// address that does not '
                "end in /, not 'http://h/'"
            ),
        ),
        (
            "replies:\n  lead_in: 16\n",
            ':2: "replies.lead_in" should be less than or equal to 15, not 16',
        ),
        ("cooldown: {uses: 2.5}", ':1: "cooldown.uses" should be a valid integer, not 2.5'),
        ("cooldown: {seconds: 0}", ':1: "cooldown.seconds" should be greater than 0, not 0'),
        (
            "log: {level: debug}",
            ":1: \"log.level\" should be DEBUG, INFO, WARNING or ERROR, not 'debug'",
        ),
        (
            "vault: {git: {url: '-u x'}}",
            'git.url" should be an address that git can fetch: '
            "https://, http://, ssh://, git://, file://, user@host:path or an absolute path, "
            "not '-u x'",
        ),
        ("vault: {git: {url: 'ftp://me:s3cret@h/x'}}", "not 'ftp://***@h/x'"),
        ("vault: {git: {url: 'ftp://me:s3/c ret@h/x'}}", "not 'ftp://***@h/x'"),
        (
            "vault: {git: {url: 'https://me:s3/cret@h/x'}}",
            '"vault.git.url" should be an address with no @ but before the host; in a password '
            "/ is written %2F, # %23, ? %3F, @ %40, : %3A, % %25, not 'https://***@h/x'",
        ),
        (
            "vault:\n  git:\n    branch: a b\n",
            ":3: \"vault.git.branch\" should be the name of a branch, not 'a b'",
        ),
        (
            "vault: {git: {folder: ../x}}",
            '"vault.git.folder" should be a folder inside the repository, such as content, '
            "not '../x'",
        ),
        (
            "vault: {git: {every: 0}}",
            ':1: "vault.git.every" should be greater than or equal to 1, not 0',
        ),
        (
            "vault:\n  git:\n    ulr: x\n",
            ':3: unknown key "vault.git.ulr"; did you mean "vault.git.url"?',
        ),
        ("vault:\n  git: here\n", ":2: \"vault.git\" should hold keys and values, not 'here'"),
        # No keys and values.
        ("- a\n", ":1: the file should hold keys and values, not ['a']"),
        ("hello\n", ":1: the file should hold keys and values, not 'hello'"),
        ("[]\n", ":1: the file should hold keys and values, not []"),
        ("\nvault: here\n", ":2: \"vault\" should hold keys and values, not 'here'"),
        # No YAML.
        ("\na: b: c\n", ":2: not valid YAML: mapping values are not allowed here"),
        (
            "log:\n\tlevel: INFO\n",
            r":2: not valid YAML: found character '\t' that cannot start any token",
        ),
        ("a: 1\n---\nb: 2\n", ":2: not valid YAML: but found another document"),
        ("a: *b", ":1: not valid YAML: found undefined alias 'b'"),
        ("log: {level: 2024-13-45}", ": not valid YAML: month must be in 1..12"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    file = settings_file(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        read_config(file)
    said = str(raised.value)
    assert said.startswith(f"{file}:")
    assert said.endswith(message)
    assert "\n" not in said
    assert TOKEN not in said


def test_a_long_value_is_shortened_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        read_config(settings_file(tmp_path, "log:\n  level: " + "x" * 5_000))
    assert len(str(raised.value)) < 250
    assert str(raised.value).endswith("x…")


def test_a_missing_file_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        read_config(tmp_path / "none.yaml")
    assert str(raised.value) == (
        f"{tmp_path / 'none.yaml'}: no such file (copy config.example.yaml to begin)"
    )


def test_a_folder_named_config_yaml_is_refused(working_folder: Path) -> None:
    (working_folder / "config.yaml").mkdir()
    with pytest.raises(ConfigError, match=r"^config\.yaml: can't be read: Is a directory$"):
        read_config(None)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"can't be read: not UTF-8 text$"):
        read_config(tmp_path / "settings.yaml")


@pytest.mark.parametrize(
    ("direct", "in_file"),
    [
        (TOKEN, None),
        (f"  {TOKEN}\n", None),
        (None, TOKEN),
        ("", f"{TOKEN}\n"),
        (" ", f"\n {TOKEN} \r\n"),
        (TOKEN, f"{TOKEN}\n"),
        (None, f"\ufeff{TOKEN}\r\n"),
    ],
)
def test_the_token_comes_from_the_environment_or_the_file_that_it_names(
    tmp_path: Path, direct: str | None, in_file: str | None
) -> None:
    environ = {}
    if direct is not None:
        environ["DISCORD_TOKEN"] = direct
    if in_file is not None:
        (tmp_path / "token").write_text(in_file, encoding="utf-8")
        environ["DISCORD_TOKEN_FILE"] = str(tmp_path / "token")
    assert read_token(environ) == TOKEN


def test_two_different_tokens_are_refused_and_neither_is_shown(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("other-secret")
    environ = {"DISCORD_TOKEN": TOKEN, "DISCORD_TOKEN_FILE": str(tmp_path / "token")}
    with pytest.raises(ConfigError) as raised:
        read_token(environ)
    assert str(raised.value) == (
        "DISCORD_TOKEN and DISCORD_TOKEN_FILE hold different tokens; unset one"
    )


@pytest.mark.parametrize("environ", [{}, {"DISCORD_TOKEN": " "}, {"DISCORD_TOKEN_FILE": ""}])
def test_no_token_says_where_to_get_one(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as raised:
        read_token(environ)
    assert str(raised.value).startswith("no bot token: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE")
    assert "discord.com/developers" in str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "DISCORD_TOKEN_FILE: can't read {}: No such file or directory"),
        (b"", "DISCORD_TOKEN_FILE: {} is empty"),
        (b" \n\t\n", "DISCORD_TOKEN_FILE: {} is empty"),
        (b"\xff\xfe", "DISCORD_TOKEN_FILE: can't read {}: not UTF-8 text"),
    ],
)
@pytest.mark.parametrize("direct", ["", TOKEN])
def test_a_token_file_without_a_token_is_refused(
    tmp_path: Path, content: bytes | None, message: str, direct: str
) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError) as raised:
        read_token({"DISCORD_TOKEN": direct, "DISCORD_TOKEN_FILE": str(file)})
    assert str(raised.value) == message.format(file)


@pytest.mark.parametrize(
    "text",
    [f"# of the bot\n{TOKEN}", f"{TOKEN}\n\nother", f"Bot {TOKEN}", f"{TOKEN}\x00", f"‘{TOKEN}’"],
)
def test_more_than_a_token_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    file = tmp_path / "token"
    file.write_text(text, encoding="utf-8")
    for environ, source in (
        ({"DISCORD_TOKEN": text}, "DISCORD_TOKEN"),
        ({"DISCORD_TOKEN_FILE": str(file)}, f"DISCORD_TOKEN_FILE: {file}"),
        ({"DISCORD_TOKEN": TOKEN, "DISCORD_TOKEN_FILE": str(file)}, f"DISCORD_TOKEN_FILE: {file}"),
    ):
        with pytest.raises(ConfigError) as raised:
            read_token(environ)
        assert str(raised.value) == (
            f"{source} holds more than a token (blanks or several lines), or characters that no "
            "token has; it should hold the token alone"
        )


def test_a_folder_in_the_token_file_s_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Is a directory"):
        read_token({"DISCORD_TOKEN_FILE": str(tmp_path)})


def test_a_video_site_is_a_name_and_two_templates(tmp_path: Path) -> None:
    file = settings_file(
        tmp_path,
        "vault:\n  sites:\n"
        "    - name: club\n"
        "      address: https://tube.example.org/v/{id}\n"
        "      moment: https://tube.example.org/v/{id}?from={seconds}\n",
    )
    (site,) = read_config(file).vault.settings.sites
    assert (site.name, site.addresses) == ("club", ("https://tube.example.org/v/{id}",))
    assert site.moment == "https://tube.example.org/v/{id}?from={seconds}"


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("name", "Tube Club", 'vault.sites.0.name" should'),
        ("address", "tube.example.org/v/{id}", "an address that begins with https://"),
        ("address", "https://tube.example.org/v", "an address with {id} in it"),
        ("address", "https://tube.example.org/{id}/{seconds}", "not {seconds}"),
        ("address", "https://tube.example.org/{id", "an address whose braces only hold names"),
        ("moment", "https://tube.example.org/v/{id}", "an address with {seconds} in it"),
        ("moment", "https://tube.example.org/v/{id}?t={time}", "not {time}"),
        ("moment", "https://tube.example.org/v/{id} {seconds}", "holds no blanks"),
    ],
)
def test_a_wrong_site_names_the_key_and_what_it_should_be(
    tmp_path: Path, key: str, value: str, fault: str
) -> None:
    site = {
        "name": "club",
        "address": "https://tube.example.org/v/{id}",
        "moment": "https://tube.example.org/v/{id}?t={seconds}",
    }
    file = settings_file(tmp_path, yaml.safe_dump({"vault": {"sites": [site | {key: value}]}}))
    with pytest.raises(ConfigError) as caught:
        read_config(file)
    assert "vault.sites.0" in str(caught.value)
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)
