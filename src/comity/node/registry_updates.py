"""Fetching what depositaries publish on the status of treaties, one instrument at a time."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from pathlib import Path

from comity.lists.ports import Fetcher, FetchRequest, NotModified
from comity.model import UsageError
from comity.node.registry import Reading, RegistryDesk
from comity.registry import Instrument
from comity.registry.importing import Found
from comity.registry.importing.found import LARGEST

_UNTC = re.compile(r"UNTC ([IVX]+)-(\d+(?:-[A-Za-z])?)")
_VOLUME_TWO_FROM = 12
"""The chapter with which Volume II of the Multilateral Treaties begins; to check against the depositary's own pages."""

_NUMERALS = {"I": 1, "V": 5, "X": 10}


def untc_address(instrument: Instrument) -> str | None:
    """Where the Secretary-General publishes the status of ``instrument`` as XML; None for one that is not deposited there.

    The path is that of ``https://treaties.un.org/doc/Publication/MTDSG/Volume%20II/Chapter%20XVIII/XVIII-15.en.xml``.
    """
    found = _UNTC.match(instrument.reference)
    if found is None:
        return None
    chapter, number = found.groups()
    volume = "II" if _value(chapter) >= _VOLUME_TWO_FROM else "I"
    return f"https://treaties.un.org/doc/Publication/MTDSG/Volume%20{volume}/Chapter%20{chapter}/{chapter}-{number}.en.xml"


def _value(numeral: str) -> int:
    values = [_NUMERALS[sign] for sign in numeral]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def updatable(desk: RegistryDesk) -> list[str]:
    """The ids of the instruments whose status can be fetched."""
    return [one.id for one in desk.registry().instruments.values() if untc_address(one)]


def fetched(desk: RegistryDesk, fetcher: Fetcher, of: str, today: date, address: str = "") -> Found:
    """The events that the depositary publishes on the instrument ``of`` today. Raises ``TransferError``, ``DataError`` and
    ``UsageError``.
    """
    instrument = desk.registry().instrument(of)
    where = address or untc_address(instrument)
    if where is None:
        raise UsageError(
            f"the status of {instrument.id} is not published where it can be fetched", "comity registry import takes a file in"
        )
    with tempfile.TemporaryDirectory(prefix="comity-registry-") as folder:
        got = fetcher.fetch(FetchRequest(where, LARGEST), Path(folder))
        assert not isinstance(got, NotModified)
        content = got.path.read_bytes()
    return desk.read_content(content, Reading(Path(where.rpartition("/")[2]), "untc", instrument.id, today, today))
