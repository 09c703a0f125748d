"""Does any locked package have a known vulnerability? `make audit`.

pip-audit alone can't be relied on: it ends with 1 for a vulnerability and for a lost connection
alike, and with 0 where its service knows none of the packages, as a mirror without that data does.
So it is first asked about a release that is known to be vulnerable.

Exit codes: 0 none is · 1 one is, or one could not be looked up · 3 the service could not be asked,
which is 0 with --skip-unreachable. Another service: PIP_AUDIT_VULNERABILITY_SERVICE=osv.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
KNOWN_BAD = "pyyaml==5.3"
"""CVE-2020-14343."""
UNREACHABLE = 3


def main() -> int:
    parser = argparse.ArgumentParser(description="look for known vulnerabilities in the lock files")
    parser.add_argument("--skip-unreachable", action="store_true")
    parser.add_argument("locks", nargs="*", type=Path, default=sorted(ROOT.glob("*.lock")))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder, "probe.txt")
        probe.write_text(KNOWN_BAD, encoding="utf-8")
        known, complaint = look_up(probe)
    if not any(package.get("vulns") for package in known):
        why = complaint or f"it knows no vulnerability of {KNOWN_BAD}, which has one"
        print(f"NOT AUDITED: the vulnerability service can't be asked: {why}")
        return 0 if options.skip_unreachable else UNREACHABLE
    packages, complaint = look_up(*options.locks)
    if not packages:
        print(f"NOT AUDITED: {complaint}")
        return 1
    faults = 0
    for package in packages:
        name = f"{package['name']} {package.get('version', '')}".strip()
        if reason := package.get("skip_reason"):
            faults += 1
            print(f"{name}: not looked up: {reason}")
        for found in package.get("vulns", ()):
            faults += 1
            ids = ", ".join([found["id"], *found["aliases"]])
            mended = ", ".join(found["fix_versions"]) or "no release yet"
            print(f"{name}: {ids}; mended in {mended}")
    locks = ", ".join(lock.name for lock in options.locks)
    found_in_all = f"{faults} to look at" if faults else "no known vulnerability"
    print(f"{len(packages)} packages of {locks}: {found_in_all}")
    return 1 if faults else 0


def look_up(*requirements: Path) -> tuple[list[dict[str, Any]], str]:
    """(what pip-audit says of each package, what it complains of); nothing is installed."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--desc", "off"]
    command += ["--format", "json", "--progress-spinner", "off"]
    for file in requirements:
        command += ["--requirement", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)["dependencies"], ""
    except ValueError:
        return [], (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]


if __name__ == "__main__":
    sys.exit(main())
