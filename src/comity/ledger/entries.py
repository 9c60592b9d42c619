"""An entry as bytes: the one form that is hashed, stored and handed to others.

It is JSON in the canonical form of RFC 8785: keys sorted, no white space, no escape that is not needed, UTF-8. Every value is a string but
``number``. Control characters are refused, so the quotation mark and the backslash are the only characters that are escaped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any, Final

from comity.ledger.moments import moment_from_text, moment_text
from comity.ledger.strict_json import whole_number
from comity.model import Entry, FormatError, LimitExceeded

LONGEST_FIELD: Final = 256
"""Characters in ``actor``, ``action``, ``object`` and ``purpose`` each."""

LONGEST_FACT: Final = 4096
"""Characters in the value of one fact."""

MOST_FACTS: Final = 64
LARGEST_ENTRY: Final = 65_536
"""Bytes of one entry in its canonical form."""

LAST_NUMBER: Final = 2**53 - 1
"""The largest number that every reader of JSON keeps exactly (RFC 7493, section 2.2, which RFC 8785 requires)."""

FIELDS: Final = frozenset({"action", "actor", "at", "facts", "number", "object", "purpose"})
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f]")


def entry_bytes(number: int, entry: Entry) -> bytes:
    """The canonical form (RFC 8785) of ``entry`` as number ``number``, counted from 0: what its leaf hash is taken over.

    ``{"action":…,"actor":…,"at":…,"facts":{…},"number":…,"object":…,"purpose":…}`` in UTF-8. Raises ``FormatError`` for a time without
    zone, a value that is not text, an actor or action that is empty, a control character, half a surrogate pair, or a fact's name that
    is not 1 to 64 of ``A-Z a-z 0-9 _ . -``; ``LimitExceeded`` beyond the lengths stated in this module. Neither repeats a value.
    """
    actor, action, facts = entry.actor, entry.action, entry.facts
    try:
        told = ",".join([_name(name) + quoted(facts[name]) for name in sorted(facts)]) if facts else ""
        text = (
            f'{{"action":{quoted(action)},"actor":{quoted(actor)},"at":"{moment_text(entry.at)}","facts":{{{told}}},'
            f'"number":{number:d},"object":{quoted(entry.object)},"purpose":{quoted(entry.purpose)}}}'
        )
        data = text.encode()
    except TypeError as error:
        raise FormatError(f"entry {number} of the ledger holds a value that is not text") from error
    except UnicodeEncodeError as error:
        raise FormatError(f"entry {number} of the ledger holds half a surrogate pair, which is no character") from error
    # The quick look: what is short and has no escapes is within every limit, and most entries are. The rest is looked at in full.
    if len(text) > LONGEST_FIELD or "\\" in text or not actor or not action or not 0 <= number <= LAST_NUMBER:
        _refuse_beyond_limits(number, entry, data)
    return data


@lru_cache(maxsize=1024)
def _name(name: str) -> str:
    """The name of a fact, quoted and with its colon; names are few, and each is looked at once."""
    if not _NAME.fullmatch(name):
        raise FormatError("the name of a fact is not 1 to 64 of A-Z a-z 0-9 _ . -")
    return f'"{name}":'


def _refuse_beyond_limits(number: int, entry: Entry, data: bytes) -> None:
    actor, action, object_, purpose, facts = entry.actor, entry.action, entry.object, entry.purpose, entry.facts
    if not 0 <= number <= LAST_NUMBER:
        raise LimitExceeded("the number of an entry of the ledger is not from 0 to 2^53 - 1")
    if not actor or not action:
        raise FormatError(f"entry {number} of the ledger does not say {'what was done' if actor else 'who acted'}")
    if max(len(actor), len(action), len(object_), len(purpose)) > LONGEST_FIELD:
        raise LimitExceeded(f"entry {number} of the ledger has a field of more than {LONGEST_FIELD} characters")
    if len(facts) > MOST_FACTS:
        raise LimitExceeded(f"entry {number} of the ledger has more than {MOST_FACTS} facts")
    if len(data) > LONGEST_FACT and (len(data) > LARGEST_ENTRY or any(len(fact) > LONGEST_FACT for fact in facts.values())):
        limits = f"{LONGEST_FACT:,} characters in a fact, {LARGEST_ENTRY:,} bytes in all"
        raise LimitExceeded(f"entry {number} of the ledger is longer than is allowed: {limits}", "refer to large things by their digest")
    if b"\\" in data and any(_CONTROL.search(text) for text in (actor, action, object_, purpose, *facts.values())):
        raise FormatError(f"entry {number} of the ledger holds a control character")


def entry_to_record(number: int, entry: Entry) -> dict[str, Any]:
    """The members of the canonical form, for a JSON document: ``number`` an int, ``facts`` an object of strings, else strings.

    Raises what ``entry_bytes`` raises: nothing becomes a record that could not be an entry.
    """
    entry_bytes(number, entry)
    return {
        "action": str(entry.action),
        "actor": str(entry.actor),
        "at": moment_text(entry.at),
        "facts": {name: str(entry.facts[name]) for name in sorted(entry.facts)},
        "number": number,
        "object": str(entry.object),
        "purpose": str(entry.purpose),
    }


def entry_from_record(record: object) -> tuple[int, Entry]:
    """The number and entry of a record as ``entry_to_record`` gives it, and of nothing else.

    Raises ``FormatError`` when a member is missing, unknown or of another type, and what ``entry_bytes`` raises.
    """
    if not isinstance(record, dict) or record.keys() != FIELDS:
        raise FormatError("an entry has not exactly the members action, actor, at, facts, number, object, purpose")
    number = whole_number(record["number"], LAST_NUMBER, "the number of an entry")
    facts = record["facts"]
    if not isinstance(facts, dict):
        raise FormatError(f"the facts of entry {number} are not a JSON object")
    at = moment_from_text(record["at"])
    entry = Entry(at, record["actor"], record["action"], record["object"], record["purpose"], facts)
    entry_bytes(number, entry)
    return number, entry
