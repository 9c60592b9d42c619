"""Work that was done before somebody comes to the console: proposals that wait, cases decided, exemptions in force."""

from __future__ import annotations

from collections.abc import Sequence

from comity.model import Actor, Because, Name, PartialDate, Reason, Schema, Subject, Verdict
from comity.node import review_desk
from comity.node.review_desk import Informed
from comity.node.service import Service
from comity.node.serving_desk import desk_of
from comity.review import Judgement
from comity.storage.database.queue import QueueView
from comity.web.api.bases import monitor_of

from .conftest import ANA, sitting

MATCH = Judgement(Verdict.MATCH, Because(Reason.FACTS_AGREE, "the photograph agrees"))
NOT_A_MATCH = Judgement(Verdict.NOT_A_MATCH, Because(Reason.BIRTH_DATE_DIFFERS, "born later"))
ALIKE = ("Ayman Zawahri", "Ayman Zawahiry", "Ayman Zawahry")
"""Names that resemble one listed person, and are not strong hits for somebody born in 1990."""


def watched(service: Service, names: Sequence[str] = ALIKE) -> list[str]:
    """Put subjects of these names under watch and screen them; the ids of the cases that wait, riskiest first."""
    monitor, now = monitor_of(service), service.now()
    subjects = [Subject(Schema.PERSON, (Name(name),), (PartialDate(1990, 1, 1),)) for name in names]
    monitor.put("customers", [(f"K-{at}", subject, None) for at, subject in enumerate(subjects)], "user:lena", now)
    monitor.screen_changed(now, now)
    with service.database.reading() as reading:
        return [one.case.id for one in reading.cases.queue(QueueView(), "", 100).items]


def decided(service: Service, case: str, judgement: Judgement, by: Actor = ANA) -> str:
    """Have a case decided by ``by``; the id of the decision, which is a proposal where two are wanted."""
    sitting(service, by)
    return review_desk.decide(desk_of(service), case, judgement, informed(service, by, case)).decision.id


def informed(service: Service, by: Actor, case: str) -> Informed:
    """An act of somebody who looks at the case as it is now."""
    laid = review_desk.show_case(desk_of(service), case, by, service.now()).laid
    assert laid.subject is not None
    return Informed(by, service.now(), laid.case.version, subject=laid.subject.digest)
