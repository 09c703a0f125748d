"""What reading a vault depends on beside its files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VideoSite:
    """One site, by templates."""

    name: str
    """Lower case; what stands before the colon of its videos' ids."""
    addresses: tuple[str, ...]
    """Forms that its addresses take; the first is the one that links have."""
    moment: str
    """The address that opens a video at a second."""
    id: str = r"[A-Za-z0-9_-]{1,64}"
    """What an id looks like, as a regular expression."""


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """How a vault is read; a database made under other settings is made again."""

    max_bytes: int = 2_000_000
    """Larger files are reported, not read."""
    repair_times: bool = True
    """Whether times in the wrong unit are corrected."""
    sites: tuple[VideoSite, ...] = ()
    """That host videos, beside those that everyone knows; these go first."""
