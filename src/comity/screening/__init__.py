"""Screening: an immutable index of listings, and hits with evidence for a query.

``Index.build`` turns editions into a folder of memory-mapped arrays; ``Index.open`` opens it in milliseconds; ``screen`` and
``screen_many`` answer with the listings that resemble a subject, each with its evidence for and against. A hit is a lead for a
person, never a decision. ``has_readings`` and ``why_not_compared`` tell whether a name or a number can be compared at all.
"""

from comity.screening.grounds import has_readings, why_not_compared
from comity.screening.index import Index

__all__ = ["Index", "has_readings", "why_not_compared"]
