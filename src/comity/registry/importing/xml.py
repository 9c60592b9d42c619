"""XML of a depositary as a tree: no document type, no entity, no network, limited in size and depth."""

from __future__ import annotations

from lxml import etree

from comity.model import ForbiddenContent, FormatError, LimitExceeded
from comity.registry.importing.found import LARGEST

MOST_DEEP = 32
"""Elements inside each other, at most."""


def tree_of(content: bytes, file: str) -> etree._Element:
    """The root of ``content``. Raises ``ForbiddenContent``, ``LimitExceeded`` and ``FormatError``."""
    if len(content) > LARGEST:
        raise LimitExceeded(f"{file} is larger than {LARGEST:,} bytes", "check that it is the status of one treaty")
    upper = content.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper or b"\x00" in content[:64]:
        raise ForbiddenContent(f"{file} declares a document type or entities, or is not UTF-8", "fetch the file from the depositary again")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise FormatError(f"{file} is not well-formed XML: {problem.msg}", "fetch the file from the depositary again") from None
    _check_depth(root, file)
    return root


def _check_depth(root: etree._Element, file: str) -> None:
    level: list[etree._Element] = [root]
    for _ in range(MOST_DEEP):
        level = [child for element in level for child in element]
        if not level:
            return
    raise LimitExceeded(f"{file} has elements more than {MOST_DEEP} deep", "check that it is the status of one treaty")


def text_of(element: etree._Element, *, without: str = "") -> str:
    """All text within, spaces folded; elements named ``without`` (footnote marks) are left out."""
    parts = [element.text or ""]
    for child in element:
        if etree.QName(child).localname.lower() != without:
            parts.append(text_of(child, without=without))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
