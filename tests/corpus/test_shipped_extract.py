"""The extract that ships is what the script makes of the publisher's file, and facts only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from comity.storage import EditionStore

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make_shipped_extract.py"
pytestmark = pytest.mark.corpus


def check(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), "--check", str(file)], capture_output=True, text=True, check=False)


def test_the_extract_is_what_the_script_makes(shared: Path) -> None:
    done = check(shared / "lists" / "un-sc-2026-02-27.xml.xz")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_another_edition_does_not_pass_for_it(shared: Path) -> None:
    done = check(shared / "lists" / "un-sc-2025-04-19.xml.xz")
    assert done.returncode == 1
    assert "un-sc.jsonl.xz is not what" in done.stdout


def test_the_extract_holds_every_entry_and_no_narrative(home: Path) -> None:
    store = EditionStore(home)
    edition = store.current("un-sc")
    assert edition is not None
    assert store.is_shipped(edition)
    listings = list(store.listings(edition))
    assert edition.entries == len(listings) == 730 + 273
    assert edition.names == sum(len(listing.subject.names) for listing in listings)
    for listing in listings:
        places = (*listing.subject.addresses, *listing.subject.birth_places)
        assert listing.details == ()
        assert not any(place.full or place.city or place.region or place.postal_code for place in places)
        assert all(len(identifier.value) < 80 for identifier in listing.subject.identifiers)
