"""Which licences does the running bot come under? `make licences`.

Lists every package of requirements-postgres.lock with version and licence, and ends with 1 where
one is not allowed or not known. SPDX expressions are read as such: `MIT AND GPL-3.0-only` is not
allowed, `MIT OR GPL-3.0-only` is.
"""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from license_expression import AND, OR, ExpressionError, LicenseSymbol, get_spdx_licensing

ROOT = Path(__file__).parents[1]
ALLOWED = frozenset(
    {
        *("MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Zlib", "CC0-1.0"),
        *("Apache-2.0", "PSF-2.0", "Python-2.0", "MPL-2.0", "Unicode-3.0", "Unicode-DFS-2016"),
    }
)
CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages without an SPDX expression say instead; any other is not known."""
SPDX = get_spdx_licensing()


def main() -> int:
    lock = ROOT / "requirements-postgres.lock"
    faults = 0
    for name, version, marker in re.findall(
        r"^([\w.-]+)==([^\s;]+)(?: ; (.+?))? \\$", lock.read_text(encoding="utf-8"), re.MULTILINE
    ):
        try:
            package = distribution(name)
            installed = package.version == version
        except PackageNotFoundError:
            installed = False
        if installed:
            licence = licence_of(package)
            fault = "" if is_allowed(licence) else "NOT ALLOWED"
        else:
            licence = f"(not on this machine: {marker})" if marker else "(not installed)"
            fault = "" if marker else "NOT KNOWN"
        faults += bool(fault)
        print(f"{name:20} {version:12} {licence} {fault}".rstrip())
    return 1 if faults else 0


def licence_of(package: Distribution) -> str:
    """An SPDX expression where the package has one, or what its classifiers come to."""
    if expression := package.metadata.get("License-Expression"):
        return expression
    listed = package.metadata.get_all("Classifier") or []
    names = [each for each in listed if each.startswith("License ::")]
    if names:
        return " AND ".join(CLASSIFIERS.get(name, name.rpartition(" :: ")[2]) for name in names)
    return (package.metadata.get("License") or "no licence told").partition("\n")[0]


def is_allowed(licence: str) -> bool:
    """Whether all that must be kept to is on the list."""

    def allowed(part: object) -> bool:
        if isinstance(part, AND):
            return all(map(allowed, part.args))
        if isinstance(part, OR):
            return any(map(allowed, part.args))
        # A licence WITH an exception is no plain symbol, and has to be looked at.
        return type(part) is LicenseSymbol and part.key in ALLOWED

    try:
        return allowed(SPDX.parse(licence))
    except ExpressionError:
        return False


if __name__ == "__main__":
    sys.exit(main())
