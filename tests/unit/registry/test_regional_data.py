"""The regional, European and bilateral instruments that ship: who is bound to whom by them on which day."""

from __future__ import annotations

from datetime import date

import pytest

from comity.model.participation import EventKind
from comity.registry import (
    Applies,
    Basis,
    InForce,
    InstrumentKind,
    Reach,
    Registry,
    bases_between,
    changes_since,
    circle,
    count_on,
    in_force_between,
    in_force_for,
    shipped,
)
from comity.registry.instrument import Need

from .made import on

IN_FORCE, PROVISIONALLY, NOT, UNKNOWN = Applies.IN_FORCE, Applies.PROVISIONALLY, Applies.NOT, Applies.UNKNOWN
EXTRADITION_PROTOCOLS = ("CETS-209", "CETS-212", "ETS-86", "ETS-98")

WANTED = (
    "ETS-24 ETS-86 ETS-98 CETS-209 CETS-212 ETS-30 ETS-99 ETS-182 ETS-90 ETS-190 ETS-141 CETS-185 ETS-189 CETS-224 CETS-196 CETS-198 "
    "CETS-217 EAW-2002 EIO-2014 E-EVIDENCE-2023 TCO-2021 EU-PNR-2016 EU-API-2004 EU-API-2025-12 EU-API-2025-13 PRUM-2008 PRUM-II-2024 "
    "EUROPOL-2016 EU-CT-2017 EU-JIT-2002 EU-LED-2016 SIS-2018 EU-MLA-2000 EU-UK-TCA EU-US-PNR-2012 EU-AU-PNR-2012 EU-US-MLA-2003 "
    "EU-US-EXTRADITION-2003 EU-US-TFTP-2010 EU-US-UMBRELLA-2016 EU-JP-MLA-2009 EU-ISL-NOR-SURRENDER-2006 AU-ALGIERS-1999 "
    "AU-ALGIERS-P-2004 ECOWAS-MLA-1992 ECOWAS-EXTRADITION-1994 ECOWAS-CT-2013 ASEAN-ACCT-2007 ASEAN-MLA-2004 OIC-1999 LAS-1998 "
    "RIYADH-1983 SAARC-1987 SAARC-P-2004 CIS-1999 MINSK-1993 SCO-2001 SCO-2009 OAS-2002 OAS-MLA-1992 SADC-MLA-2002 "
    "SADC-EXTRADITION-2002 NORDIC-AW-2005 LONDON-SCHEME-1966 HARARE-1986 FATF-R INTERPOL-CONSTITUTION INTERPOL-RPD INTERPOL-SLTD "
    "EGMONT-PRINCIPLES ICAO-ANNEX-9 GCTF-RABAT-2012 GCTF-ALGIERS-2012 GCTF-HAGUE-MARRAKECH-2014 GB-US-CLOUD-2019 AU-US-CLOUD-2021 "
    "GB-US-EXTRADITION-2003 FR-US-EXTRADITION-1996 DE-US-EXTRADITION-1978 IN-US-EXTRADITION-1997"
)
ASKED_FOR = WANTED.split()


@pytest.fixture(scope="module")
def held() -> Registry:
    return shipped()


def between(held: Registry, instrument: str, one: str, other: str, day: str, article: str = "") -> InForce:
    return in_force_between(held, held.instrument(instrument), (held.party(one), held.party(other)), on(day), article)


def bases(held: Registry, one: str, other: str, need: Need, day: str) -> list[Basis]:
    return bases_between(held, (held.party(one), held.party(other)), need, on(day))


@pytest.mark.parametrize("wanted", ASKED_FOR)
def test_every_instrument_asked_for_is_there_under_its_id(held: Registry, wanted: str) -> None:
    assert held.instrument(wanted).id == wanted


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ETS24", "ETS-24"),
        ("ECE-1957", "ETS-24"),
        ("BUDAPEST-185", "CETS-185"),
        ("budapest convention", "CETS-185"),
        ("CETS-189", "ETS-189"),
        ("2002/584/JHA", "EAW-2002"),
        ("TCA", "EU-UK-TCA"),
        ("IACAT", "OAS-2002"),
        ("SLTD", "INTERPOL-SLTD"),
    ],
)
def test_other_ids_name_the_same_instrument(held: Registry, said: str, meant: str) -> None:
    assert held.instrument(said).id == meant


def test_whatever_an_instrument_refers_to_is_there(held: Registry) -> None:
    for one in held.instruments.values():
        assert one.parent == "" or one.parent in held.instruments, one.id
        assert one.body == "" or one.body in held.bodies, one.id
        assert set(one.binds) <= set(held.bodies), one.id
        assert set(one.yields_to) <= set(held.instruments), one.id
        assert one.within in {"", *held.bodies, *held.instruments}, one.id
        assert one.kind is not InstrumentKind.PROTOCOL or one.parent, one.id
        assert len({duty.id for duty in one.obligations}) == len(one.obligations), one.id


def test_no_two_tellings_of_these_instruments_contradict(held: Registry) -> None:
    found = {(of, party) for of in ASKED_FOR for party in held.parties_of(of) if held.standing(of, party).conflicts}
    assert found == set()


@pytest.mark.parametrize(
    ("instrument", "day", "count"),
    [
        ("CETS-185", "2004-06-30", 0),
        ("CETS-185", "2004-07-01", 5),
        ("CETS-185", "2025-12-31", 81),
        ("ETS-24", "1960-04-17", 0),
        ("ETS-24", "1960-04-18", 3),
        ("ETS-24", "2022-03-01", 50),
        ("ETS-24", "2025-05-31", 50),
        ("ETS-24", "2025-06-01", 51),
        ("ETS-98", "2021-09-08", 44),
        ("ASEAN-ACCT-2007", "2011-05-26", 0),
        ("ASEAN-ACCT-2007", "2011-05-27", 6),
        ("ASEAN-ACCT-2007", "2013-01-11", 10),
        ("SAARC-1987", "1988-08-22", 7),
    ],
)
def test_as_many_are_bound_as_the_depositary_counts(held: Registry, instrument: str, day: str, count: int) -> None:
    assert count_on(held, instrument, date.fromisoformat(day)) == count


def test_the_budapest_convention_had_75_parties_by_the_count_of_20_june_2024(held: Registry) -> None:
    """By consents: some of them took effect later. A consent of which only the year is known counts with the year's last day."""
    opening = (EventKind.CONSENT, EventKind.ENTRY_INTO_FORCE)
    later = {event.party for event in held.events("CETS-185") if event.kind in opening and str(event.as_of) > "2024-07" and event.date}
    parties = {event.party for event in held.events("CETS-185") if event.kind in opening}
    assert (len(parties), sorted(later)) == (81, ["CIV", "ECU", "NZL", "RWA", "STP", "VUT"])


@pytest.mark.parametrize(
    ("instrument", "one", "other", "day", "expected"),
    [
        ("EAW-2002", "FR", "DE", "2003-12-31", NOT),
        ("EAW-2002", "FR", "DE", "2004-01-01", IN_FORCE),
        ("EAW-2002", "FR", "HR", "2013-06-30", NOT),
        ("EAW-2002", "FR", "HR", "2013-07-01", IN_FORCE),
        ("EAW-2002", "FR", "GB", "2020-01-31", IN_FORCE),
        ("EAW-2002", "FR", "GB", "2020-12-31", IN_FORCE),
        ("EAW-2002", "FR", "GB", "2021-01-01", NOT),
        ("EAW-2002", "DK", "IE", "2024-05-01", IN_FORCE),
        ("EAW-2002", "FR", "CH", "2024-05-01", NOT),
        ("ETS-24", "FR", "CH", "2024-05-01", IN_FORCE),
        ("ETS-24", "FR", "KE", "2024-05-01", NOT),
        ("ETS-24", "FR", "CL", "2025-06-01", IN_FORCE),
        ("EIO-2014", "FR", "IT", "2018-01-01", IN_FORCE),
        ("EIO-2014", "FR", "IE", "2018-01-01", NOT),
        ("EIO-2014", "DK", "IT", "2018-01-01", NOT),
        ("EU-PNR-2016", "IE", "FR", "2019-01-01", IN_FORCE),
        ("EU-PNR-2016", "DK", "FR", "2019-01-01", NOT),
        ("E-EVIDENCE-2023", "FR", "DE", "2026-08-17", NOT),
        ("E-EVIDENCE-2023", "FR", "DE", "2026-08-18", IN_FORCE),
        ("E-EVIDENCE-2023", "FR", "DK", "2026-08-18", NOT),
        ("EU-API-2025-12", "FR", "DE", "2026-08-18", UNKNOWN),
        ("EU-UK-TCA", "FR", "GB", "2020-12-31", NOT),
        ("EU-UK-TCA", "FR", "GB", "2021-03-01", PROVISIONALLY),
        ("EU-UK-TCA", "EU", "GB", "2021-03-01", PROVISIONALLY),
        ("EU-UK-TCA", "FR", "GB", "2021-05-01", IN_FORCE),
        ("EU-UK-TCA", "EU", "GB", "2021-05-01", IN_FORCE),
        ("EU-US-PNR-2012", "FR", "US", "2013-01-01", IN_FORCE),
        ("EU-US-PNR-2012", "GB", "US", "2022-01-01", NOT),
        ("EU-ISL-NOR-SURRENDER-2006", "FR", "NO", "2019-10-31", NOT),
        ("EU-ISL-NOR-SURRENDER-2006", "FR", "NO", "2019-11-01", IN_FORCE),
        ("GB-US-CLOUD-2019", "GB", "US", "2022-10-02", NOT),
        ("GB-US-CLOUD-2019", "GB", "US", "2022-10-03", IN_FORCE),
        ("GB-US-CLOUD-2019", "FR", "US", "2024-01-01", NOT),
        ("CETS-185", "FR", "NZ", "2025-11-30", NOT),
        ("CETS-185", "FR", "NZ", "2025-12-01", IN_FORCE),
        ("CETS-185", "FR", "IE", "2025-12-01", NOT),
        ("CETS-185", "FR", "SL", "2024-06-01", UNKNOWN),
        ("CETS-224", "RS", "JP", "2026-02-10", NOT),
        ("CETS-217", "FR", "EU", "2018-10-01", IN_FORCE),
        ("SAARC-1987", "IN", "PK", "2024-01-01", IN_FORCE),
        ("LAS-1998", "EG", "JO", "2024-01-01", UNKNOWN),
        ("LAS-1998", "EG", "FR", "2024-01-01", NOT),
        ("SADC-EXTRADITION-2002", "ZA", "KE", "2024-01-01", NOT),
        ("CETS-209", "FR", "KE", "2024-01-01", NOT),
        ("CETS-209", "FR", "NL", "2024-01-01", UNKNOWN),
        ("ECOWAS-EXTRADITION-1994", "SN", "FR", "2024-01-01", NOT),
        ("ECOWAS-EXTRADITION-1994", "SN", "ML", "2024-01-01", UNKNOWN),
        ("ECOWAS-EXTRADITION-1994", "SN", "ML", "2025-06-01", UNKNOWN),
    ],
)
def test_what_binds_two_on_a_day(held: Registry, instrument: str, one: str, other: str, day: str, expected: Applies) -> None:
    assert between(held, instrument, one, other, day).applies is expected


@pytest.mark.parametrize("instrument", ["EU-UK-TCA", "EU-US-EXTRADITION-2003", "EU-ISL-NOR-SURRENDER-2006"])
def test_an_agreement_of_the_union_with_others_is_no_basis_between_its_members(held: Registry, instrument: str) -> None:
    assert between(held, instrument, "FR", "DE", "2024-01-01").applies is NOT
    assert instrument not in {basis.of.id for basis in bases(held, "FR", "DE", Need.EXTRADITION, "2024-01-01")}


@pytest.mark.parametrize(
    ("one", "other", "day", "expected"),
    [
        ("CH", "DK", "2022-01-01", ("ETS-86", "ETS-98")),
        ("FR", "CH", "2021-06-01", ()),
        ("FR", "CH", "2021-09-08", ("ETS-98",)),
        ("FR", "CH", "2022-01-01", ("CETS-209", "CETS-212", "ETS-98")),
        ("AT", "CH", "2016-10-31", ("ETS-98",)),
        ("AT", "CH", "2016-11-01", ("CETS-209", "CETS-212", "ETS-98")),
        ("CL", "CH", "2025-06-01", ("ETS-86", "ETS-98")),
        ("CL", "AT", "2025-06-01", ("ETS-98",)),
        ("IE", "IL", "2019-06-21", ()),
    ],
)
def test_pairs_that_took_different_protocols_to_the_extradition_convention(
    held: Registry, one: str, other: str, day: str, expected: tuple[str, ...]
) -> None:
    basis = next(basis for basis in bases(held, one, other, Need.EXTRADITION, day) if basis.of.id == "ETS-24")
    assert basis.standing.applies is IN_FORCE
    assert tuple(sorted(basis.protocols)) == expected
    assert set(basis.protocols) <= set(EXTRADITION_PROTOCOLS)


def test_the_protocol_binds_but_not_the_chapter_that_was_not_accepted(held: Registry) -> None:
    assert between(held, "ETS-86", "CH", "DK", "2022-01-01").applies is IN_FORCE
    excluded = between(held, "ETS-86", "CH", "DK", "2022-01-01", "1")
    assert (excluded.applies, excluded.limits[0].event is not None) == (NOT, True)
    assert between(held, "ETS-86", "CH", "DK", "2022-01-01", "2").applies is IN_FORCE
    assert between(held, "ETS-98", "BE", "CH", "2022-01-01", "5").applies is NOT


def test_preservation_of_data_between_two_parties_to_the_budapest_convention(held: Registry) -> None:
    assert between(held, "CETS-185", "FR", "US", "2024-01-01", "29").applies is IN_FORCE
    found = bases(held, "FR", "US", Need.PRESERVATION, "2024-01-01")
    assert [(basis.of.id, basis.rule.article, basis.reach) for basis in found] == [("CETS-185", "29", Reach.REGIONAL)]
    assert any("60 days" in limit.said for limit in found[0].limits)
    assert "CETS-185" not in {basis.of.id for basis in bases(held, "FR", "KE", Need.PRESERVATION, "2024-01-01")}


@pytest.mark.parametrize(
    ("one", "other", "day", "first", "replaced"),
    [
        ("FR", "DE", "2024-01-01", "EAW-2002", {"ETS-24": "EAW-2002"}),
        ("FR", "GB", "2022-01-01", "EU-UK-TCA", {"ETS-24": "EU-UK-TCA"}),
        ("FR", "NO", "2020-01-01", "EU-ISL-NOR-SURRENDER-2006", {"ETS-24": "EU-ISL-NOR-SURRENDER-2006"}),
        ("FR", "CH", "2022-01-01", "ETS-24", {"ETS-24": "", "CETS-185": "ETS-24"}),
        ("GB", "US", "2024-01-01", "GB-US-EXTRADITION-2003", {}),
    ],
)
def test_the_nearest_basis_of_extradition_comes_first(
    held: Registry, one: str, other: str, day: str, first: str, replaced: dict[str, str]
) -> None:
    found = bases(held, one, other, Need.EXTRADITION, day)
    assert found[0].of.id == first
    assert {basis.of.id: basis.replaced_by for basis in found if basis.of.id in replaced} == replaced


def test_declarations_on_nationals_are_told_with_the_basis(held: Registry) -> None:
    basis = next(basis for basis in bases(held, "DE", "CH", Need.EXTRADITION, "2002-01-01") if basis.of.id == "ETS-24")
    told = {(limit.event.party, limit.event.articles) for limit in basis.limits if limit.event}
    assert {("DEU", ("6",)), ("CHE", ("6",)), ("CHE", ("1",))} <= told


def test_what_a_member_notified_under_an_agreement_of_the_union_limits_it(held: Registry) -> None:
    first = bases(held, "FR", "GB", Need.EXTRADITION, "2022-01-01")[0]
    assert [limit.event.articles for limit in first.limits if limit.event] == [("603",)]
    other = bases(held, "BE", "GB", Need.EXTRADITION, "2022-01-01")[0]
    assert (first.of.id, other.of.id, [limit for limit in other.limits if limit.event]) == ("EU-UK-TCA", "EU-UK-TCA", [])
    assert between(held, "EU-UK-TCA", "FR", "DE", "2022-01-01").applies is NOT


def test_an_objection_that_leaves_treaty_relations_alone_bars_nothing(held: Registry) -> None:
    answer = between(held, "ETS-24", "DE", "PT", "2002-01-01", "1")
    assert answer.applies is IN_FORCE
    assert [objection.party for limit in answer.limits for objection in limit.objections] == ["DEU"]


def test_standards_and_memoranda_hold_among_the_members_of_their_bodies(held: Registry) -> None:
    found = {basis.of.id: basis.reach for basis in bases(held, "FR", "US", Need.FINANCING_INTELLIGENCE, "2024-01-01")}
    assert found["FATF-R"] is Reach.NON_BINDING
    assert in_force_for(held, held.instrument("GCTF-RABAT-2012"), held.party("FR"), on("2024-01-01")).applies is IN_FORCE


def test_curacao_has_the_budapest_convention_since_its_extension(held: Registry) -> None:
    convention, territory = held.instrument("CETS-185"), held.party("CUW")
    assert in_force_for(held, convention, territory, on("2024-09-30")).applies is not IN_FORCE
    assert in_force_for(held, convention, territory, on("2024-10-01")).applies is IN_FORCE


def test_the_circle_of_the_arrest_warrant_leaves_out_who_has_left(held: Registry) -> None:
    assert len(circle(held, "EAW-2002", on("2024-01-01"))) == 27
    assert "GBR" in circle(held, "EAW-2002", on("2020-06-01"))
    assert "GBR" not in circle(held, "EAW-2002", on("2021-01-01"))


def test_accessions_of_2025_are_among_the_changes(held: Registry) -> None:
    found = {(one.on.text, one.event.party) for one in changes_since(held, date(2025, 6, 1), of="CETS-185") if one.event.mode}
    assert {("2025-10-01", "VUT"), ("2025-12-01", "NZL")} <= found
