"""An index's folder: opened without reading it through while untouched, refused once it was changed; and what its search must not lose."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.model import Gender, Hit, IndexUnusable, Listing, Name, PartialDate, Query, Schema, ScreeningRule, Subject
from comity.screening import Index, alike, layout

from .conftest import EDITION

SYLLABLES = ["ba", "ko", "ri", "ven", "tel", "mar", "du", "lin", "sop", "gra", "zu", "fen", "hal", "mir", "ost", "pek"]
BORN = PartialDate(1970, 5, 9)
WIDE, NARROW = ScreeningRule(review=0.5, max_hits=500), ScreeningRule(max_hits=500)

NAMED = [
    Listing("X", "own:test", Subject(Schema.PERSON, (Name("Antonio Luis Velmira Karduin"),))),
    Listing("Y", "own:test", Subject(Schema.PERSON, (Name("Brundic Seltano"),), birth_dates=(BORN,), nationalities=("NO",))),
    Listing("Z", "own:test", Subject(Schema.COMPANY, (Name("Zelkova Harbour Bank"),))),
    Listing("M", "own:test", Subject(Schema.AIRPLANE, (Name("RA-76502"),))),
]


def crowd(count: int) -> list[Listing]:
    """Invented persons, each with an ``al``, and with words that many of them share."""
    draw = random.Random(5)
    words = ["".join(draw.choices(SYLLABLES, k=3)).title() for _ in range(count // 3)]
    names = [f"{draw.choice(words)} Al {draw.choice(words)} {draw.choice(words)}" for _ in range(count)]
    return [Listing(f"L{at}", "own:test", Subject(Schema.PERSON, (Name(name),))) for at, name in enumerate(names)]


CROWD = crowd(900)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index.build([(EDITION, [*CROWD, *NAMED])], tmp_path_factory.mktemp("crowded") / "index")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of an index as it was built, for this test alone."""
    return Index.build([(EDITION, NAMED)], tmp_path / "index").folder


@pytest.fixture
def read_through(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read through from here on."""
    names: list[str] = []
    checksum = layout.checksum

    def counted(path: Path) -> str:
        names.append(path.name)
        return checksum(path)

    monkeypatch.setattr(layout, "checksum", counted)
    return names


def flip(path: Path) -> None:
    """Change the last byte but one of a file, in place."""
    with path.open("r+b") as stream:
        stream.seek(-2, os.SEEK_END)
        byte = stream.read(1)[0]
        stream.seek(-2, os.SEEK_END)
        stream.write(bytes([byte ^ 1]))


def test_an_untouched_folder_is_not_read_through(folder: Path, read_through: list[str]) -> None:
    assert Index.open(folder).counts["listings"] == len(NAMED)
    assert read_through == []


def test_a_folder_moved_within_its_file_system_is_not_read_through(folder: Path, read_through: list[str]) -> None:
    moved = folder.rename(folder.with_name("moved"))
    assert Index.open(moved).counts["listings"] == len(NAMED)
    assert read_through == []


def test_only_the_file_that_may_have_been_written_to_is_read_through(folder: Path, read_through: list[str]) -> None:
    (folder / "postings.npy").chmod(0o600)
    os.utime(folder / "listings.jsonl")
    Index.open(folder)
    assert sorted(read_through) == ["listings.jsonl", "postings.npy"]


@pytest.mark.parametrize("name", ["listings.jsonl", "postings.npy", "name_cells.npy", "spellings.npy"])
def test_a_changed_file_is_refused_even_with_its_old_time(folder: Path, name: str) -> None:
    path = folder / name
    before = path.stat()
    flip(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    with pytest.raises(IndexUnusable, match=f"{name} was changed"):
        Index.open(folder)


def test_a_file_changed_right_after_the_folder_was_built_is_refused(tmp_path: Path) -> None:
    for at in range(5):
        built = Index.build([(EDITION, NAMED[:1])], tmp_path / str(at)).folder
        flip(built / "listings.jsonl")
        with pytest.raises(IndexUnusable, match="was changed"):
            Index.open(built)


def test_a_file_put_in_the_place_of_another_is_refused(folder: Path) -> None:
    path = folder / "listings.jsonl"
    before = path.stat()
    other = folder.with_name("other")
    shutil.copy2(path, other)
    flip(other)
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    with pytest.raises(IndexUnusable, match="was changed"):
        Index.open(folder)


@pytest.mark.parametrize("copy", [shutil.copy, shutil.copy2])
def test_a_copied_folder_opens_after_it_was_read_through(
    folder: Path, tmp_path: Path, copy: Callable[[str, str], str], read_through: list[str]
) -> None:
    copied = Index.open(Path(shutil.copytree(folder, tmp_path / "copy", copy_function=copy)))
    assert len(read_through) == len(list(folder.iterdir())) - 1
    assert [hit.listing.id for hit in copied.screen(Query("q", Subject(Schema.PERSON, (Name("Brundic Seltano"),))), NARROW)] == ["Y"]


def test_a_copied_and_changed_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(folder, tmp_path / "copy"))
    before = (folder / "listings.jsonl").stat()
    flip(copied / "listings.jsonl")
    os.utime(copied / "listings.jsonl", ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(IndexUnusable, match="was changed"):
        Index.open(copied)


@pytest.mark.parametrize("size", [0, -1])
def test_a_truncated_file_is_refused(folder: Path, size: int) -> None:
    path = folder / "postings.npy"
    before = path.stat()
    os.truncate(path, before.st_size + size if size else 0)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(IndexUnusable, match="truncated"):
        Index.open(folder)


def test_what_the_manifest_says_of_the_files_is_sealed(folder: Path) -> None:
    path = folder / "listings.jsonl"
    before = path.stat()
    old = before.st_ctime_ns
    flip(path)
    manifest = folder / "manifest.json"
    now = path.stat()
    text = manifest.read_text(encoding="utf-8")
    assert f'"changed": {old}' in text
    text = text.replace(str(old), str(now.st_ctime_ns)).replace(f'"modified": {before.st_mtime_ns}', f'"modified": {now.st_mtime_ns}')
    manifest.write_text(text, encoding="utf-8")
    with pytest.raises(IndexUnusable, match=r"manifest\.json was changed"):
        Index.open(folder)


def ask(index: Index, name: str, rule: ScreeningRule = NARROW, schema: Schema = Schema.PERSON, **facts: object) -> list[Hit]:
    return index.screen(Query("q", Subject(schema, (Name(name),), **facts)), rule)  # type: ignore[arg-type]


def ids(hits: list[Hit]) -> list[str]:
    return [hit.listing.id for hit in hits]


@pytest.mark.parametrize(
    "name",
    [
        "A. L. VELMIRA KARDUIN",
        "A.L. Velmira Karduin",
        "Velmira Karduin, A. L.",
        "A L Velmira Karduin",
        "L. Velmira Karduin",
        "A. L. Velmyra Karduin",
    ],
)
def test_initials_do_not_crowd_out_the_name(crowded: Index, name: str) -> None:
    assert ids(ask(crowded, name))[:1] == ["X"]


def namesakes(surnames: list[str], count: int) -> list[Listing]:
    """Invented persons with an ``al``, who share one of the surnames with the person sought."""
    draw = random.Random(7)
    names = [f"Al {surnames[at % len(surnames)]} {''.join(draw.choices(SYLLABLES, k=3)).title()}" for at in range(count)]
    return [Listing(f"K{at}", "own:test", Subject(Schema.PERSON, (Name(name),))) for at, name in enumerate(names)]


@pytest.mark.parametrize("name", ["A. L. VELMIRA KARDUIN", "Velmira Karduin A. L.", "A.L. Velmyra Karduin"])
def test_namesakes_with_an_al_do_not_crowd_out_the_name(tmp_path: Path, name: str) -> None:
    index = Index.build([(EDITION, [*CROWD, *namesakes(["Karduin"], 250), *NAMED])], tmp_path / "index")
    assert ids(ask(index, name)) == ["X"]


def test_namesakes_of_both_surnames_do_not_crowd_out_the_name(tmp_path: Path) -> None:
    index = Index.build([(EDITION, [*CROWD, *namesakes(["Velmira", "Karduin"], 500), *NAMED])], tmp_path / "index")
    assert ids(ask(index, "Antonio Luis Velmira Karduin")) == ["X"]
    assert ids(ask(index, "A. L. VELMIRA KARDUIN")) == ["X"]


QUERIES = [
    *[listing.subject.names[0].full for listing in CROWD[::45]],
    *[" ".join(listing.subject.names[0].full.split()[::-1]) for listing in CROWD[7::90]],
    *[listing.subject.names[0].full.replace(" Al ", " ") for listing in CROWD[3::60]],
    *[listing.subject.names[0].full[:-1] for listing in CROWD[11::60]],
    *[f"Oskar {listing.subject.names[0].full}" for listing in CROWD[5::90]],
    *["Brundic Seltano", "Oskar Brundic Seltano", "A. L. Velmira Karduin", "Nobody At All", "Al", ""],
]


@pytest.mark.parametrize("name", QUERIES)
def test_looking_further_down_finds_no_more_above_the_threshold(crowded: Index, name: str) -> None:
    further = {hit.listing.id: hit.score for hit in ask(crowded, name, WIDE) if hit.score >= NARROW.review}
    assert {hit.listing.id: hit.score for hit in ask(crowded, name)} == pytest.approx(further)


@pytest.mark.parametrize("name", QUERIES[::5])
def test_a_fact_that_says_nothing_changes_no_hits(crowded: Index, name: str) -> None:
    plain = {hit.listing.id: hit.score for hit in ask(crowded, name) if hit.listing.id != "Y"}
    stated = ask(crowded, name, birth_dates=(PartialDate(1950),), gender=Gender.MALE)
    assert {hit.listing.id: hit.score for hit in stated if hit.listing.id != "Y"} == pytest.approx(plain)


def test_facts_lift_a_name_from_below_the_threshold(crowded: Index) -> None:
    (below,) = [hit for hit in ask(crowded, "Oskar Brundic Seltano", WIDE) if hit.listing.id == "Y"]
    assert NARROW.review - 0.07 < below.score < NARROW.review
    assert ids(ask(crowded, "Oskar Brundic Seltano")) == []
    (lifted,) = ask(crowded, "Oskar Brundic Seltano", birth_dates=(BORN,), nationalities=("NO",))
    assert lifted.listing.id == "Y"
    assert lifted.score == pytest.approx(below.score + 0.07, abs=1e-4)
    (directly,) = [
        h for h in ask(crowded, "Oskar Brundic Seltano", WIDE, birth_dates=(BORN,), nationalities=("NO",)) if h.listing.id == "Y"
    ]
    assert lifted.score == pytest.approx(directly.score)


def test_a_fact_in_one_query_lends_nothing_to_another_of_the_same_name(crowded: Index) -> None:
    name = (Name("Oskar Brundic Seltano"),)
    plain = Query("1", Subject(Schema.PERSON, name))
    stated = Query("2", Subject(Schema.PERSON, name, birth_dates=(BORN,), nationalities=("NO",)))
    for queries in ([plain, stated], [stated, plain]):
        assert crowded.screen_many(queries, NARROW) == [crowded.screen(query, NARROW) for query in queries]
    assert crowded.screen_many([plain, stated], NARROW)[0] == []


def test_a_contradicting_fact_costs_as_much_as_it_says(crowded: Index) -> None:
    (plain,) = [hit for hit in ask(crowded, "Brundic Seltano") if hit.listing.id == "Y"]
    (born_later,) = [hit for hit in ask(crowded, "Brundic Seltano", birth_dates=(PartialDate(1975, 1, 1),)) if hit.listing.id == "Y"]
    assert born_later.score == pytest.approx(plain.score - 0.15, abs=1e-4)


@pytest.mark.parametrize(
    "name", ["Zelkova Harbour Bank (Dubai Branch)", "ZELKOVA HARBOUR BANK - Nairobi", "Zelkova Harbour Bk", "Zelkova Harbour Bnak"]
)
def test_branches_and_slips_find_their_house(crowded: Index, name: str) -> None:
    assert ids(ask(crowded, name, schema=Schema.COMPANY)) == ["Z"]


def test_a_mark_is_found_however_parted_and_never_with_another_sign(crowded: Index) -> None:
    for name in ("RA-76502", "RA 7 6502", "RA76502", "ra 76502"):
        assert ids(ask(crowded, name, schema=Schema.AIRPLANE)) == ["M"]
    for name in ("RA-76503", "RA76503", "RA 7 6520", "RB-76502"):
        assert ids(ask(crowded, name, schema=Schema.AIRPLANE)) == []


def test_forgetting_what_is_alike_changes_no_answer(crowded: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = [Query(name, Subject(Schema.PERSON, (Name(name),) if name else ())) for name in QUERIES]
    remembered = crowded.screen_many(queries, NARROW)
    monkeypatch.setattr(alike, "REMEMBERED", 3)
    forgetful = Index.open(crowded.folder)
    assert [forgetful.screen(query, NARROW) for query in queries] == remembered
    assert forgetful.screen_many(queries, NARROW) == remembered


def test_what_was_asked_before_changes_no_answer(crowded: Index) -> None:
    """Turns are counted in eight bits: an index must not take what it wrote 255 names ago for this name's."""
    asked = [Query(str(at), listing.subject) for at, listing in enumerate(CROWD[:300])]
    first = [[(hit.listing.id, hit.score) for hit in hits] for hits in crowded.screen_many(asked, NARROW)]
    again = [[(hit.listing.id, hit.score) for hit in crowded.screen(query, NARROW)] for query in asked]
    assert first == again
