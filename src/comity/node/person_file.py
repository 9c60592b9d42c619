"""What a node holds about a person, as one file for them: all of it, with where each thing comes from and where it was sent.

Regulation (EU) 2016/679, Article 15(1) and (3). It says when their data was looked at and what for, and not by whom: that is what Article
15(1) gives (Court of Justice of the European Union, C-579/21, judgment of 22 June 2023), and staff have rights too (Article 15(4)).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from comity.batch import query_record
from comity.model import Decision, Exemption, MonitoredSubject, StoredHit
from comity.safeguards import Holding, PersonRequest, sentences
from comity.storage.database import Reading
from comity.storage.database.deliveries import Delivery
from comity.storage.database.ledger import LedgerSearch
from comity.storage.database.queue import QueuedCase

FORM = "comity-person-1"
"""The value of ``form``; another number when a member changes its meaning."""

AUTOMATED = "No decision about you is made by the program. It finds resemblances to listed people; a person looks and decides."
RIGHTS = "You may ask to have wrong data corrected, to have data erased or its use restricted, and you may object to its use."

_PAGE = 500
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """The file: ``content`` as plain values, ready for JSON."""

    content: Record

    @property
    def json(self) -> bytes:
        """UTF-8, indented, for people and programs."""
        return (json.dumps(self.content, ensure_ascii=False, indent=2) + "\n").encode()


def person_file(reading: Reading, request: PersonRequest, given: Collection[Holding], at: datetime) -> PersonFile:
    """The file of the person whom ``request`` is about, with what the holdings in ``given`` hold. The rest is not mentioned."""
    subjects = list(reading.subjects.get_many(request.about).values())
    ids = [one.id for one in subjects]
    # What it was used for may be what a refused step keeps in silence, such as an investigation.
    looks = [look for one in ids for look in _looks(reading, one)] if Holding.SUBJECTS in given else []
    content: Record = {
        "form": FORM,
        "request": request.id,
        "made_at": _moment(at),
        "purposes": sorted({look["purpose"] for look in looks} - {""}),
        "automated_decisions": AUTOMATED,
        "rights": RIGHTS,
    }
    parts: Mapping[Holding, Callable[[], Record]] = {
        Holding.SUBJECTS: lambda: {
            "subjects": [_subject(one) for one in subjects],
            "looked_at": looks,
        },
        Holding.HITS: lambda: {"hits": [_hit(one) for i in ids for one in _hits(reading, i)]},
        Holding.CASES: lambda: _cases(reading, ids),
        Holding.DECISION_TEXTS: lambda: {"decision_texts": [_text(one) for one in reading.holdings.decision_texts(ids)]},
        Holding.DELIVERIES: lambda: {"sent_to": [_sent(reading, one) for one in reading.holdings.deliveries(ids)]},
    }
    for holding, part in parts.items():
        if holding in given:
            content |= part()
    return PersonFile(content | {"notes": [*sentences(request)]})


def _subject(one: MonitoredSubject) -> Record:
    """The facts as the owner gave them, where they come from, and how long they stay."""
    return {
        "id": one.id,
        "facts": query_record(one.subject),
        "source": {"base": one.base, "number": one.key, "received_at": _moment(one.added_at), "changed_at": _moment(one.changed_at)},
        "kept_until": _moment(one.keep_until) if one.keep_until else "while the legal basis lasts",
    }


def _hit(one: StoredHit) -> Record:
    """A resemblance: with whom, on which list, as of which edition, and every pair of values that was compared."""
    hit = one.hit
    return {
        "id": one.id,
        "found_at": _moment(one.found_at),
        "outcome": hit.outcome.value,
        "score": round(hit.score, 4),
        "resembles": {"list": one.pair.list, "listing": one.pair.listing, "name": hit.name.full},
        "source": {"publisher": hit.edition.publisher, "edition": hit.edition.id, "sha256": hit.edition.sha256},
        "compared": [
            {"what": pair.kind.value, "yours": pair.query, "listed": pair.listing, "effect": pair.effect, "why": pair.why}
            for pair in hit.evidence
        ],
    }


def _cases(reading: Reading, ids: Sequence[str]) -> Record:
    cases = [one for subject_id in ids for one in reading.cases.for_subject(subject_id)]
    acts = [act for one in cases for act in reading.decisions.for_case(one.case.id)]
    spared = reading.exemptions.active_for(one.case.pair for one in cases).values()
    return {
        "cases": [_case(one) for one in cases],
        "decisions": [_act(act) for act in acts],
        "exemptions": [_exempt(one) for one in spared],
    }


def _case(one: QueuedCase) -> Record:
    case = one.case
    return {
        "id": case.id,
        "list": case.pair.list,
        "listing": case.pair.listing,
        "state": case.state.value,
        "verdict": case.verdict.value if case.verdict else "",
        "opened_at": _moment(case.opened_at),
    }


def _act(act: Decision) -> Record:
    """A decision without its text, which is a holding of its own, and without who made it."""
    return {
        "id": act.id,
        "case": act.case,
        "at": _moment(act.at),
        "step": act.step.value,
        "verdict": act.verdict.value,
        "reason": act.because.reason.value,
        "purpose": act.purpose,
    }


def _text(act: Decision) -> Record:
    return {"decision": act.id, "text": act.because.text}


def _exempt(one: Exemption) -> Record:
    return {"list": one.pair.list, "listing": one.pair.listing, "granted_at": _moment(one.granted_at), "until": _moment(one.expires_at)}


def _sent(reading: Reading, one: Delivery) -> Record:
    """What was sent elsewhere and to which host; the address itself may hold a secret."""
    webhook = reading.webhooks.get(one.webhook)
    host = (urlsplit(webhook.url).hostname or "") if webhook else ""
    return {"at": _moment(one.created_at), "to": host, "state": one.state.value, "event": one.event}


def _hits(reading: Reading, subject_id: str) -> Iterator[StoredHit]:
    after = ""
    while page := reading.hits.for_subject(subject_id, after, _PAGE):
        yield from page
        after = page[-1].id


def _looks(reading: Reading, subject_id: str) -> Iterator[Record]:
    """Each time that the subject was looked at or changed, and what for."""
    wanted, after = LedgerSearch(object=f"subject:{subject_id}"), -1
    while page := reading.ledger.search(wanted, after, _PAGE):
        yield from ({"at": _moment(entry.at), "action": entry.action, "purpose": entry.purpose} for _, entry, _ in page)
        after = page[-1][0]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
