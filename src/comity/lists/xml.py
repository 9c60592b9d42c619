"""Strict reading of a publisher's XML, entry by entry, in bounded memory.

The promise: no entity, no document type, no network; sizes and depths are limited before anything is interpreted; a file that is
malformed or ends early raises ``FormatError`` with its line, so that nothing half-read looks complete. XML 1.0 (fifth edition): a
document type declaration stands only in the prolog (production 22), so the prolog alone is searched for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from comity.lists.findings import Findings
from comity.lists.taken import CHANGED_FORMAT, NOT_KNOWN, Taken, line_of, local_name
from comity.lists.xml_watch import Claim, Entities
from comity.model import ForbiddenContent, FormatError, LimitExceeded, Locator

MAX_DEPTH = 32
"""Elements inside each other, at most."""

MAX_ELEMENTS = 200_000
"""Elements in one entry, at most."""

_CHUNK = 1 << 16
_MAX_PROLOG = 1 << 16
_ENCODINGS = re.compile(rb"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)
_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}?\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_WRONG_FILE = "check that the file is the list and the format it was named as"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SKIPPED = ((b"<!--", b"-->"), (b"<?", b"?>"))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where entries stand in a document: the name of the root, and the paths of entries and other parts worth reading, from the root on."""

    root: str
    parts: frozenset[str]

    @property
    def containers(self) -> frozenset[str]:
        """Paths that only hold others."""
        return frozenset("/".join(path.split("/")[:end]) for path in self.parts for end in range(1, path.count("/") + 1))


def parts(stream: BinaryIO, layout: Layout, findings: Findings) -> Iterator[Taken]:
    """First the root with its attributes only, then each part of ``layout`` in the order of the file.

    Each is audited as soon as the next one is asked for, and then forgotten. Raises ``ForbiddenContent``, ``LimitExceeded`` and
    ``FormatError``.
    """
    walk = _Walk(layout, findings)
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    file = findings.reading.file
    chunk = _prolog(stream, file)
    claim, entities = Claim(_named_encoding(chunk)), Entities()
    try:
        while chunk:
            claim.see(chunk)
            entities.see(chunk)
            parser.feed(chunk)
            yield from walk.on(parser)
            chunk = stream.read(_CHUNK)
        parser.close()
        yield from walk.on(parser)
        claim.check()
    except etree.XMLSyntaxError as error:
        undeclared = entities.malformed(file) if _is_vague(error) else None
        raise undeclared or _malformed(error, Locator(file, line=error.lineno or walk.line)) from error


def _prolog(stream: BinaryIO, file: str) -> bytes:
    """Return the beginning of the file, at least up to the root, after it was found free of anything dangerous."""
    head = b""
    while (verdict := _prolog_ends(head, file)) is None and len(head) < _MAX_PROLOG:
        more = stream.read(_CHUNK)
        if not more:
            break
        head += more
    if verdict is None and len(head) >= _MAX_PROLOG:
        what = f"{file}: no XML element begins in the first {_MAX_PROLOG:,} bytes"
        raise LimitExceeded(what, "check that the file is the XML it claims to be")
    if not head:
        raise FormatError(f"{file} is empty", "fetch or copy the file again")
    return head


def _prolog_ends(head: bytes, file: str) -> bool | None:
    """Return True when the root begins in ``head``, None when more bytes are needed; raise on document types and strange encodings."""
    if len(head) < 4:
        return None
    if b"\x00" in head[:4] or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise ForbiddenContent(f"{file} is XML in UTF-16 or UTF-32, which no known list uses", "convert it to UTF-8 and try again")
    at = len(_BYTE_ORDER_MARK) if head.startswith(_BYTE_ORDER_MARK) else 0
    _check_encoding(head[at:], file)
    while True:
        while head[at : at + 1].isspace():
            at += 1
        rest = head[at : at + 10]
        if len(rest) < 10:
            return None
        if rest[:1] != b"<":
            raise FormatError(f"{_at(head, at, file)}: the file is not XML: it does not begin with <", _WRONG_FILE)
        if rest[:9].upper() == b"<!DOCTYPE":
            raise _document_type(head[at : at + 40], _at(head, at, file))
        closing = next(((opening, close) for opening, close in _SKIPPED if rest.startswith(opening)), None)
        if closing is None:
            return True
        end = head.find(closing[1], at + len(closing[0]))
        if end < 0:
            return None
        at = end + len(closing[1])


def _at(head: bytes, at: int, file: str) -> Locator:
    """Return where byte ``at`` of the file stands."""
    return Locator(file, line=head.count(b"\n", 0, at) + 1)


def _document_type(declaration: bytes, where: Locator) -> ForbiddenContent | FormatError:
    if declaration[9:].split()[:1] and declaration[9:].split()[0].lower().startswith(b"html"):
        hint = "the publisher may have answered with an error message: fetch it again"
        return FormatError(f"{where}: this is a web page, not a list", hint)
    return ForbiddenContent(
        f"{where}: the XML declares a document type, which can define entities and fetch other files",
        "no publisher's list has one: do not trust this file; fetch it again from the publisher",
    )


def _check_encoding(head: bytes, file: str) -> None:
    """Only encodings in which ASCII stands for itself: in others, a document type could hide from the search."""
    named = _named_encoding(head)
    if named and not _ENCODINGS.fullmatch(named):
        raise ForbiddenContent(f"{file} is XML in the encoding {named.decode('ascii', 'replace')!r}", "convert it to UTF-8 and try again")


def _named_encoding(head: bytes) -> bytes:
    """Return the encoding that the XML declaration at the beginning of ``head`` names; empty when it names none."""
    declaration = _DECLARATION.match(head)
    named = _ENCODING.search(declaration[0]) if declaration else None
    return named[1] if named else b""


def _is_vague(error: etree.XMLSyntaxError) -> bool:
    """True for what the parser says, and where, when it stopped at an entity that nobody declared."""
    return not error.lineno or "Start tag expected" in error.msg or "Entity" in error.msg


def _malformed(error: etree.XMLSyntaxError, where: Locator) -> FormatError:
    return FormatError(f"{where}: the XML is malformed or cut off: {error.msg}", "fetch or copy the file again; nothing of it was kept")


@dataclass(slots=True)
class _Walk:
    """Follows the parser through the document: keeps the path, finds the parts, throws away what is behind."""

    layout: Layout
    findings: Findings
    path: list[str] = field(default_factory=list)
    part_depth: int = 0
    depth: int = 0
    elements: int = 0
    latest: etree._Element | None = None

    @property
    def line(self) -> int | None:
        """Return the line of the latest element that began."""
        return None if self.latest is None else line_of(self.latest)

    def on(self, parser: etree.XMLPullParser) -> Iterator[Taken]:
        """Handle the events that are ready."""
        for event, element in parser.read_events():
            if element is None or isinstance(element, tuple):
                continue
            if event == "start":
                yield from self._start(element)
            else:
                yield from self._end(element)

    def _start(self, element: etree._Element) -> Iterator[Taken]:
        self.depth += 1
        self.latest = element
        if self.depth > MAX_DEPTH:
            raise LimitExceeded(f"{self._where(element)}: elements stand more than {MAX_DEPTH} deep", "do not trust this file")
        if self.part_depth:
            self.elements += 1
            if self.elements > MAX_ELEMENTS:
                raise LimitExceeded(f"{self._where(element)}: one entry has more than {MAX_ELEMENTS:,} elements", "do not trust this file")
            return
        self.path.append(local_name(str(element.tag)))
        path = "/".join(self.path)
        if self.depth == 1:
            yield from self._root(element, path)
        elif path not in self.layout.containers:
            self.part_depth, self.elements = self.depth, 0

    def _root(self, element: etree._Element, path: str) -> Iterator[Taken]:
        if element.getroottree().docinfo.internalDTD is not None:
            raise ForbiddenContent("the XML declares a document type", "do not trust this file")
        if path != self.layout.root:
            raise FormatError(
                f"{self._where(element)}: the file begins with <{path}>, not with <{self.layout.root}>",
                _WRONG_FILE,
            )
        root = Taken(element, path, self.findings, opening=True)
        yield root
        root.audit()

    def _end(self, element: etree._Element) -> Iterator[Taken]:
        self.depth -= 1
        if self.depth + 1 > self.part_depth > 0:
            return
        path = "/".join(self.path)
        self.path.pop()
        if not self.part_depth:
            self._container_over(element, path)
            return
        self.part_depth = 0
        if path in self.layout.parts:
            part = Taken(element, path, self.findings)
            yield part
            part.audit()
        else:
            self._unknown(element, f"element {path}")
        self._forget(element)

    def _container_over(self, element: etree._Element, path: str) -> None:
        """Report what a container holds besides its parts; the root's attributes were the reader's business."""
        self._stray(element.text, element, path)
        for child in element:
            self._stray(child.tail, element, path)
        for name in element.attrib if self.path else ():
            self._unknown(element, f"attribute {path}/@{local_name(str(name))}")

    def _forget(self, element: etree._Element) -> None:
        """Free the element and all before it; the text after it has not been read yet, so only that of its predecessors can be judged."""
        element.clear(keep_tail=True)  # type: ignore[call-arg]  # lxml-stubs 0.5 do not know it
        parent = element.getparent()
        if parent is None:
            return
        while (before := element.getprevious()) is not None:
            self._stray(before.tail, parent, "/".join(self.path))
            parent.remove(before)

    def _stray(self, text: str | None, element: etree._Element, path: str) -> None:
        if text and not text.isspace():
            self._unknown(element, f"text in {path}")

    def _unknown(self, element: etree._Element, what: str) -> None:
        self.findings.add(self._where(element), f"{what} {NOT_KNOWN}", CHANGED_FORMAT)

    def _where(self, element: etree._Element) -> Locator:
        return Locator(self.findings.reading.file, line=line_of(element))
