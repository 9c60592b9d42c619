"""Evidence packs: all that a case, or a clear screening, rests on, gathered from the database, the editions kept, and the ledger.

A pack leaves the node in somebody's hands, so each has its entry in the ledger with the SHA-256 of its content: whoever is shown a pack can
ask this node whether it made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from comity.batch import freshness
from comity.identity import Permission
from comity.model import Actor, Decision, Edition, NoEdition, StoredHit
from comity.node.permitted import require
from comity.node.review_desk.blind import blind_recorded, hides
from comity.node.review_desk.desk import Desk, entry
from comity.node.review_desk.laying import LaidCase, laid
from comity.node.review_desk.policy import policy_in
from comity.review import Consulted, Made, Pack, Recorded, Surroundings, case_evidence
from comity.storage.database import Reading
from comity.storage.database.ledger import LedgerSearch

LOOKED_AT = frozenset({"case.view", "evidence.make", "evidence.check"})
"""Actions that changed nothing: who looked at a case is in the ledger, and is nobody's business who is handed the evidence."""

_PAGE = 1000


def case_pack(desk: Desk, case_id: str, by: Actor, at: datetime) -> Pack:
    """The pack of one case, made at ``at`` by ``by``.

    Raises ``UnknownName``, ``NotAllowed``, ``Conflict`` when the subject was erased, and ``NoEdition`` when an edition that was screened
    against is no longer kept: a pack says all of it or is not made. While a proposal waits, its proposer may be withheld: see ``blind``.
    """
    require(by, Permission.CASE_VIEW)
    policy = policy_in(desk.home)
    with desk.database.reading() as reading:
        found = laid(reading, case_id)
        told = tuple(recorded(reading, f"case:{case_id}"))
        if hides(found.case, by, policy):
            told = blind_recorded(told, found.case.proposed_by)
        file = found.seen_by(by, policy).file()
        around = Surroundings(
            consulted=consulted(_editions(desk, reading, found.hit), found.hit.found_at),
            recorded=told,
            exemption=found.exemption,
            earlier=_earlier(reading, found),
            subject_changed_at=found.subject.changed_at if found.subject and found.subject_has_changed else None,
        )
    pack = case_evidence(file, around, made(desk, by, at))
    tell_of(desk, pack, f"case:{case_id}", by, at)
    return pack


def made(desk: Desk, by: Actor, at: datetime) -> Made:
    """Who makes a pack on this node. Its time is to the second, as times in a pack are; the typesetter takes no other."""
    return Made(at.replace(microsecond=0), by.id, desk.name, by.purpose.value if by.purpose else "")


def tell_of(desk: Desk, pack: Pack, of: str, by: Actor, at: datetime) -> None:
    """Write into the ledger that ``by`` was given ``pack`` about ``of`` at ``at``; its content is named by its SHA-256."""
    desk.tell(entry(by, at, "evidence.make", of, {"sha256": pack.sha256, "kind": str(pack.facts["kind"])}))


def consulted(editions: Iterable[Edition], at: datetime) -> tuple[Consulted, ...]:
    """Editions that were screened against, each with the days after which its list is stale."""
    return tuple(Consulted(age.edition, age.stale_after) for age in freshness(editions, at).values())


def recorded(reading: Reading, of: str) -> Iterator[Recorded]:
    """The entries of the ledger that changed the object named ``of``, with their numbers, oldest first."""
    after, found = -1, reading.ledger.search(LedgerSearch(object=of), -1, _PAGE)
    while found:
        yield from (Recorded(number, one) for number, one, _ in found if one.action not in LOOKED_AT)
        after = found[-1][0]
        found = reading.ledger.search(LedgerSearch(object=of), after, _PAGE) if len(found) == _PAGE else ()


def _editions(desk: Desk, reading: Reading, hit: StoredHit) -> list[Edition]:
    """The editions that the hit's screening was made against; the hit's own comes with the hit."""
    screening = reading.screenings.get(hit.screening)
    wanted = dict.fromkeys((*(screening.editions if screening else ()), hit.hit.edition.id))
    if list(wanted) == [hit.hit.edition.id]:
        return [hit.hit.edition]
    known = {edition.id: edition for name in desk.store.names() for edition in desk.store.history(name)}
    known[hit.hit.edition.id] = hit.hit.edition
    for one in wanted:
        if one not in known:
            raise NoEdition(
                f"edition {one}, which this case was screened against, is no longer kept", "import its file again, then make the evidence"
            )
    return [known[one] for one in wanted]


def _earlier(reading: Reading, found: LaidCase) -> tuple[StoredHit, ...]:
    """The hits that decisions rested on and that no longer stand, in the order of the decisions."""
    wanted = dict.fromkeys(map(_rests_on, found.trail))
    wanted.pop(found.hit.id, None)
    hits = reading.hits.get_many(wanted)
    return tuple(hits[one] for one in wanted if one in hits)


def _rests_on(decision: Decision) -> str:
    return decision.hit
