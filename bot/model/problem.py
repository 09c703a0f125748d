"""What could not be read as its author meant it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem costs the reader of the vault."""

    ERROR = "error"
    """Something of the note is lost or unusable."""
    WARNING = "warning"
    INFO = "info"
    """Nothing is wrong; somebody who looks for lost words or links may want to know."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the vault that could not be read as its author meant it."""

    path: str
    line: int
    """1-based; 0 where it concerns the whole file."""
    code: str
    """Stable, lower case with dashes: `frontmatter-yaml`."""
    message: str
    severity: Severity = Severity.WARNING
