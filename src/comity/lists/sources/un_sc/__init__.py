"""The United Nations Security Council Consolidated List: everyone under measures of any sanctions committee of the Council."""

from comity.lists.source import Source
from comity.lists.sources.un_sc.reader import read_un_sc

SOURCE = Source(
    name="un-sc",
    title="United Nations Security Council Consolidated List",
    publisher="United Nations Security Council",
    legal_basis="Resolutions of the Security Council under Chapter VII of the Charter of the United Nations (Article 41)",
    licence="Public; United Nations website terms of use, https://www.un.org/en/about-us/terms-of-use",
    address="https://scsanctions.un.org/resources/xml/en/consolidated.xml",
    cadence="whenever a committee adds, amends or removes an entry",
    stale_after=7,
    expected_entries=(500, 2_500),
    max_bytes=64 << 20,
    as_of="2026-11-22",
    confidence="to check",  # address and terms as widely used in public code, not confirmed by the publisher
    read=read_un_sc,
)

__all__ = ["SOURCE"]
