"""Which subjects are asked for: as an address says it, where numbers and names are sealed for the sitting, and as the form does."""

from __future__ import annotations

from dataclasses import dataclass, replace

from comity.node.subject_pages import SubjectsAsked
from comity.web.console.filled import Filled
from comity.web.console.sought import LONGEST_SOUGHT, SOUGHT, address, given, sealed, unsealed
from comity.web.console.visitor import Visitor

NUMBER, AFTER = "number", "after"
"""The parameters for the owner's number and for the place behind which a page begins, which may be such a number; sealed, too."""

OPEN_NAME, OPEN_KEY = "name", "key"
"""The fields of the form, and what addresses of earlier versions said openly."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The base, the owner's number or its beginning, the name, and the place; empty fields ask nothing. ``is_forgotten`` when another
    sitting looked for it.
    """

    base: str = ""
    key: str = ""
    name: str = ""
    after: str = ""
    is_forgotten: bool = False

    @property
    def asks_something(self) -> bool:
        """True when more than the bases is asked for."""
        return bool(self.base or self.key or self.name)

    def behind(self, after: str) -> Asked:
        """The same subjects, from behind a place."""
        return replace(self, after=after)

    def path(self, visitor: Visitor, **beside: str) -> str:
        """The address of this page, in the sitting of ``visitor``."""
        typed = {NUMBER: self.key, SOUGHT: self.name, AFTER: self.after}
        return address("/subjects", {"base": self.base, **{name: sealed(visitor, text) for name, text in typed.items()}, **beside})

    def page(self, rows: int) -> SubjectsAsked:
        """What the node is asked."""
        return SubjectsAsked(self.base, self.key, self.name, self.after, rows)


def asked_in(visitor: Visitor, base: str) -> Asked:
    """What the address asks for in ``base``."""
    typed = {name: given(visitor, name) for name in (NUMBER, SOUGHT, AFTER)}
    read = {name: unsealed(visitor, text) for name, text in typed.items()}
    return Asked(base, read[NUMBER], read[SOUGHT], read[AFTER], any(typed[name] and not read[name] for name in typed))


def open_in(visitor: Visitor, base: str) -> Asked | None:
    """What an address says openly, to be sealed; None when it does not."""
    found = Asked(base, given(visitor, OPEN_KEY), given(visitor, OPEN_NAME))
    return found if found.key or found.name else None


def filled_in(form: Filled) -> Asked:
    """What the form of the page asks for."""
    found = Asked(form.text("base", LONGEST_SOUGHT), form.text(OPEN_KEY, LONGEST_SOUGHT), form.text(OPEN_NAME, LONGEST_SOUGHT))
    form.done()
    return found
