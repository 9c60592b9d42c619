"""Questions that were answered by hand, each with where the answer stands, put to the registry that ships.

Answers with *Art.* follow from the final clause cited and the day of the act; the others from the source named.
"""

from __future__ import annotations

from datetime import date

import pytest

from comity.model import Mode
from comity.registry import (
    Applies,
    Day,
    Need,
    Reach,
    bases_between,
    circle,
    in_force_between,
    in_force_for,
    members_on,
    shipped,
)
from comity.registry.members import FULL

TODAY = date(2026, 11, 26)
REGISTRY = shipped()


def on(day: str) -> Day:
    return Day(date.fromisoformat(day), TODAY)


ONE_PARTY = [
    # Rome Statute: Art. 126(2), first day of the month after the 60th day; Art. 127(1), withdrawal one year after notice.
    ("ROME-1998", "FR", "2002-06-30", False, "Art. 126(1): in force 1 July 2002"),
    ("ROME-1998", "FR", "2002-07-01", True, "Art. 126(1): in force 1 July 2002"),
    ("ROME-1998", "HU", "2026-06-01", True, "Art. 127(1): notice of 2 June 2025"),
    ("ROME-1998", "HU", "2026-06-02", False, "Art. 127(1): notice of 2 June 2025"),
    ("ROME-1998", "PS", "2015-03-31", False, "Art. 126(2): deposit of 2 January 2015"),
    ("ROME-1998", "PS", "2015-04-01", True, "Art. 126(2): deposit of 2 January 2015"),
    ("ROME-1998", "UA", "2024-12-31", False, "Art. 126(2): deposit of 25 October 2024"),
    ("ROME-1998", "UA", "2025-01-01", True, "Art. 126(2): deposit of 25 October 2024"),
    ("ROME-1998", "AM", "2024-01-31", False, "Art. 126(2): deposit of 14 November 2023"),
    ("ROME-1998", "AM", "2024-02-01", True, "Art. 126(2): deposit of 14 November 2023"),
    ("ROME-1998", "BI", "2017-10-26", True, "Art. 127(1): notice of 27 October 2016"),
    ("ROME-1998", "BI", "2017-10-27", False, "Art. 127(1): notice of 27 October 2016"),
    ("ROME-1998", "PH", "2019-03-16", True, "Art. 127(1): notice of 17 March 2018"),
    ("ROME-1998", "PH", "2019-03-17", False, "Art. 127(1): notice of 17 March 2018"),
    ("ROME-1998", "GM", "2018-01-01", True, "notice of 2016 rescinded on 10 February 2017"),
    ("ROME-1998", "ZA", "2018-01-01", True, "notice of 2016 rescinded on 7 March 2017"),
    ("ROME-1998", "US", "2010-01-01", False, "signed on 31 December 2000, not ratified"),
    ("ROME-1998", "MM", "2014-01-01", False, "neither signed nor acceded"),
    # Nuclear Terrorism Convention: Art. 25(2), thirty days after deposit.
    ("NUCLEAR-2005", "AF", "2013-04-23", False, "Art. 25(2): deposit of 25 March 2013"),
    ("NUCLEAR-2005", "AF", "2013-04-24", True, "Art. 25(2): deposit of 25 March 2013"),
    ("NUCLEAR-2005", "DZ", "2011-04-01", False, "Art. 25(2): deposit of 3 March 2011"),
    ("NUCLEAR-2005", "DZ", "2011-04-02", True, "Art. 25(2): deposit of 3 March 2011"),
    ("NUCLEAR-2005", "AL", "2013-01-01", False, "signed on 23 November 2005 only"),
    # Financing Convention: Art. 26(2).
    ("FINANCING-1999", "FR", "2002-04-09", False, "Art. 26(1): in force 10 April 2002"),
    ("FINANCING-1999", "FR", "2002-04-10", True, "Art. 26(1): in force 10 April 2002"),
    ("FINANCING-1999", "KE", "2003-07-26", False, "Art. 26(2): deposit of 27 June 2003"),
    ("FINANCING-1999", "KE", "2003-07-27", True, "Art. 26(2): deposit of 27 June 2003"),
    # Resolutions bind members of the United Nations (Charter, Art. 25) from their adoption.
    ("UNSCR-1373", "KE", "2001-09-27", False, "adopted on 28 September 2001"),
    ("UNSCR-1373", "KE", "2001-09-28", True, "adopted on 28 September 2001"),
    ("UNSCR-1373", "CH", "2002-09-09", False, "admitted to the United Nations on 10 September 2002"),
    ("UNSCR-1373", "CH", "2002-09-10", True, "admitted to the United Nations on 10 September 2002"),
    # Not in force for anybody.
    ("UN-CYBERCRIME-2024", "VN", "2026-11-26", False, "Art. 65: forty ratifications are needed"),
    # Acts of the European Union and who stands outside.
    ("EIO-2014", "DK", "2018-01-01", False, "Directive 2014/41/EU, recital 45"),
    ("EIO-2014", "IE", "2018-01-01", False, "Directive 2014/41/EU, recital 44"),
    ("EIO-2014", "FR", "2018-01-01", True, "Directive 2014/41/EU, Art. 36"),
    ("EU-PNR-2016", "DK", "2019-01-01", False, "Directive (EU) 2016/681, recital 40"),
    ("EAW-2002", "DK", "2010-01-01", True, "Framework Decision 2002/584/JHA binds Denmark"),
    ("EAW-2002", "HR", "2013-06-30", False, "member of the EU from 1 July 2013"),
    ("EAW-2002", "HR", "2013-07-01", True, "member of the EU from 1 July 2013"),
    ("SIS-2018", "CY", "2023-05-01", False, "connected from 25 July 2023"),
    ("EU-UK-TCA", "FR", "2021-02-01", False, "Art. 783: applied provisionally until 30 April 2021"),
    ("ETS-30", "DE", "1976-12-31", False, "in force for Germany from 1 January 1977"),
    # Predecessors and successors.
    ("IPP-1973", "CSK", "1992-12-31", True, "party until 31 December 1992"),
    ("IPP-1973", "CSK", "1993-01-01", False, "ceased to be on 31 December 1992"),
    ("IPP-1973", "CZ", "1993-01-01", True, "succession from 1 January 1993"),
]


@pytest.mark.parametrize(("instrument", "party", "day", "answer", "cited"), ONE_PARTY, ids=lambda value: str(value).replace(" ", "-")[:40])
def test_one_party(instrument: str, party: str, day: str, answer: bool, cited: str) -> None:
    found = in_force_for(REGISTRY, REGISTRY.instrument(instrument), REGISTRY.party(party), on(day))
    assert found.in_force is answer, (cited, found.why)


BETWEEN_TWO = [
    ("FINANCING-1999", "FR", "KE", "", "2003-07-26", Applies.NOT, "Art. 26(2): Kenya from 27 July 2003"),
    ("FINANCING-1999", "FR", "KE", "", "2003-07-27", Applies.IN_FORCE, "Art. 26(2): Kenya from 27 July 2003"),
    ("ETS-24", "FR", "GB", "", "1991-05-13", Applies.NOT, "Art. 29(3): United Kingdom, deposit of 13 February 1991, ninety days"),
    ("ETS-24", "FR", "GB", "", "1991-05-14", Applies.IN_FORCE, "Art. 29(3): United Kingdom, deposit of 13 February 1991, ninety days"),
    ("ETS-24", "FR", "GB", "16", "2024-01-01", Applies.IN_FORCE, "neither has excluded Article 16"),
    ("ETS-24", "FR", "KE", "", "2024-01-01", Applies.NOT, "Kenya is no party"),
    ("CETS-185", "FR", "US", "", "2006-12-31", Applies.NOT, "Art. 36(4): United States, deposit of 29 September 2006"),
    ("CETS-185", "FR", "US", "29", "2007-01-01", Applies.IN_FORCE, "Art. 36(4): United States, deposit of 29 September 2006"),
    ("EAW-2002", "FR", "DE", "", "2003-12-31", Applies.NOT, "Art. 34(1): from 1 January 2004"),
    ("EAW-2002", "FR", "DE", "", "2004-01-01", Applies.IN_FORCE, "Art. 34(1): from 1 January 2004"),
    ("EAW-2002", "DE", "HU", "", "2004-04-30", Applies.NOT, "Hungary joined on 1 May 2004"),
    ("EAW-2002", "DE", "HU", "", "2004-05-01", Applies.IN_FORCE, "Hungary joined on 1 May 2004"),
    ("EAW-2002", "FR", "GB", "", "2021-01-01", Applies.NOT, "Withdrawal Agreement, Art. 126: transition to 31 December 2020"),
    ("EU-JP-MLA-2009", "GB", "JP", "", "2020-01-15", Applies.IN_FORCE, "a member of the Union until 31 January 2020"),
    ("EU-JP-MLA-2009", "GB", "JP", "", "2020-06-01", Applies.IN_FORCE, "Withdrawal Agreement, Art. 129(1): bound in the transition period"),
    ("EU-JP-MLA-2009", "GB", "JP", "", "2021-01-01", Applies.NOT, "Withdrawal Agreement, Art. 126: transition to 31 December 2020"),
    ("EU-US-PNR-2012", "GB", "US", "", "2020-12-31", Applies.IN_FORCE, "Withdrawal Agreement, Art. 129(1): bound in the transition period"),
    ("EU-JP-MLA-2009", "GB", "FR", "", "2020-06-01", Applies.NOT, "it binds towards Japan, not on the Union's side among themselves"),
    ("EU-UK-TCA", "FR", "GB", "", "2021-03-01", Applies.PROVISIONALLY, "Art. 783(2): provisionally from 1 January 2021"),
    ("EU-UK-TCA", "FR", "GB", "", "2021-05-01", Applies.IN_FORCE, "in force from 1 May 2021"),
    ("EU-UK-TCA", "FR", "DE", "", "2022-01-01", Applies.NOT, "it binds members towards the United Kingdom, not among themselves"),
    ("EU-UK-TCA", "FR", "EU", "", "2022-01-01", Applies.NOT, "a member and its body are one side"),
    (
        "EU-ISL-NOR-SURRENDER-2006",
        "NO",
        "IS",
        "",
        "2024-01-01",
        Applies.NOT,
        "Art. 1(1): the two are one side",
    ),
    ("EU-ISL-NOR-SURRENDER-2006", "NO", "FR", "", "2024-01-01", Applies.IN_FORCE, "in force from 1 November 2019"),
    ("CAT-1984", "CN", "FR", "Art. 20", "2024-01-01", Applies.NOT, "reservation of China to Article 20"),
    ("EU-US-EXTRADITION-2003", "FR", "US", "", "2010-01-31", Applies.NOT, "in force from 1 February 2010"),
    ("EU-US-EXTRADITION-2003", "FR", "US", "", "2010-02-01", Applies.IN_FORCE, "in force from 1 February 2010"),
    ("FR-US-EXTRADITION-1996", "FR", "US", "", "2002-02-01", Applies.IN_FORCE, "in force from 1 February 2002"),
    ("GB-US-EXTRADITION-2003", "GB", "US", "", "2007-04-25", Applies.NOT, "in force from 26 April 2007"),
    ("GB-US-EXTRADITION-2003", "GB", "US", "", "2007-04-26", Applies.IN_FORCE, "in force from 26 April 2007"),
    ("GB-US-CLOUD-2019", "GB", "US", "", "2022-10-02", Applies.NOT, "in force from 3 October 2022"),
    ("GB-US-CLOUD-2019", "GB", "US", "", "2022-10-03", Applies.IN_FORCE, "in force from 3 October 2022"),
    ("IPP-1973", "KW", "IL", "", "2010-01-01", Applies.NOT, "declaration of Kuwait of 1 March 1989: no treaty relations"),
    ("IPP-1973", "KW", "FR", "", "2010-01-01", Applies.IN_FORCE, "the declaration is about Israel alone"),
    ("ROME-1998", "HU", "DE", "", "2026-06-02", Applies.NOT, "Art. 127(1)"),
]


@pytest.mark.parametrize(
    ("instrument", "one", "other", "article", "day", "answer", "cited"), BETWEEN_TWO, ids=lambda value: str(value).replace(" ", "-")[:40]
)
def test_between_two(instrument: str, one: str, other: str, article: str, day: str, answer: Applies, cited: str) -> None:
    held = REGISTRY.instrument(instrument)
    for pair in ((one, other), (other, one)):
        found = in_force_between(REGISTRY, held, (REGISTRY.party(pair[0]), REGISTRY.party(pair[1])), on(day), article)
        assert found.applies is answer, (cited, found.why)


MEMBERS = [
    ("NATO", "2023-04-03", 30, "Finland acceded on 4 April 2023"),
    ("NATO", "2023-04-04", 31, "Finland acceded on 4 April 2023"),
    ("NATO", "2024-03-06", 31, "Sweden acceded on 7 March 2024"),
    ("NATO", "2024-03-08", 32, "Sweden acceded on 7 March 2024"),
    ("EU", "2013-06-30", 27, "Croatia joined on 1 July 2013"),
    ("EU", "2013-07-01", 28, "Croatia joined on 1 July 2013"),
    ("EU", "2020-01-31", 28, "the United Kingdom left at the end of 31 January 2020"),
    ("EU", "2020-02-01", 27, "the United Kingdom left at the end of 31 January 2020"),
    ("COE", "2022-03-15", 47, "Resolution CM/Res(2022)2: Russia ceased on 16 March 2022"),
    ("COE", "2022-03-16", 46, "Resolution CM/Res(2022)2: Russia ceased on 16 March 2022"),
    ("ECOWAS", "2025-01-28", 15, "three members withdrew with effect of 29 January 2025"),
    ("ECOWAS", "2025-01-29", 12, "three members withdrew with effect of 29 January 2025"),
    ("ASEAN", "2025-10-25", 10, "Timor-Leste joined on 26 October 2025"),
    ("ASEAN", "2025-10-26", 11, "Timor-Leste joined on 26 October 2025"),
    ("SCO", "2017-06-08", 6, "India and Pakistan joined on 9 June 2017"),
    ("SCO", "2017-06-09", 8, "India and Pakistan joined on 9 June 2017"),
    ("SCO", "2024-07-04", 10, "Belarus joined on 4 July 2024"),
    ("OAS", "2023-11-19", 34, "Nicaragua's denunciation took effect on 19 November 2023"),
    ("UN", "2011-07-14", 193, "South Sudan was admitted on 14 July 2011"),
    ("AU", "2017-01-31", 55, "Morocco was admitted on 31 January 2017"),
    ("FVEY", "2026-01-01", 5, "five partners to the UKUSA agreement"),
    ("GCTF", "2023-09-18", 32, "Kenya and Kuwait joined in September 2023"),
]


@pytest.mark.parametrize(("body", "day", "count", "cited"), MEMBERS, ids=lambda value: str(value).replace(" ", "-")[:40])
def test_members(body: str, day: str, count: int, cited: str) -> None:
    assert len(members_on(REGISTRY, body, on(day), FULL)) == count, cited


def test_a_member_that_left_and_came_back_was_none_between() -> None:
    """The Gambia left the Commonwealth on 3 October 2013 and rejoined on 8 February 2018; Indonesia left the UN in 1965, back in 1966."""
    for body, who, days in (
        ("COMMONWEALTH", "GMB", {"2013-10-02": True, "2013-10-03": False, "2018-02-07": False, "2018-02-08": True}),
        ("UN", "IDN", {"1965-01-19": True, "1966-01-01": False, "1966-09-28": True}),
    ):
        for day, answer in days.items():
            assert (who in {one.party.id for one in members_on(REGISTRY, body, on(day), FULL)}) is answer, (body, day)


def test_suspended_members_are_members_that_are_in_no_circle() -> None:
    """FATF: the Russian Federation's membership is suspended since 24 February 2023; AU: Sudan since 27 October 2021."""
    for body, who in (("FATF", "RUS"), ("AU", "SDN")):
        found = {one.party.id: one for one in members_on(REGISTRY, body, on("2024-01-01"), FULL)}
        assert found[who].is_suspended
        assert who not in circle(REGISTRY, body, on("2024-01-01"))


def test_who_takes_part_in_some_of_it_only_says_in_what() -> None:
    """Syria joined the coalition against Daesh in November 2025 for the political declaration only."""
    found = {one.party.id: one for one in members_on(REGISTRY, "COALITION-DAESH", on("2025-12-01"))}
    assert "political" in found["SYR"].scope


def bases(one: str, other: str, need: Need, day: str) -> list[tuple[str, Reach, Applies]]:
    pair = (REGISTRY.party(one), REGISTRY.party(other))
    return [(found.of.id, found.reach, found.standing.applies) for found in bases_between(REGISTRY, pair, need, on(day))]


def test_a_regional_basis_stands_beside_universal_ones_and_before_them() -> None:
    """Singapore and Malaysia: the ASEAN treaty on mutual legal assistance (2004), and UNTOC Art. 18 and UNCAC Art. 46."""
    found = bases("SG", "MY", Need.MLA, "2024-01-01")
    ids = [of for of, _, applies in found if applies is Applies.IN_FORCE]
    assert ids.index("ASEAN-MLA-2004") < ids.index(REGISTRY.id_of("UNTOC"))
    assert REGISTRY.id_of("UNCAC") in ids


def test_between_france_and_kenya_extradition_rests_on_universal_conventions() -> None:
    """No bilateral treaty is known; Financing Convention Art. 11, Bombings Convention Art. 9."""
    found = bases("FR", "KE", Need.EXTRADITION, "2026-11-22")
    applying = {of: reach for of, reach, applies in found if applies is Applies.IN_FORCE}
    assert {"FINANCING-1999", "BOMBINGS-1997"} <= set(applying)
    assert set(applying.values()) <= {Reach.UNIVERSAL, Reach.GENERAL_DUTY, Reach.NON_BINDING}


def test_surrender_took_the_place_of_extradition_within_the_union_and_with_the_united_kingdom() -> None:
    """Framework Decision 2002/584/JHA Art. 31; Trade and Cooperation Agreement Art. 629."""
    for one, other, day, first in (("FR", "DE", "2024-01-01", "EAW-2002"), ("FR", "GB", "2024-01-01", "EU-UK-TCA")):
        pair = (REGISTRY.party(one), REGISTRY.party(other))
        found = bases_between(REGISTRY, pair, Need.EXTRADITION, on(day))
        assert found[0].of.id == first
        replaced = {basis.of.id: basis.replaced_by for basis in found}
        assert replaced["ETS-24"] == first


def test_preservation_of_data_rests_on_the_budapest_convention() -> None:
    """Convention on Cybercrime Art. 29."""
    assert ("CETS-185", Reach.REGIONAL, Applies.IN_FORCE) in bases("FR", "JP", Need.PRESERVATION, "2024-01-01")
    assert not [of for of, reach, _ in bases("FR", "KE", Need.PRESERVATION, "2024-01-01") if of == "CETS-185"]


def test_members_of_the_egmont_group_and_of_interpol_have_channels() -> None:
    """Egmont Group Charter; INTERPOL Constitution Art. 31."""
    found = {of for of, _, applies in bases("FR", "DE", Need.ALERTS, "2024-01-01") if applies is Applies.IN_FORCE}
    assert "INTERPOL" in found


def test_protocols_bind_the_pairs_that_took_them() -> None:
    """ETS-98 (second protocol): Switzerland and Germany took it; France took neither the first nor the second."""
    for one, other, has in (("CH", "DE", True), ("CH", "FR", False)):
        pair = (REGISTRY.party(one), REGISTRY.party(other))
        (basis,) = [found for found in bases_between(REGISTRY, pair, Need.EXTRADITION, on("2020-01-01")) if found.of.id == "ETS-24"]
        assert ("ETS-98" in basis.protocols) is has, basis.protocols


def test_a_declaration_on_nationals_is_told_with_the_basis() -> None:
    """ETS-24 Art. 6: France refuses to extradite its nationals (declaration of 10 February 1986)."""
    pair = (REGISTRY.party("FR"), REGISTRY.party("CH"))
    (basis,) = [found for found in bases_between(REGISTRY, pair, Need.EXTRADITION, on("2020-01-01")) if found.of.id == "ETS-24"]
    said = [limit.event for limit in basis.limits if limit.event is not None]
    assert any(event.party == "FRA" and "6" in event.articles for event in said)


def test_totals_agree_with_what_depositaries_said() -> None:
    """Assembly of States Parties: 125 until 2 June 2026, then 124; Council of Europe: 81 parties to ETS 185 in October 2025."""
    assert len(circle(REGISTRY, "ROME-1998", on("2026-06-01"))) == 125
    assert len(circle(REGISTRY, "ROME-1998", on("2026-06-02"))) == 124
    assert len([one for one in REGISTRY.parties_of("CETS-185") if REGISTRY.standing("CETS-185", one).periods]) == 81


def test_modes_of_belonging_are_kept_apart() -> None:
    kinds = {one.kind for one in members_on(REGISTRY, "OSCE", on("2024-01-01"))} | {
        one.kind for one in members_on(REGISTRY, "EU", on("2024-01-01"))
    }
    assert {Mode.MEMBER.value, Mode.CANDIDATE.value} <= kinds
