"""The files to deploy several processes with agree with each other, and with those for one."""

import re
import shlex
import string
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.shards import Shards
from tests.conftest import SAMPLE, SAMPLE_NOTES
from tests.postgres import Server, query, require_programs, running_server
from tests.test_deployment import ROOT, UNITS, bot, compose, read, unit

FLEET = "deploy/compose.fleet.yaml"
ALONE, TEMPLATE = UNITS
BOTS = ("vaultbot-0", "vaultbot-1")
PASSWORD = "s3cret-word"


def fleet() -> dict[str, Any]:
    return yaml.safe_load(read(FLEET))


def are_all(shards: list[Shards]) -> bool:
    """Whether the processes have every shard of one bot, and none twice."""
    [count] = {each.count for each in shards}
    return sorted(chain.from_iterable(each.ids for each in shards)) == list(range(count))


def test_the_containers_are_one_bot_over_one_database():
    services = fleet()["services"]
    assert services.keys() == {*BOTS, "postgres"}
    run = [bot(services[name]["entrypoint"] + services[name]["command"]) for name in BOTS]
    assert all(
        (each.subcommand, each.hold, each.vault) == ("run", True, Path("/vault")) for each in run
    )
    assert {each.database for each in run} == {"postgresql://vaultbot@postgres/vaultbot"}
    assert are_all([each.shards for each in run])


def test_what_is_run_in_a_container_is_a_command_over_the_same_database():
    [first] = {tuple(fleet()["services"][name]["entrypoint"]) for name in BOTS}
    pages = read("docs/scaling.md") + read("docs/operations.md")
    told = re.findall(rf"^    .* -f {FLEET} run --rm (?:-v \S+ )?vaultbot-0 ([^#\n]+)", pages, re.M)
    given = [bot([*first, *shlex.split(each)]) for each in told]
    commands = {each.subcommand: each for each in given}
    assert commands.keys() == {"check", "copy", "load"}
    copy = commands.pop("copy")
    assert (copy.database, copy.to) == ("/old/vaultbot.db", commands["load"].database)


def test_the_containers_differ_in_their_shards_alone_and_are_as_closed_as_one():
    first, second = (dict(fleet()["services"][name]) for name in BOTS)
    assert first.pop("command") != second.pop("command")
    assert first == second
    [alone] = compose()["services"].values()
    for key in ("init", "read_only", "cap_drop", "security_opt", "restart", "stop_grace_period"):
        assert first[key] == alone[key], key
    for key in ("mem_limit", "pids_limit", "logging", "image"):
        assert first[key] == alone[key], key
    assert first["volumes"] == [mount for mount in alone["volumes"] if mount["target"] == "/vault"]
    assert not {"privileged", "cap_add", "ports", "network_mode"} & first.keys()


def test_the_database_is_kept_healthy_first_and_reached_by_the_bot_alone():
    postgres, network = fleet()["services"]["postgres"], fleet()["networks"]["database"]
    [mount] = postgres["volumes"]
    assert (mount["source"] in fleet()["volumes"], mount["target"]) == (
        True,
        "/var/lib/postgresql/data",
    )
    assert postgres["healthcheck"]["test"][:3] == ["CMD", "pg_isready", "--host=127.0.0.1"]
    assert (network, postgres["networks"]) == ({"internal": True}, ["database"])
    assert not {"privileged", "ports", "network_mode"} & postgres.keys()
    assert postgres["cap_drop"] == ["ALL"]
    for name in BOTS:
        waited = fleet()["services"][name]["depends_on"]["postgres"]["condition"]
        assert waited == "service_healthy"
        assert set(fleet()["services"][name]["networks"]) == {"default", "database"}


def test_secrets_are_files_that_no_commit_takes():
    secrets, services = fleet()["secrets"], fleet()["services"]
    ignored = read(".gitignore").splitlines()
    for name, secret in secrets.items():
        assert secret["file"] == f"../{name}"
        assert f"/{name}" in ignored
    for service in services.values():
        told = {key: value for key, value in service["environment"].items() if "FILE" in key}
        assert sorted(told.values()) == sorted(
            f"/run/secrets/{each}" for each in service["secrets"]
        )
    for name in (FLEET, "deploy/vaultbot@.service", "docs/scaling.md"):
        assert not re.search(r"(DISCORD_TOKEN|PASSWORD)[=:] ?\S|://\w+:\w+@", read(name)), name


def test_the_template_is_the_unit_but_for_what_makes_it_one_of_several():
    alone, template = unit(ALONE), unit(TEMPLATE)
    assert {key for key in alone | template if alone.get(key) != template.get(key)} == {
        "Environment",
        "EnvironmentFile",
        "ExecStart",
    }
    assert template["Environment"] == [*alone["Environment"], "PGPASSFILE=/etc/vaultbot/pgpass"]


def test_each_process_of_the_template_has_shards_and_a_port_of_its_own():
    head = TEMPLATE.read_text().partition("[Unit]")[0]
    [of_instance] = unit(TEMPLATE)["EnvironmentFile"]
    told = re.findall(r"printf '(\S+)' > (\S+)", head)
    [enabled] = re.findall(r"systemctl enable --now (.+?) &&", head)
    instances = [name.partition("@")[2] for name in enabled.split()]
    assert [path for _, path in told] == [of_instance.replace("%i", each) for each in instances]
    commands = []
    for text, _ in told:
        values = dict(line.split("=") for line in text.split(r"\n") if line)
        line = string.Template(unit(TEMPLATE)["ExecStart"][0]).substitute(values)
        commands.append(bot(shlex.split(line)))
    assert all((each.subcommand, each.hold) == ("run", False) for each in commands)
    assert are_all([each.shards for each in commands])
    assert len({each.port for each in commands}) == len(commands)
    assert {each.config for each in commands} == {Path("/etc/vaultbot/config.yaml")}


@pytest.fixture(scope="module")
def locked() -> Iterator[Server]:
    """A server that asks for a password."""
    with running_server(require_programs()) as server:
        query(server.url, f"ALTER ROLE vaultbot PASSWORD '{PASSWORD}'")
        (server.data / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        server.stop()
        server.start()
        yield server


@pytest.mark.parametrize(("mode", "code"), [(0o400, 0), (0o440, 2)])
def test_a_file_of_passwords_signs_in_where_only_its_owner_reads_it(
    locked: Server, tmp_path: Path, mode: int, code: int
):
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"localhost:5432:postgres:vaultbot:{PASSWORD}\n")
    passwords.chmod(mode)
    command = [sys.executable, "-m", "bot", "load", "--json", "--vault", str(SAMPLE)]
    done = subprocess.run(
        [*command, "--database", locked.url],
        cwd=ROOT, env={"PGPASSFILE": str(passwords)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, f'"notes": {SAMPLE_NOTES}' in done.stdout) == (code, code == 0)
    assert PASSWORD not in done.stdout + done.stderr
