"""An XML element whose parts are consumed one by one, so that what nobody took can be named afterwards.

Names are local names: publishers change their namespaces without changing their format. All text comes with white space folded.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from comity.lists.findings import Findings
from comity.model import LimitExceeded, Locator

MAX_ATTRIBUTES = 256
"""Attributes of one element, at most: reading them takes the parser time that grows by the square of their number."""

NOT_KNOWN = "is not known to this reader and was left out"
CHANGED_FORMAT = "the publisher may have changed the format: look for a newer release of Comity"


def local_name(tag: str) -> str:
    """Return ``tag`` without its namespace (``{uri}name`` as lxml writes it)."""
    return tag.rpartition("}")[2]


def fold(text: str | None) -> str:
    """Return ``text`` without white space at its ends and with single spaces inside; empty for None."""
    return " ".join(text.split()) if text else ""


def line_of(element: etree._Element) -> int | None:
    """Return the line of the file on which ``element`` begins, from 1."""
    line = element.sourceline
    return None if line is None or line is ... else line


class Taken:
    """One element on its way into the model.

    Every ``take`` and ``ignore`` removes something; ``audit`` reports the rest, which is then a gap in the reader. ``path`` holds the
    local names from the root, joined by slashes. ``opening`` looks at the attributes only: the rest of the element is still to come.
    Raises ``LimitExceeded`` for an element with too many attributes.
    """

    __slots__ = ("_attributes", "_children", "_element", "_findings", "_opened", "_text", "path")

    def __init__(self, element: etree._Element, path: str, findings: Findings, *, opening: bool = False) -> None:
        self.path = path
        self._element = element
        self._findings = findings
        self._opened: list[Taken] = []
        if len(element.attrib) > MAX_ATTRIBUTES:
            raise LimitExceeded(f"{self.where}: an element has more than {MAX_ATTRIBUTES} attributes", "do not trust this file")
        self._attributes = {local_name(str(name)): str(value) for name, value in element.attrib.items()} if element.attrib else {}
        self._children: dict[str, list[etree._Element]] = {}
        self._text = ""
        if not opening:
            self._inside(element)

    def _inside(self, element: etree._Element) -> None:
        text = element.text or ""
        for child in element:
            self._children.setdefault(local_name(str(child.tag)), []).append(child)
            if child.tail and not child.tail.isspace():
                text += child.tail
        self._text = fold(text)

    @property
    def line(self) -> int | None:
        """Return the line of the file on which the element begins, from 1."""
        return line_of(self._element)

    @property
    def where(self) -> Locator:
        """Return the element's place in the file."""
        return Locator(self._findings.reading.file, line=self.line, column=self.path)

    def entry(self, entry_id: str) -> Locator:
        """Return the place of the entry that this element is, by line and the publisher's reference."""
        return Locator(self._findings.reading.file, line=self.line, entry=entry_id)

    def text(self) -> str:
        """Take the element's own text."""
        text, self._text = self._text, ""
        return text

    def attribute(self, name: str) -> str:
        """Take the value of an attribute; empty when absent."""
        return fold(self._attributes.pop(name, ""))

    def attributes(self, *names: str) -> tuple[str, ...]:
        """Take the values of several attributes; empty texts where they are absent."""
        return tuple(self.attribute(name) for name in names)

    def take(self, name: str) -> Taken | None:
        """Take the first child of that name that was not taken yet."""
        left = self._children.get(name)
        if not left:
            return None
        child = left.pop(0)
        return self._open(child, name)

    def take_all(self, path: str) -> list[Taken]:
        """Take all children of that name; with slashes, all children of all children (``akaList/aka``) and the lists between."""
        first, _, rest = path.partition("/")
        found = [self._open(child, first) for child in self._children.pop(first, ())]
        return [inner for outer in found for inner in outer.take_all(rest)] if rest else found

    def take_text(self, path: str) -> str:
        """Take the text of the first child of that name; empty when there is none. A second one stays for the audit."""
        name, _, rest = path.partition("/")
        child = self.take(name)
        if child is None:
            return ""
        return child.take_text(rest) if rest else child.text()

    def take_texts(self, path: str) -> list[str]:
        """Take the texts, as far as they are not empty, of all children at ``path``."""
        return [text for child in self.take_all(path) if (text := child.text())]

    def ignore(self, *names: str, because: str) -> None:
        """Leave out children (with all they hold) or attributes (``@name``), counted and with the reason."""
        for name in names:
            if name.startswith("@"):
                times = 0 if self._attributes.pop(name[1:], None) is None else 1
            else:
                times = len(self._children.pop(name, ()))
            self._findings.ignore(f"{self.path}/{name}", because, times)

    def audit(self) -> None:
        """Report every element, attribute and stray text in here that was neither taken nor ignored."""
        for path, where in self.left():
            self._findings.add(where, f"{path} {NOT_KNOWN}", CHANGED_FORMAT)

    def _open(self, element: etree._Element, name: str) -> Taken:
        child = Taken(element, f"{self.path}/{name}", self._findings)
        if child._attributes or child._children or child._text:
            self._opened.append(child)
        return child

    def left(self) -> Iterator[tuple[str, Locator]]:
        """Return what nobody took in here, described, with its place."""
        for name in self._attributes:
            yield f"attribute {self.path}/@{name}", self.where
        if self._text:
            yield f"text in {self.path}", self.where
        for name, elements in self._children.items():
            path = f"{self.path}/{name}"
            for element in elements:
                yield f"element {path}", Locator(self._findings.reading.file, line=line_of(element), column=path)
        for child in self._opened:
            yield from child.left()
