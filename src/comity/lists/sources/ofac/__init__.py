"""The two lists of the United States Treasury's Office of Foreign Assets Control: the SDN list, and all others in one."""

from comity.lists.source import Source
from comity.lists.sources.ofac.reader import read_ofac

_PUBLISHER = "United States Department of the Treasury, Office of Foreign Assets Control"
_LICENCE = "Public domain: a work of the United States Government (17 U.S.C. § 105)"
_EXPORTS = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
_CONFIDENCE = "to check"  # address as widely used in public code, not confirmed by the publisher

SDN = Source(
    name="ofac-sdn",
    title="Specially Designated Nationals and Blocked Persons List",
    publisher=_PUBLISHER,
    legal_basis="International Emergency Economic Powers Act (50 U.S.C. § 1701 ff.), executive orders and 31 CFR chapter V",
    licence=_LICENCE,
    address=f"{_EXPORTS}SDN.XML",
    cadence="several times a week",
    stale_after=7,
    expected_entries=(8_000, 60_000),
    max_bytes=256 << 20,
    as_of="2026-11-22",
    confidence=_CONFIDENCE,
    read=read_ofac,
)
"""Those whose property is blocked."""

CONSOLIDATED = Source(
    name="ofac-cons",
    title="Consolidated Sanctions List (all OFAC lists other than the SDN list)",
    publisher=_PUBLISHER,
    legal_basis="Executive orders and statutes named in each entry's programmes; 31 CFR chapter V",
    licence=_LICENCE,
    address=f"{_EXPORTS}CONSOLIDATED.XML",
    cadence="a few times a year",
    stale_after=30,
    expected_entries=(150, 5_000),
    max_bytes=64 << 20,
    as_of="2026-11-22",
    confidence=_CONFIDENCE,
    read=read_ofac,
)
"""Those under narrower measures, such as limits on new debt or on securities."""

__all__ = ["CONSOLIDATED", "SDN"]
