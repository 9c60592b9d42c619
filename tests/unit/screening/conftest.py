"""A small index of invented listings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.model import Edition, Gender, Identifier, IdentifierType, Listing, Name, NameKind, PartialDate, Schema, Subject
from comity.screening import Index

EDITION = Edition(
    "own-test-2026-01-01-00000000", "own:test", "Test", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), "0" * 64, 6, 9
)
OTHER = Edition("own-other-2026-01-01-00000000", "own:other", "Test", None, datetime(2026, 1, 2, tzinfo=UTC), "1" * 64, 1, 1)

LISTINGS = [
    Listing(
        "T1",
        "own:test",
        Subject(
            Schema.PERSON,
            (Name("Karim Bakri Nahas"), Name("كريم بكري نحاس"), Name("Abu Laith", NameKind.WEAK)),
            birth_dates=(PartialDate(1968, 3, 7),),
            nationalities=("SY",),
            gender=Gender.MALE,
            identifiers=(Identifier(IdentifierType.PASSPORT, "N 004512345", "SY"),),
        ),
    ),
    Listing("T2", "own:test", Subject(Schema.COMPANY, (Name("Orient Star Lines Co., Ltd."), Name("OSL", NameKind.WEAK)))),
    Listing(
        "T3",
        "own:test",
        Subject(Schema.VESSEL, (Name("OCEAN MERIDIAN"),), identifiers=(Identifier(IdentifierType.IMO, "IMO 9074729"),)),
    ),
    Listing("T4", "own:test", Subject(Schema.PERSON, (Name("Oleg Petrovich VASNEV"), Name("Олег Петрович ВАСНЕВ")))),
    Listing("T5", "own:test", Subject(Schema.ORGANIZATION, (Name("Polar Lease 3 Ltd"),))),
    Listing("T6", "own:test", Subject(Schema.PERSON, (Name("Walijan"),))),
]
MORE = [Listing("O1", "own:other", Subject(Schema.PERSON, (Name("Karim Bakri Nahas"),)))]


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("index") / "small"
    return Index.build([(EDITION, LISTINGS), (OTHER, MORE)], folder)
