"""The rules of retention in force on this node: the product's own practice, and the operator's file, which replaces it kind by kind."""

from __future__ import annotations

from comity.model import StoreError
from comity.node.settings import Settings
from comity.safeguards import RetentionRule, read_rules, rules_for

RULES = "retention.json"
"""The file in the home with the operator's own rules; see ``safeguards.read_rules`` for its form."""

_PRACTICE = ("node",)


def rules_in_force(settings: Settings) -> tuple[RetentionRule, ...]:
    """The rules of this node. Raises ``FormatError`` for a file that holds anything but rules, ``StoreError`` when it cannot be read."""
    path = settings.home / RULES
    try:
        own = read_rules(path.read_bytes()) if path.exists() else ()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}", "check its permissions") from error
    return rules_for(_PRACTICE, own)
