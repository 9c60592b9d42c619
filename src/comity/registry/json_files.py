"""Instruments and bodies as they are written: one JSON file each, read strictly.

Every key is known or the file is refused with the key's place; every id, date and word of a closed set is checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from enum import StrEnum
from typing import Any, TypeVar

from comity.model import FormatError, PartialDate
from comity.model.participation import Confidence
from comity.registry.dates import partial_date
from comity.registry.instrument import (
    Addressee,
    Area,
    Article,
    BasisRule,
    Body,
    Coverage,
    EntryRule,
    Instrument,
    InstrumentKind,
    Need,
    Obligation,
    ReservationRule,
    Trigger,
    WithdrawalRule,
)

T = TypeVar("T")
Reader = Callable[[Any, str], Any]
LARGEST = 256 * 1024
"""Bytes of one file."""


def read_instrument(text: str, where: str) -> Instrument:
    """The instrument in ``text``. Raises ``FormatError`` that names ``where`` and the key."""
    return _read(Instrument, _loaded(text, where), where)


def read_body(text: str, where: str) -> Body:
    """The body in ``text``. Raises ``FormatError`` as ``read_instrument`` does."""
    return _read(Body, _loaded(text, where), where)


def _loaded(text: str, where: str) -> Mapping[str, Any]:
    if len(text) > LARGEST:
        raise FormatError(f"{where} is larger than {LARGEST:,} characters", "one file holds one instrument")
    try:
        found = json.loads(text)
    except ValueError as problem:
        raise FormatError(f"{where} is not JSON: {problem}", "mend the file") from None
    if not isinstance(found, dict):
        raise FormatError(f"{where} is not a JSON object", "one file holds one instrument")
    return found


def _read(kind: type[T], found: object, where: str) -> T:
    """``found`` as a ``kind``: each field by its reader; what is left over is refused."""
    if not isinstance(found, Mapping):
        raise FormatError(f"{where} is not an object", "write {…}")
    readers, needed = _KEYS[kind]
    unknown = [key for key in found if key not in readers]
    if unknown:
        raise FormatError(f"{where}: {unknown[0]} is not a key that is known here", f"keys are {', '.join(readers)}")
    missing = [key for key in needed if key not in found]
    if missing:
        raise FormatError(f"{where}: {missing[0]} is missing", "every file says it")
    return kind(**{key: readers[key](value, f"{where}: {key}") for key, value in found.items()})


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise FormatError(f"{where} is not a text", 'write it in "…"')
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    return tuple(_text(one, where) for one in _sequence(value, where))


def _by_language(value: object, where: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise FormatError(f"{where} is not an object of texts by language", 'write {"fr": "…"}')
    return {_text(key, where): _text(one, where) for key, one in value.items()}


def _sequence(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise FormatError(f"{where} is not an array", "write […]")
    return value


def _date(value: object, where: str) -> PartialDate | None:
    return None if value is None else partial_date(_text(value, where), where)


def _whole(value: object, where: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise FormatError(f"{where} is not a whole number", "write 0 or more, or null")


def _yes(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise FormatError(f"{where} is neither true nor false", "write true or false")
    return value


def _word(kind: type[StrEnum]) -> Reader:
    def read(value: object, where: str) -> StrEnum:
        try:
            return kind(_text(value, where))
        except ValueError:
            raise FormatError(f"{where}: {value} is not known", f"one of {', '.join(kind)}") from None

    return read


def _words(kind: type[StrEnum]) -> Reader:
    one = _word(kind)
    return lambda value, where: tuple(one(item, where) for item in _sequence(value, where))


def _one(kind: type[Any]) -> Reader:
    return lambda value, where: _read(kind, value, where)


def _many(kind: type[Any]) -> Reader:
    return lambda value, where: tuple(_read(kind, item, f"{where}[{place}]") for place, item in enumerate(_sequence(value, where)))


_DATED: dict[str, Reader] = {"as_of": _date, "confidence": _word(Confidence)}
_BOTH: dict[str, Reader] = {
    **_DATED,
    "titles": _by_language,
    "aliases": _texts,
    "ended": _date,
    "areas": _words(Area),
    "bases": _many(BasisRule),
    "coverage": _one(Coverage),
}
_SPECIAL: dict[type[Any], dict[str, Reader]] = {
    Article: {"confidence": _word(Confidence)},
    BasisRule: {"need": _word(Need), "limits": _texts},
    Obligation: {"addressee": _word(Addressee), "trigger": _word(Trigger), "area": _word(Area), "confidence": _word(Confidence)},
    EntryRule: {},
    WithdrawalRule: {"months": _whole},
    ReservationRule: {},
    Coverage: {**_DATED, "is_complete": _yes, "expected": _whole},
    Body: {**_BOTH, "founded": _date},
    Instrument: {
        **_BOTH,
        "kind": _word(InstrumentKind),
        "adopted": _date,
        "in_force": _date,
        "binds": _texts,
        "yields_to": _texts,
        "articles": _many(Article),
        "obligations": _many(Obligation),
        "entry": _one(EntryRule),
        "withdrawal": _one(WithdrawalRule),
        "reservations": _one(ReservationRule),
    },
}
_KEYS: dict[type[Any], tuple[dict[str, Reader], tuple[str, ...]]] = {
    kind: (
        {one.name: special.get(one.name, _text) for one in fields(kind)},
        tuple(one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING),
    )
    for kind, special in _SPECIAL.items()
}
"""The keys of each kind with their readers, and those that must be there."""
