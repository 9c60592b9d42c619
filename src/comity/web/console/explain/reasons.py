"""The reasons that the screening wrote beside its evidence, and those of an exemption that ended, in the visitor's language.

They are kept as English sentences with the hit. Every form of them has its counterpart here; one that is unknown, from another version of
the program, is shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.model import ExemptionState, IdentifierType
from comity.names.clean import clean
from comity.web.console.labels import label
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


_FORMS: Sequence[tuple[str, str]] = (
    (r"dates of birth: the same day", _("the same day")),
    (r"dates of birth: the same day with day and month exchanged", _("the same day with day and month exchanged")),
    (r"dates of birth: one digit differs: perhaps mistyped", _("one digit differs: perhaps mistyped")),
    (r"dates of birth: the same year, another day", _("the same year, another day")),
    (r"dates of birth: the same year, another month", _("the same year, another month")),
    (r"dates of birth: agree as far as they go", _("they agree as far as they go")),
    (r"dates of birth: about the same time", _("about the same time")),
    (
        r"dates of birth: about the same time \((?P<n>\d+) apart, given as circa\)",
        _("about the same time (years apart: %(n)s; given as circa)"),
    ),
    (r"dates of birth: one year apart", _("one year apart")),
    (r"dates of birth: (?P<n>\d+) years apart", _("years apart: %(n)s")),
    (r"no country in common", _("no country in common")),
    (r"both name (?P<where>.+)", _("both name %(where)s")),
    (r"(?P<where>.+) is where one of the two lives, lived or was born", _("%(where)s is where one of the two lives, lived or was born")),
    (r"genders differ", _("the genders differ")),
    (r"different kinds of subject", _("they are different kinds of subject")),
    (r"the publisher calls this a low-quality alias", _("the publisher calls this a low-quality alias")),
    (r"the same number under another type or issuer", _("the same number under another type or issuer")),
    (r"it ran out on (?P<day>[\d-]+)", _("it ran out on %(day)s")),
    (r"the listing has changed", _("the listing has changed")),
    (r"the listing has changed: (?P<what>.+)", _("the listing has changed: %(what)s")),
    (r"the subject has changed", _("the subject has changed")),
    (r"the subject has changed: (?P<what>.+)", _("the subject has changed: %(what)s")),
)
_NUMBERS = {one.value.replace("_", " "): one for one in IdentifierType}
_STATES = {one.value: one for one in ExemptionState}
_DOUBTFUL = "; the source calls the document false, expired, lost or revoked"
_SAME_NUMBER = re.compile(r"the same (?P<type>[a-z ]+) number")
_ENDED_BEFORE = re.compile(r"it was (?P<state>[a-z]+) before")


def reason(words: Words, why: str) -> str:
    """The sentence ``why`` in the visitor's language, without characters that cannot be seen or turn their neighbours."""
    why = clean(why)
    if why.endswith(_DOUBTFUL):
        doubt = words.say("the source calls the document false, expired, lost or revoked")
        return f"{reason(words, why.removesuffix(_DOUBTFUL))}; {doubt}"
    return _typed(words, why) or _formed(words, why) or why


def _formed(words: Words, why: str) -> str:
    for form, said in _FORMS:
        if found := re.fullmatch(form, why):
            return words.say(said, **found.groupdict())
    return ""


def _typed(words: Words, why: str) -> str:
    """Sentences that name a value of the model."""
    number, ended = _SAME_NUMBER.fullmatch(why), _ENDED_BEFORE.fullmatch(why)
    if number and number["type"] in _NUMBERS:
        return words.say("the same number: %(type)s", type=label(words, _NUMBERS[number["type"]]))
    if ended and ended["state"] in _STATES:
        return words.say("it ended before: %(state)s", state=label(words, _STATES[ended["state"]]))
    return ""
