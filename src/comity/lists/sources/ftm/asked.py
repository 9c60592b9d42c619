"""An entity that is asked about: checked whole before anything is compared, since whoever asks takes silence for "nothing found"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.lists.findings import Findings
from comity.lists.source import Reading
from comity.lists.sources.ftm import vocabulary as v
from comity.lists.sources.ftm.entities import Entity
from comity.lists.sources.ftm.subject import KNOWN, subject_of
from comity.model import Issue, Locator, Severity, Subject, UsageError

MAX_VALUES = 200
"""Values of one entity that are compared, at most."""

MAX_TEXT = 1_000
"""Characters of one value that is compared, at most; texts for people may be longer."""

_FILE = "query"
_FREE = v.DETAILS | v.PUBLISHING | v.RELATIONS | v.PROTECTED


def asked(entity: Mapping[str, Any]) -> tuple[Subject, tuple[Issue, ...]]:
    """See ``comity.lists.subject_of``."""
    schema, properties = entity.get("schema"), entity.get("properties")
    if not isinstance(schema, str) or schema not in v.KINDS:
        raise UsageError("entities of that schema are not screened", "use one of " + ", ".join(v.KINDS))
    if not isinstance(properties, Mapping):
        raise UsageError("the entity has no properties", "give them as an object: lists of texts by property")
    values = {name: _values(name, value) for name, value in properties.items()}
    if sum(len(of_one) for name, of_one in values.items() if name not in _FREE) > MAX_VALUES:
        raise UsageError(f"the entity has more than {MAX_VALUES} values to compare", "leave out those that do not tell who is meant")
    findings = Findings(Reading(_FILE, _FILE))
    subject = subject_of(Entity(_FILE, schema, values), findings)
    findings.report()
    left_out = (Issue(Locator(_FILE), what, severity=Severity.NOTE) for what in findings.reading.ignored)
    return subject, (*findings.reading.issues, *left_out)


def _values(name: str, value: object) -> list[Any]:
    """The values of property ``name`` as texts and entities. Raises ``UsageError`` for anything else."""
    listed = value if isinstance(value, list) else [value]
    found: list[Any] = []
    for one in listed:
        if one is None or one == "":
            continue
        if isinstance(one, int) and not isinstance(one, bool):
            one = str(one)
        if isinstance(one, dict):
            one = {"id": _FILE, **one}
        elif not isinstance(one, str) or not _is_unicode(one):
            raise UsageError(f"a value of {name} is not a text", "give every value as a text")
        elif len(one) > MAX_TEXT and name not in _FREE:
            raise UsageError(f"a value of {name} has more than {MAX_TEXT:,} characters", "give the name or number alone")
        found.append(one)
    if found and name not in KNOWN:
        raise UsageError(f"the property {name[:60]!r} is none of FollowTheMoney's, or one that is not read", "check its spelling")
    return found


def _is_unicode(text: str) -> bool:
    """True for a text without halves of characters (surrogates), which JSON lets pass and nothing can write."""
    return not any("\ud800" <= c <= "\udfff" for c in text)
