"""The owner's policy of review: ``policy.json`` in the home, else the defaults.

It is read anew for every act, so that a changed rule holds for the next decision on every process of the node.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from comity.model import StoreError, UsageError
from comity.review import Policy, policy_from_record

FILE = "policy.json"
"""The policy's file in the home; its fields are those of ``review.policy_to_record``."""

_HINT = "correct the file, or take it away to use the defaults; docs/explanation/decisions.md lists its fields"


def policy_in(home: Path) -> Policy:
    """The policy that is kept in ``home``; the defaults when no file is there.

    Raises ``StoreError`` when the file cannot be read, or says what no policy can: a rule that is not understood is not passed over.
    """
    try:
        text = (home / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Policy()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{FILE} in the home cannot be read", "it must be a file in UTF-8 that this node may read") from error
    try:
        return policy_from_record(_record(text))
    except UsageError as error:
        raise StoreError(f"{FILE} in the home cannot be used: {error.message}", _HINT) from error
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{FILE} in the home is not one JSON object", _HINT) from error


def _record(text: str) -> dict[str, Any]:
    record = json.loads(text, object_pairs_hook=_once)
    if not isinstance(record, dict):
        raise ValueError("not an object")  # noqa: TRY004 - what json raises for what cannot be read
    return record


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of an object. Of two with one name JSON's readers keep one in silence, and a rule would be lost."""
    record = dict(members)
    if len(record) < len(members):
        raise ValueError("a name comes twice")
    return record
