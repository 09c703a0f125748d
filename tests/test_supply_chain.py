"""The audit tells vulnerable from not asked; every licence of the running bot is an allowed one."""

import http.server
import json
import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LICENCES = runpy.run_path(str(ROOT / ".ci/licences.py"))


@contextmanager
def vulnerability_service(known: set[str]) -> Iterator[str]:
    """The address of a stand-in for osv.dev, where only these packages are vulnerable."""

    class Service(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            name = asked["package"]["name"].lower()
            found = {"id": f"TEST-{name}", "summary": "", "details": "", "affected": []}
            answer = json.dumps({"vulns": [found]} if name in known else {}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def audit(address: str, *arguments: str) -> tuple[int, str]:
    environ = os.environ | {"PIP_AUDIT_VULNERABILITY_SERVICE": "osv", "PIP_AUDIT_OSV_URL": address}
    done = subprocess.run(
        [sys.executable, ROOT / ".ci/audit.py", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert not done.stderr
    return done.returncode, done.stdout


@pytest.mark.slow
def test_no_vulnerability_is_told_of_all_locked_packages():
    with vulnerability_service({"pyyaml"}) as address:
        # The stand-in knows no versions: what the probe finds, the lock files have too.
        code, told = audit(address)
    assert code == 1
    assert "pyyaml" in told
    assert "packages of requirements-browser.lock, requirements-dev.lock" in told
    assert told.count("TEST-") == 1


@pytest.mark.slow
def test_a_clean_lock_file_passes_and_a_vulnerable_package_fails(tmp_path: Path):
    lock = tmp_path / "some.lock"
    lock.write_text("rapidfuzz==3.14.6\n")
    with vulnerability_service({"pyyaml"}) as address:
        assert audit(address, str(lock)) == (0, "1 packages of some.lock: no known vulnerability\n")
    with vulnerability_service({"pyyaml", "rapidfuzz"}) as address:
        code, told = audit(address, "--skip-unreachable", str(lock))
    assert code == 1
    assert "rapidfuzz 3.14.6: TEST-rapidfuzz" in told


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "code"), [((), 3), (("--skip-unreachable",), 0)])
def test_a_service_that_is_not_there_or_knows_nothing_is_told_from_a_clean_one(arguments, code):
    with vulnerability_service(set()) as address:
        knows_nothing = audit(address, *arguments)
    gone = audit(address, *arguments)
    for found, told in (knows_nothing, gone):
        assert found == code
        assert told.startswith("NOT AUDITED: ")


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("no licence told", False),
        ("", False),
    ],
)
def test_only_licences_on_the_list_are_allowed(licence: str, allowed: bool):
    assert LICENCES["is_allowed"](licence) is allowed


def test_every_licence_of_the_running_bot_is_allowed(capsys: pytest.CaptureFixture[str]):
    assert LICENCES["main"]() == 0
    listed = capsys.readouterr().out
    assert "discord-py" in listed
    assert "pytest" not in listed
