"""A text that one sitting alone can read: what somebody looked for, in an address that says nothing to anybody else.

It is sealed by AES-SIV (RFC 5297) under a key made of the sitting's token, which only the browser holds: neither a browser's history nor
the log of a proxy nor the database gives it away, and nothing need be kept. The same text is sealed alike each time, so that an address
stays what it is. Once the sitting has ended, or goes on under a new token, nobody can read it any more.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

LONGEST_SEALED = 1200
"""Characters of a sealed text that is opened: room for two hundred of any script."""


def seal(token: str, text: str) -> str:
    """``text`` for the eyes of the sitting that ``token`` opens, in letters that an address may hold; an empty text stays empty."""
    return urlsafe_b64encode(_cipher(token).encrypt(text.encode("utf-8", "replace"), None)).decode().rstrip("=") if text else ""


def unseal(token: str, sealed: str) -> str:
    """The text that ``seal`` was given in this sitting; empty for any other text."""
    if not sealed or len(sealed) > LONGEST_SEALED:
        return ""
    try:
        packed = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return _cipher(token).decrypt(packed, None).decode()
    except (InvalidTag, ValueError):
        return ""


def _cipher(token: str) -> AESSIV:
    # Another key than the hash that is kept and the one that forms are sealed with.
    return AESSIV(hashlib.sha512(b"comity sealed " + token.encode("utf-8", "surrogatepass")).digest())
