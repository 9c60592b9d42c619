"""Carrying out what a person asked for: their data erased in every holding that is open in the plan, tombstones left.

Subjects, the hits that quote them and the texts about them go together, since a subject that is gone takes both along: where some of it is
to be kept, so is the subject. What a legal hold covers is not erased: refuse the step on a ground, or release the hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from comity.model import Conflict, MonitoredSubject, StoreError, UnknownName
from comity.node.bases import UPLOADS
from comity.node.burying import Burying, erase_and_bury
from comity.node.holds import require_not_held
from comity.node.retention import after_erasing, fate_of
from comity.node.settings import Settings
from comity.safeguards import CITED, Due, Erased, ErasureBasis, Holding, PersonRequest, RetentionRule, StepState
from comity.storage.database import Database, Durability, Reading, Writing
from comity.storage.database.kinds import DECISION_TEXT, DELIVERY, HIT, IDEMPOTENCY, SUBJECT, moment_id
from comity.storage.database.retained import held_of, subject_identity

EXPORTS = "exports"
"""The folder in the home where files that were made to be fetched lie."""

_TOGETHER = frozenset({Holding.HITS, Holding.DECISION_TEXTS})


def counted(reading: Reading, ids: Sequence[str], settings: Settings) -> Mapping[Holding, int]:
    """How many records each holding has of these subjects.

    A backup made while a subject was here holds it, wherever that backup lies, so backups count as many as there are subjects. An exported
    file is not looked into: every one that lies in the home may hold them.
    """
    present = reading.holdings.subjects(ids)
    return {
        Holding.SUBJECTS: present,
        Holding.HITS: len(reading.holdings.quoting(ids)),
        Holding.CASES: reading.holdings.cases(ids),
        Holding.DECISION_TEXTS: len(reading.holdings.decision_texts(ids)),
        Holding.EXPORTS: len(exports(settings)),
        Holding.BACKUPS: present,
        Holding.DELIVERIES: len(reading.holdings.deliveries(ids)),
    }


def advice(reading: Reading, ids: Sequence[str], rules: Sequence[RetentionRule], now: datetime) -> tuple[Due, ...]:
    """What the rules of retention and the holds say of each subject: whoever handles an erasure reads it before deciding."""
    holds = reading.legal_holds.keeping(SUBJECT, ids)
    return tuple(fate_of(held_of(one), rules, holds, now) for one in reading.subjects.get_many(ids).values())


def erase_holdings(writing: Writing, request: PersonRequest, settings: Settings, burying: Burying) -> tuple[Holding, ...]:
    """Erase what the open steps of ``request`` name, all but backups; the holdings that are done with.

    Raises ``Conflict`` when a legal hold covers something of it or a part is to be kept that the subject would take along, ``StoreError``
    when an exported file cannot be removed.
    """
    opened = [step.holding for step in request.plan if step.state is StepState.OPEN and step.holding is not Holding.BACKUPS]
    ids, basis = request.about, f"request {request.id}"
    _require_consistent(request, opened)
    deliveries = writing.holdings.deliveries(ids) if Holding.DELIVERIES in opened else ()
    texts = writing.holdings.decision_texts(ids) if _TOGETHER & set(opened) else ()
    _require_free(writing, request, opened, burying.at)
    for holding in opened:
        if holding is Holding.SUBJECTS:
            _erase_subjects(writing, ids, basis, burying)
        elif holding is Holding.HITS:
            for one in writing.holdings.quoting(ids):
                erase_and_bury(writing, Erased(HIT, one, one.encode()), basis, burying)
        elif holding is Holding.DECISION_TEXTS:
            for text in texts:
                erase_and_bury(writing, Erased(DECISION_TEXT, text.id, text.id.encode()), basis, burying)
        elif holding is Holding.DELIVERIES:
            for sent in deliveries:
                erase_and_bury(writing, Erased(DELIVERY, sent.id, sent.id.encode()), basis, burying)
    if not any(step.holding is Holding.EXPORTS and step.state is StepState.RESTRICTED for step in request.plan):
        _remove(exports(settings))  # also where none lay when the plan was made: files are uploaded at any time
    return tuple(opened)


def erase_subject(database: Database, settings: Settings, one: MonitoredSubject, basis: ErasureBasis, burying: Burying) -> None:
    """Erase one subject by hand, with a tombstone in the database and beside it; the index of subjects and the answers that are kept for
    repeated requests are dropped.

    Raises ``Conflict`` when a legal hold keeps it, ``UnknownName`` when somebody else erased it meanwhile.
    """
    with database.writing(Durability.FULL) as writing:
        if not writing.subjects.get_many([one.id]):
            raise UnknownName("the subject is no longer here", "somebody else erased it")
        _require_subjects_free(writing, [one.id], burying.at)
        _erase_subjects(writing, [one.id], CITED[basis], burying)
    after_erasing(database, settings)


def exports(settings: Settings) -> tuple[Path, ...]:
    """The files that lie in the home to be fetched or imported: exported ones, uploaded ones, and those that wait for their import."""
    folders = (settings.home / EXPORTS, settings.home / UPLOADS)
    return tuple(sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()))


def _erase_subjects(writing: Writing, ids: Sequence[str], basis: str, burying: Burying) -> None:
    for one in writing.subjects.get_many(ids).values():
        erase_and_bury(writing, Erased(SUBJECT, one.id, subject_identity(one.base, one.key)), basis, burying)
    # An answer that is kept for a repeated request may quote the person; what is dropped is at most a day old.
    moment = moment_id(burying.at)
    erase_and_bury(writing, Erased(IDEMPOTENCY, moment, moment.encode()), basis, burying)


def _require_consistent(request: PersonRequest, opened: Sequence[Holding]) -> None:
    kept = [step.holding for step in request.plan if step.state is StepState.RESTRICTED and step.holding in _TOGETHER]
    if Holding.SUBJECTS in opened and kept:
        raise Conflict(f"{' and '.join(kept)} are to be kept, and would go with the subject", "refuse the step of the subjects, too")


def _require_subjects_free(writing: Writing, ids: Sequence[str], now: datetime) -> None:
    require_not_held(writing, SUBJECT, ids, now)
    require_not_held(writing, IDEMPOTENCY, [moment_id(now)], now)


def _require_free(writing: Writing, request: PersonRequest, opened: Sequence[Holding], now: datetime) -> None:
    if Holding.SUBJECTS in opened:
        _require_subjects_free(writing, request.about, now)
    if Holding.HITS in opened:
        require_not_held(writing, HIT, writing.holdings.quoting(request.about), now)
    if Holding.DECISION_TEXTS in opened:
        require_not_held(writing, DECISION_TEXT, [one.id for one in writing.holdings.decision_texts(request.about)], now)
    if Holding.DELIVERIES in opened:
        require_not_held(writing, DELIVERY, [one.id for one in writing.holdings.deliveries(request.about)], now)


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"an exported file cannot be removed: {error.strerror}", f"remove what lies in {path.parent}") from error
