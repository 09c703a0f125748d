"""The files to deploy with are sound: what they name exists, and they agree with each other."""

import argparse
import http.server
import json
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.arguments import parse_arguments

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "deploy/vaultbot.service"
UNITS = (UNIT, ROOT / "deploy/vaultbot@.service")
WRONG_CONFIGURATION = "2"
"""The exit code that no restart mends."""
EXAMPLES = (
    "README.md",
    "compose.yaml",
    "deploy/compose.fleet.yaml",
    "docs/operations.md",
    "docs/scaling.md",
)
"""What tells somebody to paste a secret into a file."""
HIGHEST_EXPOSURE = 2.5
"""Of the 10 that `systemd-analyze security` gives a unit without any hardening."""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def dockerfile() -> list[tuple[str, str]]:
    """(instruction, what follows it), in order; continued lines are one."""
    text = re.sub(r"^#.*\n", "", read("Dockerfile"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(name, rest.strip()) for name, rest in re.findall(r"^([A-Z]+) (.*)$", text, re.M)]


def instruction(name: str) -> str:
    """The last of that name, which is the one that counts."""
    return [rest for each, rest in dockerfile() if each == name][-1]


def compose() -> dict[str, Any]:
    return yaml.safe_load(read("compose.yaml"))


def unit(path: Path = UNIT) -> dict[str, list[str]]:
    """What the section [Service] sets; each key may stand several times."""
    service = path.read_text().partition("[Service]")[2].partition("[Install]")[0]
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", service, re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


def bot(command: list[str]) -> argparse.Namespace:
    """The command line as the bot takes it; what it doesn't know ends the test."""
    assert Path(command[0]).name == "vaultbot"
    return parse_arguments(command[1:])


def test_the_image_and_the_unit_run_commands_that_exist():
    image = bot(json.loads(instruction("ENTRYPOINT")) + json.loads(instruction("CMD")))
    assert (image.subcommand, image.vault, image.database, image.hold) == (
        "run",
        Path("/vault"),
        "/data/vaultbot.db",
        True,
    )
    service = bot(shlex.split(unit()["ExecStart"][0]))
    assert (service.subcommand, service.hold) == ("run", False)
    assert Path(service.database).parent == Path("/var/lib", unit()["StateDirectory"][0])


def typed() -> list[str]:
    """What docs/operations.md gives to be typed."""
    return re.findall(r"^    (\S.*)$", read("docs/operations.md"), re.MULTILINE)


BEFORE = re.compile(r"([A-Z_]+=\S+ |sudo -u vaultbot |docker compose exec -T vaultbot )+")
"""What a command is run with, or where."""


def test_commands_in_the_operations_page_exist():
    parts = [part for line in typed() for part in line.partition("  #")[0].split(" && ")]
    commands = [BEFORE.sub("", part).replace("docker compose run --rm ", "") for part in parts]
    ours = [words for words in map(shlex.split, commands) if Path(words[0]).name == "vaultbot"]
    assert len(ours) >= 5
    for words in ours:
        bot(words)


def test_the_backup_in_python_is_a_whole_copy(tmp_path: Path):
    [command] = [line for line in typed() if line.startswith("python3 -c")]
    with closing(sqlite3.connect(tmp_path / "vaultbot.db", isolation_level=None)) as kept:
        kept.execute("PRAGMA journal_mode = WAL")
        kept.execute("CREATE TABLE guild_settings AS SELECT 1 AS guild_id")
        # In the -wal file alone, as the database is still open.
        subprocess.run([sys.executable, *shlex.split(command)[1:]], cwd=tmp_path, check=True)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT * FROM guild_settings").fetchall() == [(1,)]


def test_what_the_image_is_made_of_is_not_left_out():
    kept = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    copied = [rest.split()[:-1] for name, rest in dockerfile() if name == "COPY"]
    needed = {each for sources in copied for each in sources if sources[0] != "--from=build"}
    assert needed == kept


def test_what_the_image_and_compose_keep_is_mounted():
    [service] = compose()["services"].values()
    targets = {mount["target"]: mount for mount in service["volumes"]}
    assert targets.keys() == {"/vault", "/data"}
    assert targets["/vault"]["read_only"]
    assert targets["/data"]["source"] in compose()["volumes"]
    made = next(rest for name, rest in dockerfile() if name == "RUN" and "install -d" in rest)
    assert {"/data", "/vault"} <= set(made.split())


def test_the_container_may_do_no_more_than_it_must():
    [service] = compose()["services"].values()
    assert service["read_only"]
    assert service["init"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert not {"privileged", "cap_add", "ports", "network_mode"} & service.keys()
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    assert instruction("USER") not in {"root", "0"}


def test_health_is_asked_at_the_port_that_is_documented():
    options, command = instruction("HEALTHCHECK").split(" CMD ", 1)
    assert options.split() == [
        "--interval=30s",
        "--timeout=10s",
        "--start-period=5m",
        "--retries=3",
    ]
    [address] = re.findall(r"http://[\w.:/]+", command)
    assert address in read("docs/operations.md")


@pytest.fixture
def answering() -> Iterator[Callable[[int | None], int]]:
    """The port of a server that answers everything with a status; None: nobody answers there."""
    servers = []

    def start(status: int | None) -> int:
        class Health(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status or 0)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Health)
        port = server.server_port
        if status is None:
            server.server_close()
        else:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            servers.append(server)
        return port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (None, 1)])
def test_only_a_healthy_answer_passes_the_health_check(status: int | None, code: int, answering):
    python, *arguments = json.loads(instruction("HEALTHCHECK").split(" CMD ", 1)[1])
    assert python == "python"
    port = answering(status)
    arguments = [each.replace(":8765/", f":{port}/") for each in arguments]
    # A proxy that the container is told of is not asked for what is inside it.
    environ = {"http_proxy": "http://127.0.0.1:9"}
    done = subprocess.run([sys.executable, *arguments], env=environ, capture_output=True, timeout=9)
    assert done.returncode == code


def test_the_token_comes_from_a_file_in_every_example():
    [service] = compose()["services"].values()
    assert service["environment"] == {"DISCORD_TOKEN_FILE": f"/run/secrets/{service['secrets'][0]}"}
    ignored = read(".gitignore").splitlines()
    secret = compose()["secrets"][service["secrets"][0]]["file"]
    assert f"/{secret.removeprefix('./')}" in ignored
    # Whatever is pasted into a file of the clone itself is never committed, nor in an image.
    pasted = {
        name for text in EXAMPLES for name in re.findall(r"/dev/stdin ([^\s/]+)\s", read(text))
    }
    assert pasted >= {"discord_token", "token"}
    assert {f"/{name}" for name in pasted} <= set(ignored)
    first, *let_in = read(".dockerignore").splitlines()
    assert first == "*"
    assert not {f"!{name}" for name in pasted} & set(let_in)
    [credential] = unit()["LoadCredential"]
    assert unit()["Environment"] == [f"DISCORD_TOKEN_FILE=%d/{credential.partition(':')[0]}"]
    for name in ("Dockerfile", "compose.yaml", "deploy/vaultbot.service", "docs/operations.md"):
        assert not re.search(r"DISCORD_TOKEN[=:]", read(name)), name


def test_a_wrong_configuration_is_not_started_again_and_a_failure_is():
    assert unit()["RestartPreventExitStatus"] == [WRONG_CONFIGURATION]
    assert unit()["Restart"] == ["on-failure"]
    [wait] = unit()["RestartSec"]
    # Five starts in ten seconds, and systemd gives up.
    assert int(wait) > 2


def test_the_unit_and_compose_wait_as_long_for_a_clean_end():
    [service] = compose()["services"].values()
    assert service["stop_grace_period"] == f"{unit()['TimeoutStopSec'][0]}s"


needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd is not installed"
)


@needs_systemd
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_the_units(path: Path, tmp_path: Path):
    # It looks whether the program is there, too.
    program = shlex.split(unit(path)["ExecStart"][0])[0]
    here = tmp_path / path.name
    here.write_text(path.read_text().replace(program, sys.executable))
    done = systemd("verify", str(here))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_the_units_are_as_closed_as_their_page_says(path: Path):
    done = systemd("security", "--offline=true", "--no-pager", str(path))
    [exposure] = re.findall(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert float(exposure) < HIGHEST_EXPOSURE


def systemd(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)
