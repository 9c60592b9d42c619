"""The PDF: the same bytes again, the JSON inside, nothing that a name could command, and what cannot be shown is said."""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.model import Detail, Listing, Name, Subject
from comity.review import CaseFile, ClearScreening, Pack, case_evidence, clear_evidence
from comity.review.evidence_pdf import render
from comity.review.evidence_view import view_of
from comity.review.printable import Printer, code_points, has_glyph, is_right_to_left

from .conftest import LISTED, LISTING, MADE, NOON, RULE, SUBJECT, file_of, hit_of, stored, surroundings

HOSTILE = (
    '#panic("owned")',
    '#import "/etc/passwd"',
    '#read("/etc/passwd")',
    '"); #panic() //',
    "*bold* _it_ $x^2$ @cite <label> `raw` = Heading",
    "\\u{41} \\ \\# ~ -- --- ...",
    "/* comment */ // comment",
    "[content] {code} ]]] }}}",
    "- item\n+ item\n/ term: x",
    "line\r\nend\u2028and\u2029more",
    "nul\x00 bell\x07 escape\x1b[31m",
    "\u202egnp.exe\u202c",
    "<script>alert(1)</script> %PDF-1.7 endobj stream",
)
WORLD = (
    "محمد بن عبد الله", "گروه پژوهش", "ڈاکٹر نعیم", "יצחק לוי", "Ильвар Ђоковић", "Γιώργος", "Հայկ", "გიორგი", "ສົມສັກ", "रमेश कुमार",
    "রহিম উদ্দিন", "สมชาย ใจดี", "አበበ በቀለ", "အောင်ဆန်း", "Nguyễn Văn Đức", "김정은 상회", "田中太郎", "王小明", "தமிழ்", "ᠮᠣᠩᠭᠣᠯ",
    "𝕳𝖊𝖑𝖑𝖔 😀", "e\u0301\u0302\u0303\u0304", "X" * 900, "ا" * 300,
)  # fmt: skip


def named(*names: str) -> Pack:
    """A case whose subject and listing bear those names everywhere that text from outside goes."""
    given = tuple(map(Name, names))
    subject: Subject = replace(SUBJECT, names=given)
    details = tuple(Detail(name, name) for name in names)
    listing: Listing = replace(LISTING, subject=replace(LISTED, names=given), details=details, programmes=names, legal_basis=names)
    evidence = tuple(replace(hit_of().evidence[0], query=name, listing=name, why=name) for name in names)
    kept = stored(hit_of(listing=listing, name=given[0], evidence=evidence))
    file = CaseFile(file_of().case, replace(file_of().basis, hit=kept, subject=subject))
    return case_evidence(file, surroundings(), replace(MADE, node=names[0], by=names[-1]))


def streams(pdf: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def test_the_same_pack_gives_the_same_bytes() -> None:
    pack = named("Ilvar Marenkov", "محمد")
    assert render(pack) == render(pack)


def test_the_json_is_inside_byte_for_byte() -> None:
    pack = named("Ilvar Marenkov", "김정은")
    assert pack.content in set(streams(render(pack)))


def test_it_is_tagged_titled_and_says_its_language_and_standards() -> None:
    pdf = render(named("Ilvar Marenkov"))
    everything = (pdf + b"".join(streams(pdf))).replace(b" ", b"")
    marks = (b"/StructTreeRoot", b"/Lang(en)", b"/DisplayDocTitletrue", b"pdfuaid:part", b"pdfaid:part", b"/S/TH", b"/S/H1")
    assert [mark for mark in marks if mark not in everything] == []
    assert b"/MediaBox[00595.2756841.8898]" in everything


def test_it_is_dated_with_the_packs_time() -> None:
    assert b"D:20260304120000" in render(named("Ilvar Marenkov"))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_commands_the_typesetter(name: str) -> None:
    pack = named(name)
    assert render(pack).startswith(b"%PDF-")
    callout = view_of(pack)["callout"]["sides"][0]["cell"][0]["t"]
    kept = [letter for letter in name if unicodedata.category(letter)[0] not in "CZ"]
    left = iter(callout)
    assert all(letter in left for letter in kept), callout


def test_hostile_names_all_at_once() -> None:
    assert render(named(*HOSTILE)).startswith(b"%PDF-")


def test_names_of_the_world_can_be_set() -> None:
    assert render(named(*WORLD)).startswith(b"%PDF-")


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=8))
def test_any_text_can_be_set(names: list[str]) -> None:
    assert render(named(*names)).startswith(b"%PDF-")


def test_what_cannot_be_shown_is_romanised_and_its_code_points_are_listed() -> None:
    view: dict[str, Any] = view_of(named("김정은 상회"))
    assert view["callout"]["sides"][0]["cell"][0] == {"t": "[Hangul: kim jeongeun sanghoe]"}
    assert view["sections"][-1]["heading"] == "Characters that are not shown"
    assert [cell[0]["t"] for cell in view["sections"][-1]["blocks"][1]["rows"][0]] == [
        "[Hangul: kim jeongeun sanghoe]",
        "U+AE40 U+C815 U+C740 U+0020 U+C0C1 U+D68C",
    ]
    assert view_of(named("Ilvar"))["sections"][-1]["heading"] == "How to check this document"


def test_right_to_left_names_say_so() -> None:
    view: dict[str, Any] = view_of(named("محمد بن عبد الله"))
    assert view["callout"]["sides"][0]["cell"][0] == {"t": "محمد بن عبد الله", "rtl": True}
    assert [is_right_to_left(text) for text in ("12 יצחק", "a יצחק", "12", "")] == [True, False, False, False]


def test_controls_that_turn_text_are_made_visible() -> None:
    printer = Printer()
    assert printer.text("a\u202eb\tc\nd\u200ce") == "a[U+202E]b c\nd\u200ce"
    assert printer.replaced == {"\u202e": "[U+202E]"}
    assert code_points("a김") == "U+0061 U+AE40"


def test_for_and_against_are_set_alike() -> None:
    view: dict[str, Any] = view_of(case_evidence(file_of(), surroundings(), MADE))
    compared = next(one for one in view["sections"] if one["heading"] == "What was compared")["blocks"]
    tables = [one for one in compared if one["type"] == "table"]
    assert [len(one["rows"]) for one in tables] == [1, 2]
    assert tables[0]["widths"] == tables[1]["widths"]
    assert tables[1]["rows"][0][-1][0]["t"] == "\u22120.1500"


def test_a_subject_with_other_facts_than_were_compared_is_said_to_have_them() -> None:
    changed = replace(surroundings(), subject_changed_at=NOON + timedelta(days=1))
    said = [view_of(case_evidence(file_of(), around, MADE))["sections"][0]["blocks"][0] for around in (changed, surroundings())]
    assert said[0]["text"]["t"].startswith("The facts of the subject changed at 2026-03-03 12:00:00 UTC.")
    assert said[1]["type"] == "table"


def test_a_clear_screening_says_which_lists_were_stale() -> None:
    pack = clear_evidence(ClearScreening("scr-9", NOON, SUBJECT, RULE), surroundings(), MADE)
    assert [one["t"] for one in view_of(pack)["callout"]["said"]] == [
        "Screened against 2 lists as of 2026-03-02 12:00 UTC: clear.",
        "Stale when it was screened against: own:guests.",
    ]
    assert render(pack).startswith(b"%PDF-")


def test_every_character_said_to_have_a_glyph_has_one() -> None:
    """The standards make the typesetter refuse a text with a missing glyph, so setting all of them proves the table."""
    table = (files("comity.review") / "fonts" / "printable.txt").read_text(encoding="ascii").splitlines()[1:]
    letters = [chr(point) for line in table for point in range(*_ends(line))]
    assert len(letters) > 5000
    assert all(map(has_glyph, letters))
    assert render(named(*(" ".join(letters[at : at + 500]) for at in range(0, len(letters), 500)))).startswith(b"%PDF-")
    assert not has_glyph("김")
    assert json.loads(named("x").content)["note"]


def _ends(line: str) -> tuple[int, int]:
    first, _, last = line.partition("-")
    return int(first, 16), int(last, 16) + 1
