"""The registry of cooperation: who is bound to whom, by what, on which date.

Parties, instruments and bodies are data with sources; participation is a log of events, and every answer is worked out from it, with the
events as proof, the date from which they are, and how sure they are. What is not known is said to be unknown.
"""

from comity.registry.answers import (
    Applies,
    Basis,
    Belonging,
    Cell,
    CellState,
    Change,
    Duty,
    Freshness,
    InForce,
    Limit,
    Member,
    Reach,
)
from comity.registry.bases import bases_between, one_sided
from comity.registry.bound import STALE_AFTER, Day, membership
from comity.registry.event_table import read_events, write_events
from comity.registry.history import changes_since, count_on, freshness_of
from comity.registry.in_force import in_force_between, in_force_for
from comity.registry.instrument import Area, Body, Coverage, Instrument, InstrumentKind, Need, Obligation
from comity.registry.members import circle, members_on
from comity.registry.obligations import gaps_of, matrix, obligations_of
from comity.registry.records import Registry
from comity.registry.shipped import checked, shipped
from comity.registry.standing import Conflict, Period, Standing

__all__ = [
    "STALE_AFTER",
    "Applies",
    "Area",
    "Basis",
    "Belonging",
    "Body",
    "Cell",
    "CellState",
    "Change",
    "Conflict",
    "Coverage",
    "Day",
    "Duty",
    "Freshness",
    "InForce",
    "Instrument",
    "InstrumentKind",
    "Limit",
    "Member",
    "Need",
    "Obligation",
    "Period",
    "Reach",
    "Registry",
    "Standing",
    "bases_between",
    "changes_since",
    "checked",
    "circle",
    "count_on",
    "freshness_of",
    "gaps_of",
    "in_force_between",
    "in_force_for",
    "matrix",
    "members_on",
    "membership",
    "obligations_of",
    "one_sided",
    "read_events",
    "shipped",
    "write_events",
]
