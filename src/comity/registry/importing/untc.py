"""The status of one treaty as the Secretary-General publishes it: status XML of the United Nations Treaty Collection (Multilateral Treaties
Deposited with the Secretary-General).

Columns are told by their place: the first names the participant, the second is signature (the heading may speak of succession to
signature), the third consent to be bound with the mode as a letter after the date: none for ratification, ``a`` accession, ``A``
acceptance, ``AA`` approval, ``c`` formal confirmation, ``d`` succession, ``s`` definitive signature. The numbers of parties and signatories
in the head must be those of the table, or the file is refused.
"""

from __future__ import annotations

import re

from lxml import etree

from comity.model import CountMismatch, EventKind, FormatError, Locator, Mode
from comity.registry.importing.found import MOST_ROWS, Found, Wanted, party_of, spoken_date
from comity.registry.importing.xml import text_of, tree_of

_MODES = {
    "": Mode.RATIFICATION,
    "a": Mode.ACCESSION,
    "A": Mode.ACCEPTANCE,
    "AA": Mode.APPROVAL,
    "c": Mode.ACCEPTANCE,
    "d": Mode.SUCCESSION,
    "s": Mode.DEFINITIVE_SIGNATURE,
}
_DATED = re.compile(r"(\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4})\s*(AA|A|a|c|d|s)?")
_HINT = "the layout has changed: update Comity, or take the events in as a table"
_PARTS = {
    "header",
    "participants",
    "declarations",
    "objections",
    "declarationsunderarticle",
    "notifications",
    "territorialapplications",
    "endnotes",
}


def read_untc(content: bytes, wanted: Wanted) -> Found:
    """The signatures and consents in ``content``. Raises ``FormatError`` that names the first element which is not as described,
    ``CountMismatch`` where the head and the table disagree, ``ForbiddenContent`` and ``LimitExceeded``.
    """
    root = tree_of(content, wanted.file)
    parts = {etree.QName(part).localname.lower(): part for part in root}
    strange = next((name for name in parts if name not in _PARTS), None)
    if strange is not None or "participants" not in parts or "header" not in parts:
        what = f"<{strange}> is not known" if strange else "it has no Header or no Participants"
        raise FormatError(f"{wanted.file}: {what}", _HINT)
    found = Found()
    for place, row in enumerate(_rows(parts["participants"], wanted.file), 1):
        _take(row, place, wanted, found)
    _check_counts(parts["header"], found, wanted.file)
    return found


def _rows(participants: etree._Element, file: str) -> list[list[etree._Element]]:
    rows = [[cell for cell in row if _name(cell) == "entry"] for row in participants.iter() if _name(row) == "row"]
    if not rows:
        raise FormatError(f"{file}: Participants has no Row", _HINT)
    if len(rows) > MOST_ROWS:
        raise FormatError(f"{file}: more than {MOST_ROWS:,} rows", _HINT)
    head = [text_of(cell, without="superscript").lower() for cell in rows[0]]
    if head[:1] == ["participant"]:
        _check_head(head, file)
        rows = rows[1:]
    wrong = next((place for place, row in enumerate(rows, 1) if not 2 <= len(row) <= 4), None)
    if wrong is not None:
        raise FormatError(f"{file}: row {wrong} of Participants has {len(rows[wrong - 1])} entries", _HINT)
    return rows


def _check_head(head: list[str], file: str) -> None:
    consents = ("ratification", "accession", "acceptance", "succession", "formal confirmation")
    if len(head) >= 3 and (not head[1].startswith("signature") or not any(word in head[2] for word in consents)):
        raise FormatError(f"{file}: the columns are {', '.join(head)[:120]}", _HINT)
    if len(head) == 2 and not any(word in head[1] for word in (*consents, "signature")):
        raise FormatError(f"{file}: the columns are {', '.join(head)[:120]}", _HINT)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower()


def _take(row: list[etree._Element], place: int, wanted: Wanted, found: Found) -> None:
    where = Locator(wanted.file, row=place)
    said = text_of(row[0], without="superscript")
    signed, consented = (
        text_of(row[1], without="superscript") if len(row) > 2 else "",
        text_of(row[2 if len(row) > 2 else 1], without="superscript"),
    )
    found.signatories += bool(signed)
    found.parties += bool(consented)
    party = party_of(said, wanted)
    if party is None:
        found.refuse(where, f"nobody is known as {said[:60]!r}", "add the name, or take this row in as a table")
        return
    for text, kind in ((signed, EventKind.SIGNATURE), (consented, EventKind.CONSENT)):
        if not text:
            continue
        told = _DATED.fullmatch(text)
        when = spoken_date(told[1]) if told else None
        if told is None or when is None:
            raise FormatError(f"{wanted.file}: row {place}, {said[:60]}: {text[:40]!r} is no date with a mode", _HINT)
        mode = _MODES[told[2] or ""] if kind is EventKind.CONSENT else Mode.UNKNOWN
        found.events.append(wanted.event(party, kind, when, mode))


def _check_counts(header: etree._Element, found: Found, file: str) -> None:
    for name, counted in (("parties", found.parties), ("signatories", found.signatories)):
        stated = next((text_of(part) for part in header.iter() if _name(part) == name), "")
        number = re.search(r"\d+", stated)
        if number is not None and int(number[0]) != counted:
            raise CountMismatch(
                f"{file} states {number[0]} {name}, its table has {counted}", "the columns may have changed; nothing was taken"
            )
        if number is None and name == "parties":
            raise FormatError(f"{file}: the head states no number of parties", _HINT)
