"""The people of the exercise, one for each role: enough to decide with four eyes, to look on, and to run the node."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model import Role


@dataclass(frozen=True, slots=True)
class Colleague:
    """An invented colleague: login name, the name that others read, and what they are."""

    name: str
    display: str
    role: Role


COLLEAGUES = (
    Colleague("ana", "Ana Exercise", Role.ANALYST),
    Colleague("bo", "Bo Exercise", Role.APPROVER),
    Colleague("lena", "Lena Exercise", Role.SUPERVISOR),
    Colleague("ada", "Ada Exercise", Role.AUDITOR),
    Colleague("tom", "Tom Exercise", Role.ADMINISTRATOR),
)
