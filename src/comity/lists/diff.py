"""What changed between two editions of a list: who came, who went, and which facts of those who stayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from comity.model import Address, Amendment, Delta, Edition, FieldChange, Identifier, Listing, Name, NameKind

Key = tuple[str, int]
Values = tuple[str, ...]

_KINDS = {NameKind.PRIMARY: "", NameKind.STRONG: "alias", NameKind.WEAK: "weak alias", NameKind.FORMER: "former name"}


def _noted(text: str, *notes: str) -> str:
    said = ", ".join(note for note in notes if note)
    return f"{text} ({said})" if text and said else text or said


def _name(name: Name) -> str:
    return _noted(name.full, _KINDS[name.kind], name.language, name.script)


def _identifier(value: Identifier) -> str:
    return _noted(f"{value.type.value.replace('_', ' ')} {value.value}", value.issuer, "doubtful" if value.doubtful else "")


def _address(value: Address) -> str:
    rest = (value.city, value.region, value.postal_code)
    parts = [value.full, *(part for part in rest if part and part not in value.full)]
    return _noted(", ".join(part for part in parts if part), value.country)


FIELDS: Mapping[str, Callable[[Listing], Values]] = {
    "schema": lambda listing: (listing.subject.schema.value,),
    "names": lambda listing: tuple(_name(name) for name in listing.subject.names),
    "birth dates": lambda listing: tuple(str(value) for value in listing.subject.birth_dates),
    "founded": lambda listing: tuple(str(value) for value in listing.subject.founded),
    "birth places": lambda listing: tuple(_address(value) for value in listing.subject.birth_places),
    "nationalities": lambda listing: listing.subject.nationalities,
    "jurisdictions": lambda listing: listing.subject.jurisdictions,
    "gender": lambda listing: (listing.subject.gender.value,) if listing.subject.gender else (),
    "identifiers": lambda listing: tuple(_identifier(value) for value in listing.subject.identifiers),
    "addresses": lambda listing: tuple(_address(value) for value in listing.subject.addresses),
    "programmes": lambda listing: listing.programmes,
    "legal basis": lambda listing: listing.legal_basis,
    "listed on": lambda listing: (listing.listed_on.isoformat(),) if listing.listed_on else (),
    "amended on": lambda listing: tuple(day.isoformat() for day in listing.amended_on),
    "details": lambda listing: tuple(f"{detail.label}: {detail.text}" for detail in listing.details),
}
"""Every field that is compared and shown: how to get its values, as people read them.

Roles of name parts and places in files are not facts.
"""


def changes(old: Listing, new: Listing) -> tuple[FieldChange, ...]:
    """The fields in which two listings differ; order and repetition of values do not matter."""
    found = []
    for field, values in FIELDS.items():
        before, after = dict.fromkeys(values(old)), dict.fromkeys(values(new))
        removed = tuple(value for value in before if value not in after)
        added = tuple(value for value in after if value not in before)
        if removed or added:
            found.append(FieldChange(field, removed, added))
    return tuple(found)


def _keyed(listings: Iterable[Listing]) -> dict[Key, Listing]:
    """Listings by id; where a publisher repeats an id, by id and turn."""
    seen: Counter[str] = Counter()
    keyed = {}
    for listing in listings:
        keyed[listing.id, seen[listing.id]] = listing
        seen[listing.id] += 1
    return keyed


def compare(old: Edition, old_listings: Iterable[Listing], new: Edition, new_listings: Iterable[Listing]) -> Delta:
    """What changed from ``old`` to ``new``. Comparing an edition with itself gives nothing; swapping the two mirrors the answer.

    Holds both editions in memory (some 20 MB for each 10,000 entries).
    """
    before, after = _keyed(old_listings), _keyed(new_listings)
    added = tuple(after[key] for key in sorted(after.keys() - before.keys()))
    removed = tuple(before[key] for key in sorted(before.keys() - after.keys()))
    both = sorted(before.keys() & after.keys())
    amended = tuple(Amendment(before[key], after[key], found) for key in both if (found := changes(before[key], after[key])))
    return Delta(old, new, added, removed, amended)
