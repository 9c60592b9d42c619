"""List names as names of files and folders: one to one, on every file system, without a way out of the folder."""

from __future__ import annotations

import string
import unicodedata
from urllib.parse import unquote

from comity.model import UsageError

_PLAIN = frozenset(string.ascii_lowercase + string.digits + "-_")
_LONGEST = 180


def folder_name(list_name: str) -> str:
    """``own:Kunden`` as ``own%3A%4Bunden``: every byte but ``a-z 0-9 - _`` percent-encoded (RFC 3986 clause 2.1).

    Capitals are encoded too, so that two names which differ in case stay apart where the file system ignores case. Raises ``UsageError``
    for a name with path separators, control characters, leading dots, or over 180 characters when encoded.
    """
    text = unicodedata.normalize("NFC", list_name)
    _, _, own = text.rpartition(":")
    if not own.strip() or own != own.strip() or own.startswith("."):
        raise UsageError(f"{list_name!r} is not a usable list name", "use letters, digits, '-' and '_', such as own:customers")
    if any(c in "/\\" or unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in text):
        raise UsageError(f"{list_name!r} holds a character that a list name cannot have", "use letters, digits, '-' and '_'")
    encoded = "".join(c if c in _PLAIN else "".join(f"%{byte:02X}" for byte in c.encode()) for c in text)
    if len(encoded) > _LONGEST:
        raise UsageError("the list name is too long", f"its encoded form has {len(encoded)} characters, the limit is {_LONGEST}")
    return encoded


def list_name(folder: str) -> str:
    """The list whose name ``folder_name`` made ``folder`` of."""
    return unquote(folder)
