"""Reading what depositaries and assessors publish, into events: strict, one format each, refused with the first thing that is not as
described.

The layouts are those described in public; no file of a depositary was at hand when these readers were written (``docs/limits.md``).
"""

from comity.registry.importing.coe import read_coe
from comity.registry.importing.dutch import read_dutch
from comity.registry.importing.fatf import read_fatf
from comity.registry.importing.found import Found, Wanted
from comity.registry.importing.untc import read_untc

__all__ = ["Found", "Wanted", "read_coe", "read_dutch", "read_fatf", "read_untc"]
