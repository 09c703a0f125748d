"""What autocomplete offered, so that a choice whose note is gone by now can be looked for."""

from collections import OrderedDict

from bot.model import Choice

MOST = 5_000


class Offered:
    """The names of the choices offered last, by value."""

    def __init__(self) -> None:
        self._names: OrderedDict[str, str] = OrderedDict()

    def remember(self, choices: list[Choice]) -> list[Choice]:
        """Remember choices on their way out; returns them."""
        for choice in choices:
            self._names[choice.value] = choice.name
            self._names.move_to_end(choice.value)
        while len(self._names) > MOST:
            self._names.popitem(last=False)
        return choices

    def name_of(self, value: str) -> str:
        """What a value was offered as; empty where that is not known any more."""
        value = value.strip()
        name = self._names.get(value, "")
        # Notes and videos stand before their channel; a quote may hold dashes of its own.
        return name if value.startswith("q:") else name.rpartition(" — ")[0] or name
