"""What the bytes of a list tell while they pass to the XML parser, and the parser does not: a wrong encoding, an unknown entity."""

from __future__ import annotations

import codecs
import re

from comity.model import FormatError, Locator

_OF_UTF8 = re.compile(rb"utf-?8|us-ascii", re.IGNORECASE)
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z_:][\w:.-]{0,99});")
_LONGEST_ENTITY = 102


class Claim:
    """Whether a file that calls itself ISO-8859 or Windows-125x is UTF-8 all the same: its names would be read as other letters."""

    def __init__(self, named: bytes) -> None:
        self._named = named.decode("ascii", "replace")
        self._decoder = codecs.getincrementaldecoder("utf-8")() if named and not _OF_UTF8.fullmatch(named) else None
        self._beyond_ascii = False

    def see(self, chunk: bytes) -> None:
        """Look at the next bytes of the file."""
        if self._decoder is None:
            return
        try:
            self._beyond_ascii |= not self._decoder.decode(chunk).isascii()
        except UnicodeDecodeError:
            self._decoder = None

    def check(self) -> None:
        """Raise ``FormatError`` at the end of a file whose bytes beyond ASCII were all UTF-8, which in another encoding is no accident."""
        if self._decoder is not None and self._beyond_ascii:
            raise FormatError(
                f"the file says that it is in {self._named}, but it is in UTF-8: names would be read as other letters",
                "fetch it again; if it stays so, write UTF-8 into its first line",
            )


class Entities:
    """The first entity in the file that XML does not know of itself, and its line. Without a document type nobody declares one."""

    def __init__(self) -> None:
        self._tail = b""
        self._line = 1
        self._found = ""

    def see(self, chunk: bytes) -> None:
        """Look at the next bytes of the file."""
        if self._found:
            return
        window = self._tail + chunk
        if found := _ENTITY.search(window):
            self._line += window.count(b"\n", 0, found.start())
            self._found = found[1].decode("utf-8", "replace")
            return
        # What may be the beginning of an entity is looked at again, with what follows.
        kept = max(window.rfind(b"&"), len(window) - _LONGEST_ENTITY) if b"&" in window[-_LONGEST_ENTITY:] else len(window)
        self._line += window.count(b"\n", 0, kept)
        self._tail = window[kept:]

    def malformed(self, file: str) -> FormatError | None:
        """Return the error of a file that the parser refused, when such an entity is in it: the parser speaks of something else."""
        if not self._found:
            return None
        what = f"{Locator(file, line=self._line)}: the XML is malformed: &{self._found}; is an entity that is not declared"
        return FormatError(what, "fetch or copy the file again; nothing of it was kept")
