"""Why an exemption ended, in the visitor's language. It is kept as an English sentence; one that is unknown is shown as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.model import ExemptionState
from comity.node.review_desk import FoundExemption
from comity.web.console.explain.reasons import reason
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


_FORMS: Sequence[tuple[str, str]] = (
    (r"withdrawn by (?:user:)?(?P<who>\S+)", _("withdrawn by %(who)s")),
    (r"superseded by decision \S+", _("another decision took its place")),
    (r"taken back by \S+", _("its decision was taken back")),
    (r"the subject was erased", _("the subject was erased")),
)


def why(words: Words, found: FoundExemption) -> str:
    """Why ``found`` does not hold any more; empty while it is in force."""
    if found.kept.exemption.state is ExemptionState.ACTIVE:
        return ""
    for form, said in _FORMS:
        if match := re.fullmatch(form, found.kept.why):
            return words.say(said, **match.groupdict())
    return reason(words, found.kept.why)
