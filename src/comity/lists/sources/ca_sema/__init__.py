"""Canada's consolidated list of autonomous sanctions under two acts of Parliament."""

from comity.lists.source import Source
from comity.lists.sources.ca_sema.reader import read_ca_sema

SOURCE = Source(
    name="ca-sema",
    title="Consolidated Canadian Autonomous Sanctions List",
    publisher="Global Affairs Canada",
    legal_basis="Special Economic Measures Act (S.C. 1992, c. 17); Justice for Victims of Corrupt Foreign Officials Act (S.C. 2017, c. 21)",
    licence="Government of Canada, public; terms of the site apply, https://www.international.gc.ca/transparency-transparence/terms-avis.aspx",
    address=(
        "https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/"
        "sanctions/sema-lmes.xml"
    ),
    cadence="after each amendment of a regulation, several times a month",
    stale_after=14,
    expected_entries=(2_500, 25_000),
    max_bytes=64 << 20,
    as_of="2026-11-22",
    confidence="to check",  # address and terms as widely used in public code, not confirmed by the publisher
    read=read_ca_sema,
)

__all__ = ["SOURCE"]
