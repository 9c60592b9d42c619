"""Readers of what depositaries and assessors publish, on fixtures built from the layouts as they are described in public.

No depositary's own file is among them.
"""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
import xlsxwriter

from comity.model import CountMismatch, EventKind, ForbiddenContent, FormatError, LimitExceeded, Mode
from comity.registry.importing import Found, Wanted, read_coe, read_dutch, read_fatf, read_untc
from comity.registry.importing.compared import compared
from comity.registry.importing.found import LARGEST

from .made import consent, registry, when


def wanted(file: str = "XVIII-15.en.xml") -> Wanted:
    return Wanted("T-1990", registry([]).naming, file, "a depositary", date(2026, 11, 26))


HEAD = "<Row><Entry>Participant</Entry><Entry>Signature, Succession to signature(d)</Entry><Entry>Ratification, Accession(a)</Entry></Row>"


def untc(
    *rows: tuple[str, str, str], parties: int | None = None, signatories: int | None = None, head: str = HEAD, more: str = ""
) -> bytes:
    bound = sum(bool(row[2]) for row in rows) if parties is None else parties
    signed = sum(bool(row[1]) for row in rows) if signatories is None else signatories
    table = "".join(f"<Row>{''.join(f'<Entry>{cell}</Entry>' for cell in row)}</Row>" for row in rows)
    status = f"<Status><Labeltext>Status</Labeltext><Signatories>{signed}</Signatories><Parties>Parties: {bound}</Parties></Status>"
    header = f"<Header><ExternalData><Titlesect>15</Titlesect>{status}</ExternalData></Header>"
    return f"<Treaty>{header}<Participants><Table>{head}{table}</Table></Participants>{more}<EndNotes/></Treaty>".encode()


def test_untc_signatures_are_told_by_their_place_whatever_the_heading_says() -> None:
    found = read_untc(untc(("France", "14 Sep 2005", ""), ("Kenya <superscript>1,2</superscript>", "", "13 Apr 2006 a")), wanted())
    assert [(one.party, one.kind, str(one.date), one.mode) for one in found.events] == [
        ("FRA", EventKind.SIGNATURE, "2005-09-14", Mode.UNKNOWN),
        ("KEN", EventKind.CONSENT, "2006-04-13", Mode.ACCESSION),
    ]
    assert (found.parties, found.signatories) == (1, 1)
    assert {(one.source, str(one.as_of), one.confidence.value) for one in found.events} == {("a depositary", "2026-11-26", "depositary")}


@pytest.mark.parametrize(
    ("letter", "mode"),
    [("", Mode.RATIFICATION), ("a", Mode.ACCESSION), ("A", Mode.ACCEPTANCE), ("AA", Mode.APPROVAL), ("d", Mode.SUCCESSION)],
)
def test_untc_letters_are_modes(letter: str, mode: Mode) -> None:
    assert read_untc(untc(("Hungary", "", f"8 Nov 2006 {letter}".strip())), wanted()).events[0].mode is mode


@pytest.mark.parametrize(("parties", "signatories"), [(115, None), (None, 3)])
def test_untc_a_head_that_disagrees_with_the_table_refuses_the_file(parties: int | None, signatories: int | None) -> None:
    with pytest.raises(CountMismatch, match="its table has"):
        read_untc(untc(("France", "14 Sep 2005", "11 Sep 2013"), parties=parties, signatories=signatories), wanted())


def test_untc_a_name_that_is_not_known_is_told_and_the_rest_is_taken() -> None:
    found = read_untc(untc(("Freedonia", "", "1 Jan 2001"), ("France", "", "1 Jan 2001")), wanted())
    assert [one.party for one in found.events] == ["FRA"]
    assert "Freedonia" in found.issues[0].what
    assert found.issues[0].where.row == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (untc(("France", "", "yesterday")), "yesterday"),
        (untc(("France", "", "31 Feb 2001")), "31 Feb 2001"),
        (untc(("France", "", "1 Jan 2001 x")), "1 Jan 2001 x"),
        (untc(("France", "", "1 Jan 2001"), more="<Surprise/>"), "<surprise>"),
        (untc(("France", "", "1 Jan 2001"), head=HEAD.replace("Signature, S", "Provisional application, s")), "columns are"),
        (
            untc(("France", "", "1 Jan 2001")).replace(b"<Participants>", b"<Partakers>").replace(b"</Participants>", b"</Partakers>"),
            "partakers",
        ),
        (b"<Treaty><Header/><Participants/></Treaty>", "no Row"),
        (b"<Treaty><Header>", "not well-formed"),
        (b"", "not well-formed"),
        (b"not XML at all", "not well-formed"),
    ],
    ids=["no-date", "impossible-date", "unknown-mode", "new-part", "new-columns", "renamed", "no-rows", "cut", "empty", "text"],
)
def test_untc_the_first_thing_that_is_not_as_described_is_named(content: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read_untc(content, wanted())


def test_untc_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE t [<!ENTITY a "b">]>' + untc(("France", "", "1 Jan 2001"))
    with pytest.raises(ForbiddenContent):
        read_untc(bomb, wanted())


@pytest.mark.parametrize("reader", [read_untc, read_coe, read_dutch, read_fatf])
def test_a_file_beyond_all_measure_is_refused_before_it_is_read(reader: object) -> None:
    with pytest.raises(LimitExceeded):
        reader(b" " * (LARGEST + 1), wanted())  # type: ignore[operator]


def test_untc_depth_is_limited() -> None:
    with pytest.raises(LimitExceeded):
        read_untc(b"<a>" * 40 + b"</a>" * 40, wanted())


def coe(**row: object) -> bytes:
    return json.dumps([{"Libelle_pays_ENG": "France", **row}]).encode()


def test_coe_events_with_their_stated_days() -> None:
    row = coe(Date_signature="2001-11-23T00:00:00", Date_ratification="10/01/2006", Date_entree_vigueur="01/05/2006", Note="")
    found = read_coe(row, wanted("185.json"))
    assert [(one.kind, str(one.date), str(one.effective or "")) for one in found.events] == [
        (EventKind.SIGNATURE, "2001-11-23", ""),
        (EventKind.CONSENT, "2006-01-10", "2006-05-01"),
    ]


def test_coe_a_denunciation_takes_effect_on_the_day_stated() -> None:
    row = coe(Date_ratification="10/01/2006", Date_denonciation="01/02/2020", Date_effet_denonciation="01/09/2020")
    last = read_coe(row, wanted()).events[-1]
    assert (last.kind, str(last.date), str(last.effective)) == (EventKind.WITHDRAWAL_NOTIFIED, "2020-02-01", "2020-09-01")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (coe(Date_surprise="x"), "Date_surprise"),
        (coe(Date_signature="soon"), "soon"),
        (coe(Note="zz"), "zz"),
        (b"{}", "not an array"),
        (b"[1]", "not an object"),
        (b"nope", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'[{"Note": ""}]', "names no state"),
    ],
    ids=["new-field", "no-date", "unknown-note", "object", "number", "text", "deep", "no-state"],
)
def test_coe_the_first_thing_that_is_not_as_described_is_named(content: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read_coe(content, wanted())


def dutch(
    *rows: tuple[str, ...],
    head: tuple[str, ...] = ("Party", "Signature", "Ratification", "Entry into force", "Renunciation", "Termination"),
) -> bytes:
    lines = [f"<tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr>"]
    lines += [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows]
    return f"<html><body><table><tr><td>menu</td></tr></table><table>{''.join(lines)}</table></body></html>".encode()


def test_dutch_table_of_parties() -> None:
    found = read_dutch(
        dutch(
            ("France", "14-09-2005", "11-09-2013 (R)", "11-10-2013", "", ""),
            ("Kenya", "", "13-04-2006 (A)", "", "01-01-2020", "01-01-2021"),
        ),
        wanted(),
    )
    assert [(one.party, one.kind, str(one.date), str(one.effective or ""), one.mode) for one in found.events] == [
        ("FRA", EventKind.SIGNATURE, "2005-09-14", "", Mode.UNKNOWN),
        ("FRA", EventKind.CONSENT, "2013-09-11", "2013-10-11", Mode.RATIFICATION),
        ("KEN", EventKind.CONSENT, "2006-04-13", "", Mode.ACCESSION),
        ("KEN", EventKind.WITHDRAWAL_NOTIFIED, "2020-01-01", "2021-01-01", Mode.UNKNOWN),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (dutch(("France", "", "soon", "", "", "")), "soon"),
        (dutch(("France", ""), head=("Party", "Signature")), "missing"),
        (dutch(("France", "", "", "", "x"), head=("Party", "Signature", "Ratification", "Entry into force", "Mood")), "mood"),
        (dutch(("France",)), "has 1 cells"),
        (b"<html><body><p>nothing</p></body></html>", "no table"),
        (b"", "not a page"),
    ],
    ids=["no-date", "missing-column", "new-column", "short-row", "no-table", "empty"],
)
def test_dutch_the_first_thing_that_is_not_as_described_is_named(content: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read_dutch(content, wanted())


def fatf(*rows: tuple[str, ...], head: tuple[str, ...]) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Ratings")
        for at, row in enumerate((head, *rows)):
            sheet.write_row(at, 0, row)
    return kept.getvalue()


RATED = ("Jurisdiction", "Report Type", "Report Date", "Assessment body", *(f"IO{number}" for number in range(1, 12)), "R.5", "R.6")


def test_fatf_cells_become_what_an_assessor_said() -> None:
    row = ("Hungary", "FUR", "May-23", "MONEYVAL", "ME", "ME", "ME", "SE", "ME", "SE", "ME", "ME", "LE", "ME", "LE", "LC", "PC")
    found = read_fatf(fatf(row, head=RATED), wanted("ratings.xlsx"))
    assert len(found.events) == 13
    first = found.events[0]
    assert (first.kind, first.party, str(first.date), first.articles, first.text, first.scope) == (
        EventKind.ASSESSMENT,
        "HUN",
        "2023-05",
        ("IO.1",),
        "ME",
        "FUR MONEYVAL",
    )
    assert found.events[-1].articles == ("R.6",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (fatf(("Hungary", "FUR", "May-23", "X", *["ME"] * 10, "GOOD", "LC", "PC"), head=RATED), "GOOD"),
        (fatf(("Hungary", "FUR", "some day", "X", *["ME"] * 11, "LC", "PC"), head=RATED), "some day"),
        (fatf(("Hungary", "TALK", "May-23", "X", *["ME"] * 11, "LC", "PC"), head=RATED), "TALK"),
        (fatf(("Hungary", "FUR", "May-23", "ME"), head=("Jurisdiction", "Report Type", "Report Date", "IO12")), "IO12"),
        (fatf(("Hungary", "ME"), head=("Jurisdiction", "IO1")), "no column for the report"),
    ],
    ids=["no-rating", "no-date", "no-report", "new-column", "missing-column"],
)
def test_fatf_the_first_thing_that_is_not_as_described_is_named(content: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read_fatf(content, wanted("ratings.xlsx"))


def read(*rows: tuple[str, str, str]) -> Found:
    return read_untc(untc(*rows), wanted())


def test_what_is_new_what_confirms_and_what_differs_are_told_apart() -> None:
    held = registry(
        [consent("FRA", "2001-01-01", source="a seed"), consent("KEN", "2002-02-02", source="a seed"), consent("HUN", "2003-03-03")]
    )
    outcome = compared(held, read(("France", "", "1 Jan 2001"), ("Kenya", "", "5 May 2005"), ("Germany", "", "4 Apr 2004")).events)
    assert [one.party for one in outcome.new] == ["DEU"]
    assert [one.party for one in outcome.confirming] == ["FRA"]
    assert [(one.party, two.party) for one, two in outcome.differing] == [("KEN", "KEN")]
    assert outcome.missing == ("HUN",)
    assert {one.party for one in outcome.to_keep} == {"DEU", "FRA", "KEN"}


def test_the_same_import_twice_adds_nothing() -> None:
    events = read(("France", "", "1 Jan 2001")).events
    outcome = compared(registry([]).with_events(events), events)
    assert outcome.to_keep == ()
    assert outcome.held == tuple(events)


def test_both_sources_stay_and_the_conflict_is_shown() -> None:
    held = registry([consent("KEN", "2002-02-02", source="a seed", as_of=when("2014-05"))])
    outcome = compared(held, read(("Kenya", "", "5 May 2005")).events)
    after = held.with_events(outcome.to_keep)
    assert len(list(after.events("T-1990"))) == 2
    assert "sources differ" in after.standing("T-1990", "KEN").conflicts[0].what
