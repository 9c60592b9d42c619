"""Numbers that documents, registers and ledgers give to a subject."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class IdentifierType(StrEnum):
    """What kind of number it is. ``other`` numbers never prove identity: they are shown, not compared."""

    PASSPORT = "passport"
    NATIONAL_ID = "national_id"
    DRIVING_LICENCE = "driving_licence"
    TAX = "tax"
    REGISTRATION = "registration"
    LEI = "lei"
    BIC = "bic"
    IMO = "imo"
    MMSI = "mmsi"
    CALL_SIGN = "call_sign"
    AIRCRAFT_TAIL = "aircraft_tail"
    AIRCRAFT_SERIAL = "aircraft_serial"
    WALLET = "wallet"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One number: its type, its value as the source writes it, and the issuing country (ISO 3166-1 alpha-2, upper case) when known.

    ``doubtful`` is set where the source itself says the document is false, expired, lost, stolen or revoked; such a number still
    points to the subject.
    """

    type: IdentifierType
    value: str
    issuer: str = ""
    doubtful: bool = False

    @property
    def key(self) -> str:
        """The value reduced to what two writings of one number share.

        Upper case, letters and digits only, except wallets: base58 addresses are case sensitive (Bitcoin developer reference,
        "Base58Check"), so only white space goes. An ``IMO`` number loses its prefix. Empty when nothing usable is left.
        """
        text = unicodedata.normalize("NFKC", self.value).strip()
        if self.type is IdentifierType.WALLET:
            text = "".join(text.split())
            return text.lower() if text[:2].lower() == "0x" else text
        text = "".join(c for c in text.upper() if c.isalnum())
        if self.type is IdentifierType.IMO:
            text = text.removeprefix("IMO")
        return text
