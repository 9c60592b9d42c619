"""What may stand in a log: names of events, ids, codes, counts and durations. Everything else is dropped and counted.

An allow-list, since a list of what is forbidden always lacks the next field. A field that is not listed, a value that is not of its field's
form, and whatever looks like a secret do not reach the log; the count of what was dropped does, so that nothing is lost in silence. Of an
error its class and place are kept, never its text or its variables.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping, MutableMapping
from threading import Lock
from types import TracebackType

LONGEST = 128
"""Characters of a value at most."""

COUNTS = frozenset(
    {
        *("attempt", "bytes", "cases", "count", "depth", "dropped", "failed", "hits", "issues", "lines", "listings", "of", "pid", "port"),
        *("progress", "queued", "rows", "seconds", "size", "status", "subjects", "workers"),
    }
)
"""Fields that are numbers."""

CODES = frozenset(
    {
        *("action", "fault", "format", "kind", "level", "list", "logger", "method", "outcome", "part", "permission", "purpose", "reason"),
        *("route", "rule", "scheme", "state", "timestamp", "version"),
    }
)
"""Fields that are words of this program."""

IDS = frozenset(
    {
        *("actor", "case", "decision", "delivery", "edition", "entry", "exemption", "hit", "job", "key", "object", "person_request"),
        *("request", "screening", "subject", "trace", "webhook", "worker"),
    }
)
"""Fields that are ids of this node."""

DIGESTS = frozenset({"digest", "root"})
"""Fields that are a SHA-256 in hexadecimal."""

_EVENT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_CODE = re.compile(r"[A-Za-z/][A-Za-z0-9_.:/{}+-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|[+-][0-9:]+)|[0-9]+(\.[0-9a-z]+)+")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SECRET = re.compile(
    r"comity_[0-9A-Za-z]"  # a key for programs
    r"|\$argon2|\beyJ[A-Za-z0-9_-]{8}|(?i:bearer|basic|otpauth|password|secret)[\s:=/]"
    r"|[a-z2-9]{6}(-[a-z2-9]{6}){3}"  # a recovery code
    # A token: ids of this node are shorter, but for those of users who come from a provider, who are known by a digest.
    r"|(?<![A-Za-z0-9_-])(?!oidc-[0-9a-f]{32}(?![A-Za-z0-9_-]))[A-Za-z0-9_-]{32,}"
)


class LogFields:
    """A processor in the manner of structlog: called with logger, method name and event, it returns what may be written.

    ``dropped`` counts by reason what was not: ``field`` (not listed), ``form`` (not of its field's form), ``secret``. Safe across threads.
    """

    def __init__(self) -> None:
        self._dropped: Counter[str] = Counter()
        self._lock = Lock()

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many values were dropped since the start, by reason."""
        with self._lock:
            return dict(self._dropped)

    def __call__(self, _logger: object, _method: str, event: MutableMapping[str, object]) -> dict[str, object]:
        """The fields of ``event`` that may be written, and ``dropped`` with the number of those that may not."""
        kept: dict[str, object] = {}
        dropped: Counter[str] = Counter()
        for field, value in event.items():
            if field == "exc_info":
                kept |= _error(value)
            elif reason := _why_not(field, value):
                dropped[reason] += 1
            else:
                kept[field] = value
        kept.setdefault("event", "unnamed")
        if dropped:
            kept["dropped"] = dropped.total()
            with self._lock:
                self._dropped.update(dropped)
        return kept


def _why_not(field: str, value: object) -> str:
    """Why ``value`` must not be written as ``field``; empty when it may."""
    if field in COUNTS:
        return "" if isinstance(value, int | float) else "form"
    form = _form_of(field)
    if form is None:
        return "field"
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST:
        return "form"
    if form is not _DIGEST and _SECRET.search(value):
        return "secret"
    return "" if form.fullmatch(value) else "form"


def _form_of(field: str) -> re.Pattern[str] | None:
    """The form of the values of ``field``, None when it is not listed."""
    if field == "event":
        return _EVENT
    if field in CODES or field in {"error", "where"}:
        return _CODE
    if field in IDS:
        return _ID
    return _DIGEST if field in DIGESTS else None


def _error(value: object) -> dict[str, object]:
    """The class of the exception in ``exc_info`` and the module and line that raised it; nothing when there is none.

    ``value`` is an exception, the triple of ``sys.exc_info``, or True for the exception that is being handled.
    """
    value = sys.exc_info() if value is True else value
    exception = value[1] if isinstance(value, tuple) and len(value) == 3 else value
    if not isinstance(exception, BaseException):
        return {}
    place = _innermost(exception.__traceback__)
    named: dict[str, object] = {"error": type(exception).__name__[:LONGEST]}
    return named | {"where": place[:LONGEST]} if place else named


def _innermost(traceback: TracebackType | None) -> str:
    """``module:line`` where the exception was raised, empty without a traceback."""
    if traceback is None:
        return ""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f"{traceback.tb_frame.f_globals.get('__name__', '')}:{traceback.tb_lineno}"
