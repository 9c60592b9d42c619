"""The instruments that ship: the ones promised are there, and each is sound in itself and with the others."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from comity.registry import Instrument, InstrumentKind, Need, shipped

NINETEEN = (
    "TOKYO-1963",
    "HAGUE-1970",
    "MONTREAL-1971",
    "IPP-1973",
    "HOSTAGES-1979",
    "CPPNM-1980",
    "AIRPORT-1988",
    "SUA-1988",
    "SUAFP-1988",
    "MEX-1991",
    "BOMBINGS-1997",
    "FINANCING-1999",
    "NUCLEAR-2005",
    "CPPNM-A-2005",
    "SUA-2005",
    "SUAFP-2005",
    "BEIJING-C-2010",
    "BEIJING-P-2010",
    "MONTREAL-P-2014",
)
BESIDE = ("ROME-1998", "UNTOC-2000", "UNCAC-2003", "CAT-1984", "ICCPR-1966", "ICCPR-OP2-1989", "REFUGEE-1951", "UN-GCTS-2006")
RESOLUTIONS = (
    *(1267, 1373, 1540, 1566, 1624, 2178, 2242, 2253, 2309, 2322, 2341),
    *(2354, 2368, 2370, 2395, 2396, 2462, 2482, 2617, 2664, 2761),
)
GENERAL = (InstrumentKind.CONVENTION, InstrumentKind.PROTOCOL)


def instruments() -> list[Instrument]:
    return list(shipped().instruments.values())


@pytest.mark.parametrize("wanted", [*NINETEEN, *BESIDE, *(f"UNSCR-{number}" for number in RESOLUTIONS)])
def test_what_was_promised_is_there(wanted: str) -> None:
    found = shipped().instrument(wanted)
    assert found.id == wanted
    assert found.articles or found.obligations


@pytest.mark.parametrize("said", ["1373", "S/RES/1373(2001)", "s/res/1373 (2001)", "unscr-1373"])
def test_a_resolution_is_found_by_every_form_of_its_number(said: str) -> None:
    assert shipped().instrument(said).id == "UNSCR-1373"


def test_no_alias_names_two_instruments() -> None:
    names = Counter(name.casefold() for one in instruments() for name in {one.id, one.short, *one.aliases} if name)
    assert [name for name, count in names.items() if count > 1] == []


def test_no_obligation_id_stands_twice() -> None:
    ids = Counter(obligation.id for one in instruments() for obligation in one.obligations)
    assert len(ids) > 200
    assert [found for found, count in ids.items() if count > 1] == []


def test_every_instrument_says_where_it_is_from_and_as_of_when() -> None:
    assert [one.id for one in instruments() if not one.source or one.as_of is None] == []


def test_dates_are_in_order() -> None:
    for one in instruments():
        known = [when for when in (one.adopted, one.in_force, one.ended) if when is not None]
        assert all(earlier.earliest <= later.latest for earlier, later in pairwise(known)), one.id


def test_what_an_instrument_refers_to_is_there() -> None:
    known = shipped().instruments
    assert [one.id for one in instruments() if one.parent and one.parent not in known] == []
    assert [(one.id, other) for one in instruments() for other in one.yields_to if other not in known] == []
    assert [(one.id, body) for one in instruments() for body in one.binds if body not in shipped().bodies] == []


@pytest.mark.parametrize("wanted", NINETEEN)
def test_a_universal_instrument_says_how_it_enters_into_force(wanted: str) -> None:
    found = shipped().instrument(wanted)
    assert found.kind in GENERAL
    assert found.in_force is not None
    assert found.entry.rule != "stated"
    assert found.entry.article


def test_resolutions_bind_the_members_of_the_united_nations_from_their_adoption() -> None:
    of_the_council = [one for one in instruments() if one.id.startswith("UNSCR-")]
    assert len(of_the_council) >= len(RESOLUTIONS)
    for one in of_the_council:
        assert (one.kind, one.binds, one.in_force) == (InstrumentKind.RESOLUTION, ("UN",), one.adopted), one.id


@pytest.mark.parametrize("wanted", ["HOSTAGES-1979", "BOMBINGS-1997", "FINANCING-1999", "NUCLEAR-2005", "UNTOC-2000", "UNCAC-2003"])
def test_a_treaty_basis_for_extradition_names_its_limits(wanted: str) -> None:
    bases = {rule.need: rule for rule in shipped().instrument(wanted).bases}
    assert any("only for" in limit for limit in bases[Need.EXTRADITION].limits)
    assert Need.MLA in bases


def test_a_table_called_complete_says_of_which_day_and_by_whom() -> None:
    complete = [one for one in instruments() if one.coverage.is_complete]
    assert {"HOSTAGES-1979", "BOMBINGS-1997", "FINANCING-1999", "NUCLEAR-2005", "ROME-1998"} <= {one.id for one in complete}
    for one in complete:
        assert one.coverage.as_of is not None, one.id
        assert one.coverage.source, one.id
