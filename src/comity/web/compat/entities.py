"""A listing as the FollowTheMoney entity that clients expect, with its sanction and its wallets beside it when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.lists import source
from comity.model import Edition, IdentifierType, Listing
from comity.web.compat.answered import Entity
from comity.web.compat.entity_ids import entity_id
from comity.web.compat.properties import Properties, is_official, is_wallet, properties_of

SANCTIONS, WALLETS = "sanctions", "cryptoWallets"
BESIDE = (SANCTIONS, WALLETS)
"""Properties of an entity under which others stand, by FollowTheMoney's names; no other relation is kept here."""


def entity_of(listing: Listing, edition: Edition) -> Entity:
    """The entity of ``listing`` by itself.

    ``last_seen`` is when the edition it stands in was fetched. When it was first seen, and when it last changed, no list says of all its
    entries, so these are null.
    """
    return Entity(**fields_of(listing, edition))


def nested_fields_of(listing: Listing, edition: Edition) -> dict[str, Any]:
    """The fields of ``Entity`` by name, with the entities beside it among its properties, as ``GET /entities/{id}`` gives it."""
    beside = {name: list(others) for name, others in entities_beside(listing, edition).items() if others}
    fields = fields_of(listing, edition)
    return {**fields, "properties": {**fields["properties"], **beside}}


def fields_of(listing: Listing, edition: Edition) -> dict[str, Any]:
    """The fields of ``Entity`` by name."""
    return {
        "id": entity_id(listing.source, listing.id),
        "caption": listing.subject.caption,
        "schema": "CryptoWallet" if is_wallet(listing.subject) else listing.subject.schema.value,
        "properties": properties_of(listing),
        "datasets": [listing.source],
        "last_seen": edition.fetched_at,
    }


def entities_beside(listing: Listing, edition: Edition) -> Mapping[str, tuple[Entity, ...]]:
    """The entities that stand beside that of ``listing``, by each property of ``BESIDE``. Their ids cannot be fetched by themselves."""
    return {SANCTIONS: _sanctions(listing, edition), WALLETS: _wallets(listing, edition)}


def _sanctions(listing: Listing, edition: Edition) -> tuple[Entity, ...]:
    """What an official list says of the measure itself: one entity, since a listing does not tell its programmes' facts apart."""
    if not is_official(listing.source):
        return ()
    facts: Properties = {
        "authority": [edition.publisher],
        "program": list(listing.programmes),
        "provisions": list(listing.legal_basis) or [source(listing.source).legal_basis],
        "listingDate": [listing.listed_on.isoformat()] if listing.listed_on else [],
        "modifiedAt": [day.isoformat() for day in listing.amended_on],
        "authorityId": [listing.id],
    }
    return (_beside(listing, edition, "Sanction", facts),)


def _wallets(listing: Listing, edition: Edition) -> tuple[Entity, ...]:
    if is_wallet(listing.subject):
        return ()
    keys = [number.value for number in listing.subject.identifiers if number.type is IdentifierType.WALLET]
    return tuple(_beside(listing, edition, "CryptoWallet", {"publicKey": [key]}, str(at)) for at, key in enumerate(keys, start=1))


def _beside(listing: Listing, edition: Edition, schema: str, facts: Properties, number: str = "1") -> Entity:
    owner = entity_id(listing.source, listing.id)
    pointer = {"entity": [owner]} if schema == "Sanction" else {"holder": [owner]}
    return Entity(
        id=f"{owner}~{schema.lower()}-{number}",
        caption=next(iter(facts.get("publicKey") or facts["program"] or facts["authority"]), listing.subject.caption),
        schema=schema,
        properties={
            **{name: list(values) for name, values in facts.items() if values},
            **{name: list(ids) for name, ids in pointer.items()},
        },
        datasets=[listing.source],
        target=False,
        last_seen=edition.fetched_at,
    )
