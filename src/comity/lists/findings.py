"""What was odd in a file, each kind once: how often, and where first. Ten thousand equal oddities are one issue, not ten thousand."""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.lists.source import Reading
from comity.model import Issue, Locator, Severity

MAX_KINDS = 1_000
"""Kinds of oddities that are told apart in one file; past them they are only counted."""

_Kind = tuple[str, str, Severity]
_FURTHER: _Kind = ("further oddities of other kinds were only counted", "see the kinds before", Severity.WARNING)


@dataclass(slots=True)
class _Tally:
    where: Locator
    count: int = 0


@dataclass(slots=True)
class Findings:
    """Collects oddities and omissions while ``reading`` goes on; ``report`` puts them into it when it is over."""

    reading: Reading
    _tallies: dict[_Kind, _Tally] = field(default_factory=dict)

    def add(self, where: Locator, what: str, hint: str = "", severity: Severity = Severity.WARNING) -> None:
        """Note one occurrence of ``what``; equal notes are counted together."""
        kind = (what, hint, severity)
        if kind not in self._tallies and len(self._tallies) >= MAX_KINDS:
            kind = _FURTHER
        self._tallies.setdefault(kind, _Tally(where)).count += 1

    def ignore(self, what: str, because: str, times: int = 1) -> None:
        """Count something that is left out on purpose, with the reason."""
        if not times:
            return
        key = f"{what}: {because}"
        self.reading.ignored[key] = self.reading.ignored.get(key, 0) + times

    def report(self) -> None:
        """Hand over what was noted since the last report, in the order in which each kind was first met."""
        for (what, hint, severity), tally in self._tallies.items():
            text = what if tally.count == 1 else f"{what} ({tally.count:,} times, here first)"
            self.reading.issues.append(Issue(tally.where, text, hint, severity))
        self._tallies.clear()
