"""What is written into the ledger: one act, by whom, on what, for which purpose, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One act on this node, before the ledger gives it a number.

    ``action`` is a verb with its noun, ``case.decide``, ``subject.view``. ``object`` names what it was done to by kind and id,
    ``subject:1f2e``. ``facts`` hold ids, codes, counts and digests as strings: never names or other personal data, since an entry stays for
    good while persons may be erased. ``at`` is aware.
    """

    at: datetime
    actor: str
    action: str
    object: str
    purpose: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
