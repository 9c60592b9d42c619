"""``/api/v1/ledger``: entries by what they say, certificates and proofs, signed heads, and the whole log as a stream. Every look is an
entry itself.

Entries hold ids and counts, never a person's data, so no purpose is needed; whoever names one has it written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Path as PathParameter
from fastapi import Query as Parameter
from fastapi.responses import Response, StreamingResponse

from comity.identity import Permission
from comity.ledger import entry_to_record, head_to_record, moment_text, public_key_bytes
from comity.model import Purpose, UsageError
from comity.node.jobs import order_by_hand
from comity.node.ledger import Act, LedgerDesk
from comity.node.ledger_state import VERIFY
from comity.storage.database.ledger import LedgerRow, LedgerSearch
from comity.web.access import Caller, allowed
from comity.web.api.job_records import Record, job_record
from comity.web.parameters import only_known

NDJSON = "application/x-ndjson"
MOST = 1000
"""Entries or heads of one page."""

LAST = 2**53 - 1
PIECE = 65_536
Viewing = Annotated[Caller, Depends(allowed(Permission.LEDGER_VIEW))]
Verifying = Annotated[Caller, Depends(allowed(Permission.LEDGER_VERIFY))]
Exporting = Annotated[Caller, Depends(allowed(Permission.LEDGER_EXPORT))]
Number = Annotated[int, PathParameter(ge=0, le=LAST, description="the number of the entry, from 0")]
Size = Annotated[int, Parameter(ge=1, le=LAST, description="how many entries the tree has")]
Limit = Annotated[int, Parameter(ge=1, le=MOST)]
router = APIRouter(prefix="/api/v1/ledger", tags=["ledger"], dependencies=[Depends(only_known)])


async def asked(
    actor: Annotated[str, Parameter(max_length=256, description="who acted, such as user:anna")] = "",
    action: Annotated[str, Parameter(max_length=256, description="what was done, such as case.decide")] = "",
    of: Annotated[str, Parameter(alias="object", max_length=256, description="what it was done to, such as case:1f2e")] = "",
    since: Annotated[datetime | None, Parameter(description="not before, with a time zone")] = None,
    until: Annotated[datetime | None, Parameter(description="before, with a time zone")] = None,
    purpose: Annotated[Purpose | None, Parameter(description="what it was done for")] = None,
) -> LedgerSearch:
    """What the query looks for. Raises ``UsageError`` for a time without zone: whose midnight it is decides what is found."""
    if any(at is not None and at.tzinfo is None for at in (since, until)):
        raise UsageError("a time has no time zone", "write it as 2026-03-01T00:00:00Z")
    return LedgerSearch(actor, action, of, since, until, purpose or "")


@router.get("/entries", summary="Entries, newest first")
def search(
    caller: Viewing,
    wanted: Annotated[LedgerSearch, Depends(asked)],
    before: Annotated[int | None, Parameter(ge=0, le=LAST, description="the next of the page before")] = None,
    limit: Limit = 100,
) -> Record:
    """Entries that fit all that is asked. ``next`` goes into ``before`` for the page behind them: one look at several fields reads so many
    entries and no more, so a page may have fewer than ``limit`` while there is a ``next``.
    """
    caller.spend(0)
    found = _desk(caller).search(wanted, before, limit, _act(caller))
    return {"entries": [_entry(row) for row in found.rows], "next": found.next}


@router.get("/entries/{number}", summary="One entry")
def entry(number: Number, caller: Viewing) -> Record:
    """The entry, its leaf hash, and the last signed head when that covers it."""
    caller.spend(0)
    row, head = _desk(caller).entry(number, _act(caller))
    return _entry(row) | {"head": head_to_record(head) if head else None}


@router.get("/entries/{number}/certificate", summary="The certificate of one entry", response_class=Response)
def certificate(number: Number, caller: Viewing) -> Response:
    """A document that proves by itself that the entry stands in the ledger; check it with ``comity ledger check``."""
    caller.spend(0)
    document = _desk(caller).certificate(number, _act(caller))
    named = {"Content-Disposition": f'attachment; filename="certificate-{number}.json"'}
    return Response(document, media_type="application/json", headers=named)


@router.get("/entries/{number}/inclusion", summary="The proof that an entry is in a tree")
def inclusion(number: Number, size: Size, caller: Viewing) -> Record:
    """The hashes beside the entry's way to the root of the tree of the first ``size`` entries (RFC 9162, section 2.1.3)."""
    caller.spend(0)
    proof = _desk(caller).inclusion(number, size, _act(caller))
    return {"number": proof.index, "size": proof.size, "path": [one.hex() for one in proof.path]}


@router.get("/consistency", summary="The proof that an earlier ledger is the beginning of a later one")
def consistency(first: Annotated[int, Parameter(ge=0, le=LAST)], second: Size, caller: Verifying) -> Record:
    """The hashes that lead to the roots over the first ``first`` and the first ``second`` entries (RFC 9162, section 2.1.4)."""
    caller.spend(0)
    proof = _desk(caller).consistency(first, second, _act(caller))
    return {"first": proof.first, "second": proof.second, "path": [one.hex() for one in proof.path]}


@router.get("/heads", summary="Signed heads, smallest first")
def heads(caller: Verifying, above: Annotated[int, Parameter(ge=-1, le=LAST)] = -1, limit: Limit = 100) -> Record:
    """Heads over more than ``above`` entries. ``next`` goes into ``above`` for the page behind them."""
    caller.spend(0)
    found = _desk(caller).heads(above, limit + 1, _act(caller))
    shown = found[:limit]
    return {"heads": [head_to_record(head) for head in shown], "next": shown[-1].head.size if len(found) > limit else None}


@router.post("/heads", summary="Sign a head over every entry now")
def head(caller: Verifying) -> Record:
    """The head. Keep it: what you hold, the node cannot take back."""
    caller.spend(0)
    return head_to_record(_desk(caller).head(_act(caller)))


@router.get("/keys", summary="The public keys that signed")
def keys(caller: Verifying) -> Record:
    """Each public key as SubjectPublicKeyInfo (DER, hexadecimal) by its fingerprint, which is to be compared."""
    caller.spend(0)
    public = caller.service.signer.keys.public()
    return {"keys": {fingerprint: public_key_bytes(key).hex() for fingerprint, key in public.items()}}


@router.post("/verify", summary="Audit the whole ledger", status_code=202)
def verify(caller: Verifying) -> Record:
    """The job that does it, or the one that waits or runs already. What it found is its ``result``: ``right``, the number of ``entries``
    that are in order, and the first ``fault``, between which entries and why.
    """
    caller.spend(0)
    return job_record(order_by_hand(caller.service.means, VERIFY, {}, caller.actor))


@router.get("/verify", summary="The last audit of the whole ledger")
def verified(caller: Verifying) -> Record:
    """The ``job`` that was ordered last: how far it is, or what it found; null when none was ordered within some months."""
    caller.spend(0)
    with caller.service.database.reading() as reading:
        found = reading.jobs.list(None, "", 1, VERIFY).items
    return {"job": job_record(found[0]) if found else None}


@router.get("/export", summary="The whole ledger as lines of JSON", response_class=StreamingResponse)
def export(caller: Exporting) -> StreamingResponse:
    """An export up to a head that is signed now; check it with ``comity ledger check``."""
    caller.spend(0)
    _, lines = _desk(caller).export(_act(caller))
    named = {"Content-Disposition": f'attachment; filename="ledger-{moment_text(caller.service.now())[:10]}.jsonl"'}
    return StreamingResponse(pieces(lines), media_type=NDJSON, headers=named)


def pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """``lines`` joined to pieces of ``PIECE`` bytes or a little more: each costs the event loop a turn."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def _entry(row: LedgerRow) -> Record:
    number, one, leaf = row
    return entry_to_record(number, one) | {"leaf": leaf.hex()}


def _desk(caller: Caller) -> LedgerDesk:
    return LedgerDesk(caller.service.database, caller.service.signer)


def _act(caller: Caller) -> Act:
    return Act(caller.actor, caller.service.now())
