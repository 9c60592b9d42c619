"""Text that was read in a wrong encoding: told by what no language writes.

Two accidents are known. Bytes of another alphabet are read as Windows-1252 (``Суфаат`` in cp1251 becomes ``Ñóôààò``). Or UTF-8 is read as
Windows-1252 or Latin-1 and saved as UTF-8 again (``José`` becomes ``JosÃ©``): such text, put back into bytes, is UTF-8.
"""

from __future__ import annotations

import re

UNDEFINED = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
"""Bytes that Windows-1252 leaves undefined (WHATWG Encoding Standard, section 9); they stand for the C1 controls of the same number."""
WINDOWS_1252 = [chr(byte) if byte in UNDEFINED else bytes([byte]).decode("cp1252") for byte in range(256)]
"""The character of each byte in Windows-1252."""

_SIGN = "[¢£¤¥¦§¨¬¯±²³µ¶¸¹¼½¾]"
_LETTER = "[À-ÿŠŒŽšœž]"
# Four accented letters in a row; a word of three and nothing else; a sign beside such a letter; signs and controls that no name holds.
_GARBLED = re.compile(
    rf"[À-ÿ]{{4,}}|(?<![A-Za-zÀ-ÿ])[À-ÿ]{{3}}(?![A-Za-zÀ-ÿ])|{_LETTER}{_SIGN}|{_SIGN}{_LETTER}|[ƒ‡‰ˆ\x81\x8d\x8f\x90\x9d]"
)
_BYTE_OF = {chr(byte): byte for byte in range(256)} | {char: byte for byte, char in enumerate(WINDOWS_1252)}
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ACCENTED = range(0xC0, 0x180)


def looks_garbled(text: str) -> bool:
    """True when ``text`` has a run of letters and signs that no language writes in Latin-1: bytes of another alphabet read as
    Windows-1252. Only sure of text that is known to have been read so.
    """
    return not text.isascii() and bool(_GARBLED.search(text))


def encoded_twice(text: str) -> bool:
    """True when ``text`` is UTF-8 that was read as Windows-1252 or Latin-1: as bytes it holds UTF-8 of two letters, or of an accented
    Latin one and nothing that is not UTF-8. Other single pairs occur by chance (``CAFÉ»``).
    """
    if text.isascii():
        return False
    # A character that no byte stands for is put as one that is no part of any UTF-8 sequence.
    held = bytes(_BYTE_OF.get(char, 0xFF) for char in text)
    letters = [char for found in _SEVERAL_BYTES.findall(held) if (char := _decoded(found)).isalpha()]
    if len(letters) > 1:
        return True
    return bool(letters) and ord(letters[0]) in _ACCENTED and bool(_decoded(held))


def _decoded(held: bytes) -> str:
    try:
        return held.decode("utf-8")
    except UnicodeDecodeError:
        return ""
