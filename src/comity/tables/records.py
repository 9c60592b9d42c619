"""Delimited text: one record's cells, a delimiter found from the first lines, and records that survive a quote nobody closes.

RFC 4180 with what the world does to it: other delimiters, line ends of every kind, text after a closing quote, quotes inside a bare cell.
A quoted cell may run over several lines; when that reading makes no sense (it never closes, or closes in front of a word, or gives a
wrong number of cells while the first line alone gives the right one) the quote is taken as an ordinary character and the following lines
are records of their own.

A line end of another kind than the file's (a lone carriage return, where lines end with a line feed) never joins two rows unseen: the rows
are parted where their numbers of cells fit, or where the whole does not fit either; else the record says that it holds one.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

DELIMITERS = (",", ";", "\t", "|")
MAX_RECORD_LINES = 500
MAX_RECORD_CHARACTERS = 1_000_000
MAX_IN_VAIN = 20_000_000
"""Characters of a file read ahead in search of closing quotes that were not there; after them the search ends after ``FEW_LINES``."""
FEW_LINES = 10
SNIFFED_RECORDS = 50
_ODD_END = re.compile("\r\n|[\r\n]")


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, the physical line it starts at, and whether its quotes and line ends were in order.

    ``open_quote`` is the number (from 1) of the cell whose quote is never closed, or 0. ``text`` is the record as it stands, without its
    last line end. ``parted`` marks a record that an odd line end parts from the one before it, ``odd_end`` one that holds an odd line end
    outside quotes.
    """

    line: int
    cells: tuple[str, ...]
    text: str
    open_quote: int = 0
    quoted: bool = False
    parted: bool = False
    odd_end: bool = False


@dataclass(slots=True)
class _Parsed:
    """The cells that are over; ``open_cell`` is the number of a quoted cell that does not end, whose content so far is ``held``; ``tidy``
    says that no text followed a closing quote.
    """

    cells: list[str] = field(default_factory=list)
    open_cell: int = 0
    tidy: bool = True
    held: list[str] = field(default_factory=list)


def _parse(text: str, delimiter: str, quote: str) -> _Parsed:
    """Return the cells of ``text``."""
    parsed = _Parsed()
    _go_on(parsed, text, delimiter, quote)
    return parsed


def _go_on(parsed: _Parsed, text: str, delimiter: str, quote: str) -> None:
    """Read ``text`` into ``parsed``, from the inside of its open cell if it has one."""
    at, size = 0, len(text)
    while True:
        if parsed.open_cell or text.startswith(quote, at):
            begin = at if parsed.open_cell else at + 1
            end = _closing(text, begin, quote)
            if end < 0:
                parsed.open_cell = len(parsed.cells) + 1
                parsed.held.append(text[begin:])
                return
            cell, at = "".join([*parsed.held, text[begin:end]]).replace(quote * 2, quote), end + 1
            parsed.open_cell, parsed.held = 0, []
            stop = _next(text, delimiter, at)
            if stop > at:
                parsed.tidy = False
            parsed.cells.append(cell + text[at:stop])
        else:
            stop = _next(text, delimiter, at)
            parsed.cells.append(text[at:stop])
        if stop >= size:
            return
        at = stop + 1


def _next(text: str, delimiter: str, at: int) -> int:
    found = text.find(delimiter, at) if delimiter else -1
    return len(text) if found < 0 else found


def _closing(text: str, at: int, quote: str) -> int:
    """Where the quoted cell that starts at ``at`` closes, or -1."""
    while (found := text.find(quote, at)) >= 0:
        if not text.startswith(quote, found + 1):
            return found
        at = found + 2
    return -1


def _pieces(text: str, delimiter: str, quote: str) -> list[str]:
    """``text`` parted at the line ends outside quoted cells."""
    stop = re.compile(f"\r\n|[\r\n{re.escape(delimiter)}]")
    pieces: list[str] = []
    start = at = 0
    while True:
        if text.startswith(quote, at):
            at = _closing(text, at + 1, quote) + 1
            if not at:
                return [*pieces, text[start:]]
        found = stop.search(text, at)
        if not found:
            return [*pieces, text[start:]]
        at = found.end()
        if found.group() != delimiter:
            pieces.append(text[start : found.start()])
            start = at


def _bare(text: str) -> str:
    """``text`` without its line end."""
    return text[:-2] if text.endswith("\r\n") else text[:-1] if text.endswith(("\n", "\r")) else text


@dataclass(slots=True)
class Records:
    """The records of ``lines``, in order. ``columns`` may be set once the header is known; it steers what is done about an unclosed
    quote.
    """

    lines: Iterable[str]
    delimiter: str
    quote: str = '"'
    columns: int = 0
    _held: deque[str] = field(default_factory=deque)
    _line: int = 0
    _in_vain: int = 0

    def __iter__(self) -> Iterator[Record]:
        source = iter(self.lines)
        while True:
            first = self._take(source)
            if first is None:
                return
            at = self._line
            if text := _bare(first):
                record = self._record(text, at, first, source)
                if "\r" in record.text or "\n" in record.text:
                    yield from self._parted(record)
                else:
                    yield record

    def _take(self, source: Iterator[str]) -> str | None:
        text = self._held.popleft() if self._held else next(source, None)
        if text is not None:
            self._line += 1
        return text

    def _record(self, text: str, at: int, first: str, source: Iterator[str]) -> Record:
        if self.quote not in text:
            return Record(at, tuple(text.split(self.delimiter)) if self.delimiter else (text,), text)
        parsed = _parse(text, self.delimiter, self.quote)
        if not parsed.open_cell:
            return Record(at, tuple(parsed.cells), text, quoted=text.startswith(self.quote))
        return self._several_lines(first, at, parsed.open_cell, source)

    def _parted(self, record: Record) -> Iterator[Record]:
        """Return ``record``, or the records that odd line ends outside its quotes part it into."""
        ends = _ODD_END.split(record.text) if record.open_quote else _pieces(record.text, self.delimiter, self.quote)
        pieces = [self._alone(piece, record.line) for piece in ends if piece]
        if len(pieces) < 2:
            # What is left of a carriage return and line feed, in a file whose lines end with the first alone, belongs to no cell.
            yield from pieces if record.text.startswith("\n") or not pieces else (record,)
            return
        counts = {len(piece.cells) for piece in pieces}
        # Without a header yet, rows that agree with one another fit.
        fits = counts == {self.columns} if self.columns else len(counts) == 1
        if fits or (self.columns and len(record.cells) != self.columns):
            yield pieces[0]
            yield from (replace(piece, parted=True) for piece in pieces[1:])
        else:
            yield replace(record, odd_end=True)

    def _alone(self, text: str, line: int) -> Record:
        """Return one piece of a line as a record of its own."""
        parsed = _parse(text, self.delimiter, self.quote)
        cells = self._plain_from(text, parsed.open_cell) if parsed.open_cell else parsed.cells
        return Record(line, tuple(cells), text, parsed.open_cell, text.startswith(self.quote))

    def _several_lines(self, first: str, at: int, open_cell: int, source: Iterator[str]) -> Record:
        """Return a record whose quoted cell runs past its line: joined when that makes sense, else the first line alone with its quote as
        a character.
        """
        alone = tuple(self._plain_from(_bare(first), open_cell))
        parsed = _parse(first, self.delimiter, self.quote)
        pieces, size = [first], len(first)
        lines = MAX_RECORD_LINES if self._in_vain < MAX_IN_VAIN else FEW_LINES
        while parsed.tidy and len(pieces) < lines and size < MAX_RECORD_CHARACTERS:
            more = self._take(source)
            if more is None:
                break
            pieces.append(more)
            size += len(more)
            bare = _bare(more)
            _go_on(parsed, bare, self.delimiter, self.quote)
            if parsed.open_cell:
                parsed.held.append(more[len(bare) :])
                continue
            if parsed.tidy and (not self.columns or len(parsed.cells) == self.columns or len(alone) != self.columns):
                text = _bare("".join(pieces))
                return Record(at, tuple(parsed.cells), text, quoted=text.startswith(self.quote))
            break
        self._in_vain += size
        self._held.extendleft(reversed(pieces[1:]))
        self._line = at
        return Record(at, alone, _bare(first), open_quote=open_cell)

    def _plain_from(self, text: str, open_cell: int) -> list[str]:
        """Cells of one line where the quote that opens cell ``open_cell`` is an ordinary character."""
        start, cells = 0, []
        for _ in range(open_cell - 1):
            head = _parse_one(text, start, self.delimiter, self.quote)
            cells.append(head[0])
            start = head[1]
        rest = text[start:]
        return [*cells, *(rest.split(self.delimiter) if self.delimiter else [rest])]


def _parse_one(text: str, start: int, delimiter: str, quote: str) -> tuple[str, int]:
    """Return the cell at ``start`` and where the next one begins."""
    if text.startswith(quote, start):
        end = _closing(text, start + 1, quote)
        stop = _next(text, delimiter, end + 1)
        return text[start + 1 : end].replace(quote * 2, quote) + text[end + 1 : stop], stop + 1
    stop = _next(text, delimiter, start)
    return text[start:stop], stop + 1


def find_delimiter(lines: list[str], preferred: str = "") -> str:
    """Return the delimiter of ``lines`` (the first is the header), or an empty string when the header has only one cell.

    For each candidate the header's number of cells is compared with that of the following records: the one that agrees most often wins,
    then the one with more columns. ``preferred`` (a file suffix says tab) wins whenever the header holds it.
    """
    best, chosen = (0.0, 0), ""
    for delimiter in DELIMITERS:
        counts = [len(record.cells) for record, _ in zip(Records(lines, delimiter), range(SNIFFED_RECORDS), strict=False)]
        if not counts or counts[0] < 2:
            continue
        if delimiter == preferred:
            return delimiter
        agreeing = Counter(counts)[counts[0]] / len(counts)
        if (agreeing, counts[0]) > best:
            best, chosen = (agreeing, counts[0]), delimiter
    return chosen
