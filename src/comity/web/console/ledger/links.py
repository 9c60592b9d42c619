"""From an entry of the ledger to what it is about, for those who may see that."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from comity.identity import Permission
from comity.web.console.visitor import Visitor

P = Permission
_PLACES: Mapping[str, tuple[str, Permission]] = {
    "case": ("/review/", P.CASE_VIEW),
    "subject": ("/subjects/", P.SUBJECT_VIEW),
    "request": ("/requests/", P.REQUEST_VIEW),
    "list": ("/lists/", P.LIST_VIEW),
    "job": ("/jobs/", P.JOB_VIEW),
    "ledger": ("/ledger/", P.LEDGER_VIEW),
    "user": ("/users/", P.USER_VIEW),
}
_WHOLE: Mapping[str, tuple[str, Permission]] = {
    "queue": ("/review", P.CASE_VIEW),
    "ledger": ("/ledger", P.LEDGER_VERIFY),
    "ledger_key": ("/ledger/proof", P.LEDGER_VERIFY),
    "hold": ("/requests/holds", P.REQUEST_VIEW),
    "exemption": ("/exemptions", P.CASE_VIEW),
    "key": ("/keys", P.KEY_VIEW),
    "webhook": ("/webhooks", P.WEBHOOK_VIEW),
}


def thing_link(visitor: Visitor, of: str) -> str:
    """The page of the object ``of`` of an entry, or of all of its kind; empty when there is none that ``visitor`` may see."""
    kind, _, rest = of.partition(":")
    if kind in _PLACES and rest and visitor.may(_PLACES[kind][1]):
        return _PLACES[kind][0] + quote(rest, safe="")
    if kind in _WHOLE and visitor.may(_WHOLE[kind][1]):
        return _WHOLE[kind][0]
    return ""
