"""Bytes to text lines, whatever the encoding: a byte order mark, UTF-16 without one, strict UTF-8, else Windows-1252 line by line.

Windows-1252 is decoded as the WHATWG Encoding Standard does (section 9, "windows-1252"): the five bytes it leaves undefined become the C1
controls of the same number, so that no byte is lost. Every line that is not UTF-8 is counted and said.
"""

from __future__ import annotations

import codecs
import lzma
import re
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from comity.model import FormatError, Issue, LimitExceeded, Locator, UsageError
from comity.tables.garbled import WINDOWS_1252, looks_garbled

MAX_LINE = 16_000_000
"""Longest physical line, in bytes."""
SAMPLE = 65_536
SHOWN_LINES = 10

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_TEXT = (
    (b"PK\x03\x04", "an Excel workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"PAR1", "Parquet"),
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"\xfd7zXZ", "xz"),
)
_NOT_OF_FILES = frozenset({"charmap", "idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Codecs of Python that turn text into bytes but are no encoding of a file: host names, source text, mail, this machine's own."""
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(slots=True)
class TextLines:
    """The lines of a byte stream as text, each with its line end, and what was found about the encoding.

    ``encoding`` and ``bom`` are set on construction; a byte order mark overrules the encoding
    ``asked`` for, and bytes that are plainly not text raise ``FormatError``. ``odd_lines`` counts lines
    that did not decode; the numbers of the first few are kept. ``garbled_lines`` of them are hardly in Windows-1252.
    """

    file: str
    stream: BinaryIO
    asked: str | None = None
    encoding: str = "utf-8"
    bom: bool = False
    odd_lines: int = 0
    odd_numbers: list[int] = field(default_factory=list)
    garbled_lines: int = 0
    _head: bytes = b""
    _line_end: bytes = b"\n"
    _guessed: deque[int] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._head = self._read(SAMPLE)
        for mark, what in _NOT_TEXT:
            if self._head.startswith(mark):
                raise FormatError(f"{self.file} is not text: it looks like {what}", "give the file the suffix of what it is")
        self.encoding = self._find_encoding()
        self._line_end = _line_end(self._head.decode(self.encoding, errors="replace")).encode(self.encoding)

    def _find_encoding(self) -> str:
        for mark, encoding in _MARKS:
            if self._head.startswith(mark):
                self._head, self.bom = self._head[len(mark) :], True
                return encoding
        return _known(self.asked) if self.asked else _unmarked(self._head)

    def _read(self, size: int) -> bytes:
        """Up to ``size`` bytes. Raises ``FormatError`` when packed data are damaged or end early."""
        try:
            return self.stream.read(size)
        except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            raise FormatError(
                f"{self.file} is damaged or ends early: its compressed data cannot be read to the end", "fetch or export the file again"
            ) from error

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._raw_lines(), start=1):
            yield self._decode(line, number)

    def _raw_lines(self) -> Iterator[bytes]:
        """Lines as bytes. Units of two and four bytes are respected: a line end counts only where a unit begins."""
        unit, rest, number = len(self._line_end), self._head, 1
        while rest:
            start = 0
            while (end := _find(rest, self._line_end, start, unit)) >= 0:
                yield rest[start : end + unit]
                start, number = end + unit, number + 1
            if len(rest) - start > MAX_LINE:
                raise LimitExceeded(
                    f"{self.file}, line {number}: the line is longer than {MAX_LINE:,} bytes", "is it a text table with one row a line?"
                )
            block = self._read(max(SAMPLE, len(rest) - start))
            if not block:
                if start < len(rest):
                    yield rest[start:]
                return
            rest = rest[start:] + block

    def _decode(self, line: bytes, number: int) -> str:
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError:
            self.odd_lines += 1
            if len(self.odd_numbers) < SHOWN_LINES:
                self.odd_numbers.append(number)
            if self.encoding == "utf-8" and not self.asked:
                text = "".join([WINDOWS_1252[byte] for byte in line])
                self.garbled_lines += looks_garbled(text)
                self._guessed.append(number)
                return text
            return line.decode(self.encoding, errors="replace")

    def guessed(self, first: int, text: str) -> bool:
        """True when a line of the record ``text`` that begins at line ``first`` was not UTF-8 and read as Windows-1252. Ask for records in
        their order: what lies before is forgotten.
        """
        while self._guessed and self._guessed[0] < first:
            self._guessed.popleft()
        return bool(self._guessed) and self._guessed[0] <= first + text.count(self._line_end.decode(self.encoding))

    def issue(self) -> Issue | None:
        """Return what to say, after the last line, about lines that did not decode; None when all did."""
        if not self.odd_lines:
            return None
        shown = ", ".join(map(str, self.odd_numbers)) + (", …" if self.odd_lines > len(self.odd_numbers) else "")
        lines = f"{self.odd_lines:,} line{'s' if self.odd_lines > 1 else ''} ({shown})"
        if self.encoding == "utf-8" and not self.asked:
            what = f"{lines} not in UTF-8, read as Windows-1252"
            where = Locator(file=self.file, line=self.odd_numbers[0])
            if not self.garbled_lines:
                return Issue(where, what, "if names look wrong, say --encoding, for example cp1251")
            what += f"; {self.garbled_lines:,} of them look like another encoding, so their names were not compared as they were written"
            return Issue(where, what, "say --encoding, for example cp1251, and screen again")
        what = f"{lines} with bytes that are not {self.encoding}; each shows the replacement character U+FFFD"
        return Issue(Locator(file=self.file, line=self.odd_numbers[0]), what, "say the right --encoding, or save the file as UTF-8")


def _line_end(text: str) -> str:
    """Return what ends most lines of ``text``, quoted cells aside: a line feed (also after a carriage return) or a lone carriage return."""
    bare = _QUOTED.sub("", text)
    feeds = bare.count("\n")
    return "\r" if bare.count("\r") - bare.count("\r\n") > feeds else "\n"


def _find(data: bytes, mark: bytes, start: int, unit: int) -> int:
    found = data.find(mark, start)
    while found >= 0 and found % unit:
        found = data.find(mark, found + 1)
    return found


def _known(encoding: str) -> str:
    """Return the codec's own name, with the byte order stated. Raises ``UsageError`` for an encoding that is not one of text files."""
    hint = "for example utf-8, cp1252, cp1251, utf-16, gb18030, shift_jis"
    try:
        info = codecs.lookup(encoding)
    except (LookupError, ValueError) as error:
        raise UsageError(f"there is no encoding called {encoding!r}", hint) from error
    name = info.name.replace("_", "-")
    if name in _NOT_OF_FILES or not _is_of_text(info.name):
        raise UsageError(f"{encoding!r} is not an encoding of text files", hint)
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
    return plain.get(info.name, info.name)


def _is_of_text(encoding: str) -> bool:
    """Say whether the codec turns text into bytes and back: rot13, base64, uu, zip and their kin do not."""
    try:
        return "Ann\r\n".encode(encoding).decode(encoding) == "Ann\r\n"
    except (LookupError, ValueError, TypeError):
        return False


def _unmarked(head: bytes) -> str:
    """UTF-16 by its NUL bytes when at least a third of the even or odd places hold one; else UTF-8."""
    sample = head[:4096]
    if len(sample) < 4:
        return "utf-8"
    half = len(sample) // 2
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if low > half // 3 and high < low // 4:
        return "utf-16-le"
    if high > half // 3 and low < high // 4:
        return "utf-16-be"
    return "utf-8"
