"""Code fences: code is blanked, and notes that a fence merely wraps are unwrapped."""

import re
from dataclasses import dataclass

from bot.vault.citations import holds_citation
from bot.vault.problems import Finding

_FENCE = re.compile(r"[ \t]*(?:>[ \t]*)*(`{3,}+|~{3,}+)[ \t]*([^`\n]*)")
_TEXT_LANGUAGES = ("markdown", "md", "ad-", "callout")


@dataclass(frozen=True, slots=True)
class _Fence:
    line: int
    mark: str
    info: str

    def closes(self, other: "_Fence") -> bool:
        return not self.info and self.mark.startswith(other.mark)

    @property
    def wraps_text(self) -> bool:
        return self.info.startswith(_TEXT_LANGUAGES)


def open_fences(body: str) -> tuple[list[str], tuple[Finding, ...]]:
    """The lines of a note, those of code and the fences themselves blanked.

    A fence that says `markdown`, `md`, `ad-…` or `callout`, or says nothing and holds citations,
    wraps text: only its own two lines go. One that is never closed ends with the note.
    """
    lines = body.split("\n")
    if "```" not in body and "~~~" not in body:
        return lines, ()
    fences = [
        _Fence(number, match[1], match[2].strip().lower())
        for number, line in enumerate(lines)
        if ("```" in line or "~~~" in line) and (match := _FENCE.fullmatch(line))
    ]
    for fence in fences:
        lines[fence.line] = ""
    findings = _blank_code(lines, fences)
    return lines, findings


def _blank_code(lines: list[str], fences: list[_Fence]) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    wrappers: list[_Fence] = []
    position = 0
    while position < len(fences):
        fence = fences[position]
        position += 1
        if fence.wraps_text:
            wrappers.append(fence)
        elif wrappers and fence.closes(wrappers[-1]):
            wrappers.pop()
        else:
            end = next((i for i in range(position, len(fences)) if fences[i].closes(fence)), None)
            last = len(lines) if end is None else fences[end].line
            inside = range(fence.line + 1, last)
            if fence.info or not any(holds_citation(lines[number]) for number in inside):
                if end is None or any(lines[number].strip() for number in inside):
                    code = "fence-open" if end is None else "code-skipped"
                    findings.append(Finding(fence.line + 1, code))
                for number in inside:
                    lines[number] = ""
            position = len(fences) if end is None else end + 1
    return tuple(findings)
