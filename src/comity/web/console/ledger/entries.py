"""The paths of what was done: entries by who, what, on what, what for and when, and one entry with its proof."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from comity.identity import Permission
from comity.ledger import NOT_SHOWN, SignedHead, leaf_hash, proves_inclusion, verify_head
from comity.ledger.entries import entry_bytes
from comity.model import LedgerBroken, Purpose
from comity.node.ledger import Found
from comity.node.ledger_state import ledger_state
from comity.storage.database.ledger import LedgerRow
from comity.web.console.ledger.asked import LAST, Asked, asked
from comity.web.console.ledger.desk import act_of, desk_of
from comity.web.console.ledger.links import thing_link
from comity.web.console.ledger.rows import entries_table, entry_rows, purpose_said
from comity.web.console.ledger.said import ACTS, act_said, thing_said, who_said
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import Table, csv_stream, wants_csv
from comity.web.console.visitor import Visitor, visiting

ROWS = 50

Viewing = Annotated[Visitor, Depends(visiting(Permission.LEDGER_VIEW))]
Verifying = Annotated[Visitor, Depends(visiting(Permission.LEDGER_VERIFY))]
Number = Annotated[int, Path(ge=0, le=LAST)]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/ledger")
def ledger(visitor: Verifying, filters: Annotated[Asked, Depends(asked)]) -> Response:
    """How the ledger stands, and the entries that fit, for those who may see entries."""
    sees_entries = visitor.may(Permission.LEDGER_VIEW)
    if sees_entries and wants_csv(visitor.request):
        entries = desk_of(visitor).search_whole(filters.wanted, filters.before, act_of(visitor))
        return csv_stream(visitor, entries_table(visitor, (), ("", ""), ""), entry_rows(visitor, entries))
    found = desk_of(visitor).search(filters.wanted, filters.before, ROWS, act_of(visitor)) if sees_entries else None
    values = {
        "state": ledger_state(visitor.service.database),
        "now": visitor.service.now(),
        "found": found,
        "entries": _table(visitor, filters, found) if found else None,
        "filters": filters,
        "acts": _acts(visitor, filters.wanted.action),
        "purposes": tuple(Purpose),
    }
    return page(visitor, "ledger/entries.html", values)


@router.get("/ledger/{number}")
def entry(number: Number, visitor: Viewing) -> Response:
    """One entry in words, and what proves it."""
    row, head = desk_of(visitor).entry(number, act_of(visitor))
    words, one = visitor.words, row[1]
    values = {
        "number": number,
        "entry": one,
        "leaf": row[2].hex(),
        "who": who_said(words, one.actor),
        "act": act_said(words, one.action),
        "thing": thing_said(words, one.object),
        "thing_link": thing_link(visitor, one.object),
        "purpose": purpose_said(words, one.purpose),
        "proof": _proof(visitor, row, head) if head else None,
        "not_shown": NOT_SHOWN,
    }
    return page(visitor, "ledger/entry.html", values)


@router.get("/ledger/{number}/certificate")
def certificate(number: Number, visitor: Viewing) -> Response:
    """The certificate of one entry, as a file."""
    document = desk_of(visitor).certificate(number, act_of(visitor))
    named = {"Content-Disposition": f'attachment; filename="certificate-{number}.json"'}
    return Response(document, media_type="application/json", headers=named)


def _table(visitor: Visitor, filters: Asked, found: Found) -> Table:
    behind = filters.address(before=str(found.next)) if found.next is not None else ""
    download = filters.address(**{"as": "csv", "before": str(filters.before) if filters.before is not None else ""})
    if found.next is not None:
        empty = visitor.words.say("Nothing fits down to entry %(number)s. There are older entries.", number=f"{found.next:,}")
    elif filters.is_filtered:
        empty = visitor.words.say("No entry fits. Take a filter away, or choose other days.")
    else:
        empty = visitor.words.say("Nothing was done yet. Every act, and every look at a person, becomes an entry.")
    return entries_table(visitor, found.rows, (behind, download), empty)


def _acts(visitor: Visitor, chosen: str) -> list[tuple[str, str]]:
    """The acts to choose from, with the one that is chosen, by what they are called."""
    known = {action: act_said(visitor.words, action) for action in ACTS} | ({chosen: act_said(visitor.words, chosen)} if chosen else {})
    return sorted(known.items(), key=lambda one: (one[0].partition(".")[0], one[1]))


def _proof(visitor: Visitor, row: LedgerRow, head: SignedHead) -> dict[str, Any]:
    """The proof of an entry under ``head``, and whether it was found to hold just now: ``fault`` says why not."""
    number, one, leaf = row
    proof = desk_of(visitor).inclusion(number, head.head.size, act_of(visitor))
    fault = ""
    key = visitor.service.signer.keys.public().get(head.head.key)
    if leaf_hash(entry_bytes(number, one)) != leaf:
        fault = visitor.words.say("the entry is not the one whose hash is kept")
    elif not proves_inclusion(proof, leaf, head.head.root):
        fault = visitor.words.say("the hashes do not lead from the entry to the root that was signed")
    elif key is None:
        fault = visitor.words.say("the public key of the signature is not in this home")
    else:
        try:
            verify_head(head, key)
        except LedgerBroken as broken:
            fault = broken.message
    return {"head": head, "path": [one.hex() for one in proof.path], "fault": fault}
