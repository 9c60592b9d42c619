"""The paths of what proves the ledger: signed heads and keys, the audit of the whole, and the export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response, StreamingResponse

from comity.identity import Permission
from comity.ledger import AUDIT_NOT_SHOWN, SignedHead, moment_text
from comity.node.jobs import order_by_hand
from comity.node.ledger_state import VERIFY, ledger_state
from comity.web.api.ledger import NDJSON, pieces
from comity.web.console.ledger.asked import LAST
from comity.web.console.ledger.desk import act_of, desk_of
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.tables import Cell, Column, Row, Table, streamed_of, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting

ROWS = 50
PROOF = "/ledger/proof"

Verifying = Annotated[Visitor, Depends(visiting(Permission.LEDGER_VERIFY))]
Ordering = Annotated[Posted, Depends(posting(Permission.LEDGER_VERIFY))]
Exporting = Annotated[Posted, Depends(posting(Permission.LEDGER_EXPORT))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/ledger/proof")
def proof(visitor: Verifying, below: Annotated[int | None, Query(ge=0, le=LAST)] = None) -> Response:
    """Heads, keys and the audit."""
    desk, act, keys = desk_of(visitor), act_of(visitor), _keys(visitor)
    if wants_csv(visitor.request):
        heads = _heads(visitor, (), None)
        return streamed_of(visitor, {"heads": (heads, lambda: _head_rows(desk.every_head(below, act))), "keys": (keys, lambda: keys.rows)})
    found = desk.latest_heads(below, ROWS + 1, act)
    shown = found[:ROWS]
    heads = _heads(visitor, shown, shown[-1].head.size if len(found) > ROWS else None)
    values = {**_audit(visitor), "heads": heads, "keys": keys, "problem": visitor.service.signing.problem}
    return page(visitor, "ledger/proof.html", values)


@router.get("/ledger/proof/audit")
def audit(visitor: Verifying) -> Response:
    """How far the audit is: a part of the page, asked for again while one runs; by itself for browsers without scripts."""
    return page(visitor, "ledger/audit.html", _audit(visitor))


@router.post("/ledger/proof/audit")
def verify(posted: Ordering) -> Response:
    """Have the whole ledger audited."""
    posted.form.done()
    visitor = posted.visitor
    order_by_hand(visitor.service.means, VERIFY, {}, visitor.actor)
    return go(visitor.request, PROOF)


@router.post("/ledger/proof/head")
def sign(posted: Ordering) -> Response:
    """Sign a head over every entry now."""
    posted.form.done()
    desk_of(posted.visitor).head(act_of(posted.visitor))
    return go(posted.visitor.request, PROOF)


@router.post("/ledger/export")
def export(posted: Exporting) -> StreamingResponse:
    """The whole ledger up to a head that is signed now, as a file."""
    posted.form.done()
    visitor = posted.visitor
    _, lines = desk_of(visitor).export(act_of(visitor))
    named = {"Content-Disposition": f'attachment; filename="ledger-{moment_text(visitor.service.now())[:10]}.jsonl"'}
    return StreamingResponse(pieces(lines), media_type=NDJSON, headers=named)


def _audit(visitor: Visitor) -> Mapping[str, Any]:
    """How the ledger stands, and its last audit."""
    state = ledger_state(visitor.service.database)
    is_under_way = state.audit is not None and state.audit.finished_at is None
    return {"state": state, "now": visitor.service.now(), "is_under_way": is_under_way, "not_shown": AUDIT_NOT_SHOWN}


def _heads(visitor: Visitor, heads: tuple[SignedHead, ...], behind: int | None) -> Table:
    words = visitor.words
    columns = (
        Column("size", words.say("Entries covered"), is_number=True),
        Column("at", words.say("Signed")),
        Column("root", words.say("Root hash")),
        Column("key", words.say("Key")),
    )
    rows = list(_head_rows(heads))
    empty = words.say("Nothing is signed yet. While the node serves, it signs a head at most ten minutes after an entry.")
    more = f"{PROOF}?below={behind}" if behind is not None else ""
    return Table("ledger-heads", words.say("Signed heads, the last first"), columns, rows, empty, more, f"{PROOF}?as=csv")


def _head_rows(heads: Iterable[SignedHead]) -> Iterator[Row]:
    return (
        {
            "size": Cell(one.head.size),
            "at": Cell(one.head.at),
            "root": Cell(one.head.root.hex(), kind="code"),
            "key": Cell(one.head.key[:16], kind="code"),
        }
        for one in heads
    )


def _keys(visitor: Visitor) -> Table:
    words = visitor.words
    columns = (Column("key", words.say("Fingerprint (SHA-256)")),)
    rows = [{"key": Cell(fingerprint, kind="code")} for fingerprint in visitor.service.signer.keys.public()]
    empty = words.say("No key was made yet.")
    return Table("ledger-keys", words.say("Public keys that signed"), columns, rows, empty, csv=f"{PROOF}?as=csv&table=keys")
