"""What bringing a vault up to its source tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """One fetch of a vault that is kept elsewhere."""

    before: str
    """The commit that the files were of; empty where there were none."""
    after: str
    """The commit that they are of now."""

    @property
    def changed(self) -> bool:
        """Whether there is anything new to load."""
        return self.before != self.after
