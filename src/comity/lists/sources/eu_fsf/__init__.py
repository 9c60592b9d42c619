"""The consolidated list of persons, groups and entities under financial sanctions of the European Union."""

from comity.lists.source import Source
from comity.lists.sources.eu_fsf.reader import read_eu_fsf

SOURCE = Source(
    name="eu-fsf",
    title="Consolidated list of persons, groups and entities subject to EU financial sanctions",
    publisher="European Commission, Directorate-General for Financial Stability, Financial Services and Capital Markets Union",
    legal_basis="Regulations under Article 215 of the Treaty on the Functioning of the European Union, named in each entry",
    licence="Commission Decision 2011/833/EU on the reuse of Commission documents",
    address="https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw",
    cadence="on the day a regulation enters into force, several times a month",
    stale_after=7,
    expected_entries=(2_500, 25_000),
    max_bytes=256 << 20,
    as_of="2026-11-22",
    confidence="to check",  # address and terms as widely used in public code, not confirmed by the publisher
    read=read_eu_fsf,
)

__all__ = ["SOURCE"]
