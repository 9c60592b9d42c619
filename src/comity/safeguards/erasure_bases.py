"""On what basis somebody is erased by hand: a closed list, since what is said goes into the ledger and into a tombstone, for good.

A free text could name the person who was to be forgotten. What is not in the list is ``other_law``: which one, the owner's own file says.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ErasureBasis(StrEnum):
    """Why one person's data is erased by hand."""

    NOT_NEEDED = "not_needed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTION = "objection"
    UNLAWFUL = "unlawful"
    OBLIGATION = "obligation"
    INACCURATE = "inaccurate"
    LAW_ENFORCEMENT = "law_enforcement"
    OTHER_LAW = "other_law"


CITED: Mapping[ErasureBasis, str] = {
    ErasureBasis.NOT_NEEDED: "Regulation (EU) 2016/679, Article 17(1)(a)",
    ErasureBasis.CONSENT_WITHDRAWN: "Regulation (EU) 2016/679, Article 17(1)(b)",
    ErasureBasis.OBJECTION: "Regulation (EU) 2016/679, Article 17(1)(c)",
    ErasureBasis.UNLAWFUL: "Regulation (EU) 2016/679, Article 17(1)(d)",
    ErasureBasis.OBLIGATION: "Regulation (EU) 2016/679, Article 17(1)(e)",
    ErasureBasis.INACCURATE: "Regulation (EU) 2016/679, Article 5(1)(d)",
    ErasureBasis.LAW_ENFORCEMENT: "Directive (EU) 2016/680, Article 16(2)",
    ErasureBasis.OTHER_LAW: "another law, which the owner's file names",
}
"""How the ledger and the tombstone name each basis."""
