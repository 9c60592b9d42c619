"""The index as its callers see it: queries in, hits out; folders that must be refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.model import (
    EvidenceKind,
    Gender,
    Hit,
    Identifier,
    IdentifierType,
    IndexUnusable,
    Listing,
    Name,
    Outcome,
    PartialDate,
    Query,
    Schema,
    ScreeningRule,
    Subject,
)
from comity.screening import Index

from .conftest import EDITION, LISTINGS

RULE = ScreeningRule(lists=frozenset({"own:test"}))


def ask(index: Index, *names: str, schema: Schema = Schema.PERSON, rule: ScreeningRule = RULE, **facts: object) -> list[Hit]:
    subject = Subject(schema, tuple(Name(name) for name in names), **facts)  # type: ignore[arg-type]
    return index.screen(Query("q", subject), rule)


@pytest.mark.parametrize(
    ("name", "schema", "listing"),
    [
        ("Karim Bakri Nahas", Schema.PERSON, "T1"),
        ("NAHAS Karim", Schema.PERSON, "T1"),
        ("Kareem Bakry Nahhas", Schema.PERSON, "T1"),
        ("كريم بكري نحاس", Schema.PERSON, "T1"),
        ("KarimBakri Nahas", Schema.PERSON, "T1"),
        ("Orient Star Lines", Schema.COMPANY, "T2"),
        ("Orientstar Lines LLC", Schema.COMPANY, "T2"),
        ("Ocean Meridian", Schema.VESSEL, "T3"),
        ("Васнев Олег", Schema.PERSON, "T4"),
        ("Oleg Vasnyov", Schema.PERSON, "T4"),
        ("O. P. Vasnev", Schema.PERSON, "T4"),
        ("Polar Lease 3", Schema.COMPANY, "T5"),
    ],
)
def test_a_variant_finds_its_listing(index: Index, name: str, schema: Schema, listing: str) -> None:
    assert [hit.listing.id for hit in ask(index, name, schema=schema)] == [listing]


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("Karim Bakri Tellawi", Schema.PERSON),
        ("Nikita Vasnev", Schema.PERSON),
        ("Polar Lease 4 Ltd", Schema.COMPANY),
        ("Zzz", Schema.PERSON),
        ("", Schema.PERSON),
        ("...", Schema.THING),
        ("\u202e\u200b", Schema.THING),
    ],
)
def test_others_are_clear(index: Index, name: str, schema: Schema) -> None:
    assert ask(index, name or " ", schema=schema) == []


def test_a_listed_name_finds_itself_strong_and_below_one(index: Index) -> None:
    for name, schema in (
        ("Karim Bakri Nahas", Schema.PERSON),
        ("Orient Star Lines Co., Ltd.", Schema.COMPANY),
        ("OCEAN MERIDIAN", Schema.VESSEL),
    ):
        (hit,) = ask(index, name, schema=schema)
        assert hit.outcome is Outcome.STRONG
        assert hit.score < 1.0


def test_name_and_identifier_reach_one(index: Index) -> None:
    passport = (Identifier(IdentifierType.PASSPORT, "n004512345"),)
    (hit,) = ask(index, "Karim Nahas", identifiers=passport)
    assert hit.score == 1.0
    assert hit.outcome is Outcome.STRONG
    assert EvidenceKind.IDENTIFIER in {evidence.kind for evidence in hit.evidence}


def test_an_identifier_alone_finds_its_holder(index: Index) -> None:
    imo = (Identifier(IdentifierType.IMO, "9074729"),)
    for names in ((), ("Blue Heron",)):
        (hit,) = ask(index, *names, schema=Schema.VESSEL, identifiers=imo)
        assert (hit.listing.id, hit.outcome) == ("T3", Outcome.STRONG)
        assert hit.score < 1.0


def test_a_number_of_another_kind_is_only_a_lead(index: Index) -> None:
    (hit,) = ask(index, "Someone Else", identifiers=(Identifier(IdentifierType.TAX, "N004512345"),))
    assert (hit.listing.id, hit.outcome) == ("T1", Outcome.REVIEW)


def test_short_numbers_prove_nothing(index: Index) -> None:
    assert ask(index, "Someone Else", identifiers=(Identifier(IdentifierType.PASSPORT, "45"),)) == []


def test_agreeing_facts_raise_and_contradictions_lower(index: Index) -> None:
    (plain,) = ask(index, "Kareem Bakry Nahhas")
    (agreeing,) = ask(index, "Kareem Bakry Nahhas", birth_dates=(PartialDate(1968, 3, 7),), nationalities=("SY",))
    (contradicting,) = ask(index, "Kareem Bakry Nahhas", birth_dates=(PartialDate(1991, 12, 30),), nationalities=("NO",))
    assert contradicting.score < plain.score < agreeing.score < 1.0
    assert {e.kind for e in contradicting.evidence if e.effect < 0} == {EvidenceKind.BIRTH_DATE, EvidenceKind.COUNTRY}


def test_a_contradiction_never_hides_a_strong_name(index: Index) -> None:
    (hit,) = ask(index, "Karim Bakri Nahas", birth_dates=(PartialDate(1999, 1, 1),), nationalities=("NO",), gender=Gender.FEMALE)
    assert hit.outcome is Outcome.REVIEW


def test_the_score_is_the_sum_of_its_evidence(index: Index) -> None:
    (hit,) = ask(index, "Kareem Bakry Nahhas", birth_dates=(PartialDate(1968),), nationalities=("NO",))
    assert sum(evidence.effect for evidence in hit.evidence) == pytest.approx(hit.score, abs=1e-6)


def test_a_weak_alias_weighs_less(index: Index) -> None:
    (hit,) = ask(index, "Abu Laith")
    assert hit.name.full == "Abu Laith"
    assert any("low-quality" in evidence.why for evidence in hit.evidence)
    assert hit.outcome is Outcome.REVIEW


def test_the_rule_restricts_lists_and_number(index: Index) -> None:
    every = ask(index, "Karim Bakri Nahas", rule=ScreeningRule())
    assert {hit.edition.source for hit in every} == {"own:test", "own:other"}
    assert len(ask(index, "Karim Bakri Nahas", rule=ScreeningRule(max_hits=1))) == 1
    (only,) = ask(index, "Karim Bakri Nahas", rule=ScreeningRule(lists=frozenset({"own:other"})))
    assert only.listing.id == "O1"


def test_a_batch_answers_like_single_queries(index: Index) -> None:
    names = ["Karim Nahas", "Nobody At All", "Vasnev Oleg", "Karim Nahas", "", "Orient Star"]
    queries = [Query(str(at), Subject(Schema.THING, (Name(name),) if name else ())) for at, name in enumerate(names * 100)]
    together = index.screen_many(queries, RULE)
    assert len(together) == len(queries)
    assert together[:6] == [index.screen(query, RULE) for query in queries[:6]]
    assert together[594:] == together[:6]


@pytest.mark.parametrize("name", ["x" * 10_000, "a " * 5_000, "́" * 3_000, "\u0000" * 9_999, "名" * 10_000, "ab" * 5_000 + " Nahas"])
def test_endless_names_are_answered(index: Index, name: str) -> None:
    assert ask(index, name) == []


def test_a_truncated_altered_or_foreign_folder_is_refused(index: Index, tmp_path: Path) -> None:
    def copy(name: str) -> Path:
        return Path(shutil.copytree(index.folder, tmp_path / name))

    cut = copy("cut") / "postings.npy"
    cut.write_bytes(cut.read_bytes()[:-8])
    altered = copy("altered") / "listings.jsonl"
    altered.write_bytes(altered.read_bytes().replace(b"Karim", b"Carim"))
    (copy("missing") / "name_cells.npy").unlink()
    manifest = copy("version") / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"version": 0}))
    (copy("unsealed") / "manifest.json").unlink()
    (copy("garbled") / "manifest.json").write_text("{")
    for name, word in (
        ("cut", "truncated"),
        ("altered", "changed"),
        ("missing", "missing"),
        ("version", "version"),
        ("unsealed", "finished"),
        ("garbled", "damaged"),
        ("nowhere", "finished"),
    ):
        with pytest.raises(IndexUnusable, match=word) as refused:
            Index.open(tmp_path / name)
        assert refused.value.hint


def test_a_build_that_fails_leaves_nothing_under_its_name(tmp_path: Path) -> None:
    def broken() -> Iterator[Listing]:
        yield LISTINGS[0]
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        Index.build([(EDITION, LISTINGS), (EDITION, broken())], tmp_path / "index")
    assert not (tmp_path / "index").exists()
    rebuilt = Index.build([(EDITION, LISTINGS)], tmp_path / "index")
    assert rebuilt.counts["listings"] == len(LISTINGS)
    with pytest.raises(FileExistsError):
        Index.build([(EDITION, LISTINGS)], tmp_path / "index")


def test_an_index_of_nothing_clears_everyone(tmp_path: Path) -> None:
    empty = Index.build([(EDITION, [])], tmp_path / "empty")
    assert empty.screen(Query("q", Subject(Schema.PERSON, (Name("Karim Nahas"),))), ScreeningRule()) == []


def test_an_index_of_other_name_tables_is_refused(index: Index, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(index.folder, tmp_path / "other"))
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"reading": "0" * 64}))
    with pytest.raises(IndexUnusable, match="name tables"):
        Index.open(folder)


def test_the_score_is_the_sum_of_its_evidence_with_an_identifier_too(index: Index) -> None:
    number = (Identifier(IdentifierType.PASSPORT, "N004512345", "SY"),)
    for name, day in (("Karim Nahas", PartialDate(1968, 3, 7)), ("Someone Else", PartialDate(1999, 1, 1))):
        (hit,) = ask(index, name, birth_dates=(day,), nationalities=("NO",), identifiers=number)
        assert sum(evidence.effect for evidence in hit.evidence) == pytest.approx(hit.score, abs=1e-6)
        assert hit.outcome is Outcome.STRONG


def test_a_strong_name_kept_below_the_threshold_says_why(index: Index) -> None:
    (hit,) = ask(index, "Karim Bakri Nahas", birth_dates=(PartialDate(1999, 1, 1),), nationalities=("NO",), gender=Gender.FEMALE)
    assert hit.score < RULE.review
    assert any("kept for review" in evidence.why for evidence in hit.evidence)
