"""The strict XML reading: what is dangerous is refused, what is broken is named by line, what is unknown becomes an issue."""

from __future__ import annotations

import io

import pytest

from comity.lists.findings import MAX_KINDS, Findings
from comity.lists.source import Reading
from comity.lists.xml import MAX_DEPTH, Layout, parts
from comity.model import ForbiddenContent, FormatError, LimitExceeded, Locator

LAYOUT = Layout("list", frozenset({"list/entry", "list/group/item"}))


def run(data: bytes) -> tuple[list[str], Reading]:
    """The names of all entries, each taken whole; and what was noted."""
    reading = Reading("test", "test.xml")
    findings = Findings(reading)
    names = []
    for part in parts(io.BytesIO(data), LAYOUT, findings):
        if part.path == "list":
            part.attribute("date")
        else:
            names.append(part.take_text("name"))
            part.ignore("@id", "note", because="for the test")
    findings.report()
    return names, reading


def test_entries_come_in_order_and_clean_files_have_no_issues() -> None:
    names, reading = run(b'<list date="x"><entry id="1"><name> A\n  B </name></entry><group><item><name>C</name></item></group></list>')
    assert names == ["A B", "C"]
    assert not reading.issues
    assert reading.ignored == {"list/entry/@id: for the test": 1}


def test_namespaces_comments_and_instructions_do_not_matter() -> None:
    prolog = b'<?xml version="1.0"?><!-- <!DOCTYPE x> --><?go on?>'
    names, reading = run(prolog + b'<n:list xmlns:n="u:x"><n:entry><n:name>A<!-- no -->B</n:name></n:entry></n:list>')
    assert names == ["AB"]
    assert not reading.issues


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf", b'<?xml version="1.0" encoding="ISO-8859-1"?>', b" \n"])
def test_harmless_prologs(prefix: bytes) -> None:
    assert run(prefix + b"<list><entry><name>A</name></entry></list>")[0] == ["A"]


@pytest.mark.parametrize(
    "declaration",
    [
        b"<!DOCTYPE list>",
        b'<!DOCTYPE list SYSTEM "http://example.org/x.dtd">',
        b'<!DOCTYPE list SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE list [<!ENTITY a "b">]>',
        b'<!DOCTYPE list [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE list [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<?xml version="1.0"?>\n<!-- x --><?y?>\n<!DOCTYPE list [<!ATTLIST entry id CDATA "forged">]>',
        b"<!-- " + b"x" * 1_000 + b" --><!DOCTYPE list>",
    ],
)
def test_document_types_and_entities_are_refused(declaration: bytes) -> None:
    with pytest.raises(ForbiddenContent, match="document type"):
        run(declaration + b"<list><entry><name>&a;</name></entry></list>")


def test_entities_that_nobody_declared_are_malformed() -> None:
    with pytest.raises(FormatError, match="line 2"):
        run(b"<list>\n<entry><name>&x;</name></entry></list>")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_in_which_a_document_type_could_hide_are_refused(encoding: str) -> None:
    text = "<!DOCTYPE list><list><entry><name>A</name></entry></list>"
    with pytest.raises(ForbiddenContent):
        run(text.encode(encoding))


@pytest.mark.parametrize("name", [b"UTF-7", b"EBCDIC-CP-US", b"utf-16", b"x"])
def test_declared_encodings_that_are_not_known_are_refused(name: bytes) -> None:
    with pytest.raises(ForbiddenContent, match="encoding"):
        run(b'<?xml version="1.0" encoding="' + name + b'"?><list/>')


def test_ebcdic_without_a_declaration_is_no_xml() -> None:
    with pytest.raises(FormatError, match="not XML"):
        run('<?xml version="1.0"?><list/>'.encode("cp037"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"name,country\nA,B\n", "not XML"),
        (b'{"name": "A"}', "not XML"),
        (b"<!doctype html><html><body>Too many requests</body></html>", "web page"),
        (b"<other><entry/></other>", "begins with <other>, not with <list>"),
        (b"<list>", "malformed or cut off"),
    ],
)
def test_files_that_are_something_else(data: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=said) as caught:
        run(data)
    assert caught.value.hint


def test_truncated_xml_gives_the_file_and_the_line() -> None:
    whole = b"<list>\n" + b"<entry>\n<name>A</name>\n</entry>\n" * 3 + b"</list>"
    with pytest.raises(FormatError, match=r"test\.xml, line 6: the XML is malformed or cut off"):
        run(whole[: whole.index(b"A", whole.index(b"A") + 1) + 1])


def test_entries_before_a_break_are_never_the_end() -> None:
    reading = Reading("test", "test.xml")
    broken = b"<list>" + b"<entry><name>A</name></entry>" * 10_000 + b"</lost>"
    seen: list[str] = []
    with pytest.raises(FormatError):
        seen.extend(part.path for part in parts(io.BytesIO(broken), LAYOUT, Findings(reading)))
    assert 0 < seen.count("list/entry") <= 10_000


def test_depth_is_limited() -> None:
    with pytest.raises(LimitExceeded, match="deep"):
        run(b"<list><entry>" + b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH + b"</entry></list>")


def test_the_size_of_one_entry_is_limited() -> None:
    with pytest.raises(LimitExceeded, match="one entry"):
        run(b"<list><entry>" + b"<a/>" * 200_001 + b"</entry></list>")


def test_a_prolog_without_end_is_limited() -> None:
    with pytest.raises(LimitExceeded, match="no XML element begins"):
        run(b"<!--" + b" " * 100_000)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<list><entry><name>A</name><new>x</new></entry></list>", "element list/entry/new"),
        (b"<list><entry><name>A</name><new/></entry></list>", "element list/entry/new"),
        (b"<list><entry><name>A</name><name>B</name></entry></list>", "element list/entry/name"),
        (b"<list><entry><name new='x'>A</name></entry></list>", "attribute list/entry/name/@new"),
        (b"<list><entry><name>A<b>x</b></name></entry></list>", "element list/entry/name/b"),
        (b"<list><entry new='x'><name>A</name></entry></list>", "attribute list/entry/@new"),
        (b"<list><entry>stray<name>A</name></entry></list>", "text in list/entry"),
        (b"<list><entry><name>A</name>stray</entry></list>", "text in list/entry"),
        (b"<list new='x'><entry><name>A</name></entry></list>", "attribute list/@new"),
        (b"<list><new><name>B</name></new><entry><name>A</name></entry></list>", "element list/new"),
        (b"<list>stray<entry><name>A</name></entry></list>", "text in list "),
        (b"<list><entry><name>A</name></entry>stray</list>", "text in list "),
        (b"<list><entry><name>A</name></entry>stray<group/></list>", "text in list "),
        (b"<list><entry><name>A</name></entry><group new='x'/></list>", "attribute list/group/@new"),
    ],
)
def test_nothing_unknown_is_silent(data: bytes, said: str) -> None:
    names, reading = run(data)
    assert names == ["A"]
    assert len(reading.issues) == 1
    assert said in reading.issues[0].what
    assert reading.issues[0].where.line == 1


def test_ten_thousand_unknown_elements_are_one_issue_with_the_count_and_the_first_place() -> None:
    data = b"<list>\n" + b"<entry><name>A</name><new/></entry>\n" * 10_000 + b"</list>"
    reading = run(data)[1]
    assert [issue.what for issue in reading.issues] == [
        "element list/entry/new is not known to this reader and was left out (10,000 times, here first)"
    ]
    assert reading.issues[0].where == Locator("test.xml", line=2, column="list/entry/new")


def test_kinds_of_oddities_are_bounded() -> None:
    reading = Reading("test", "test.xml")
    findings = Findings(reading)
    for number in range(MAX_KINDS + 500):
        findings.add(Locator(), f"oddity {number}")
    findings.report()
    assert len(reading.issues) == MAX_KINDS + 1
    assert "500 times" in reading.issues[-1].what


def test_lines_beyond_65535_are_right() -> None:
    data = b"<list>\n" + b"<entry><name>A</name></entry>\n" * 70_000 + b"<entry><name>A</name><new/></entry></list>"
    assert run(data)[1].issues[0].where.line == 70_002


@pytest.mark.parametrize("at", [3, 1_500, 40_000])
def test_an_entity_that_is_not_declared_is_told_with_its_line(at: int) -> None:
    entries = [f'<entry id="{number}"><name>A &amp; &#66;</name></entry>\n' for number in range(at + 10)]
    entries[at - 2] = entries[at - 2].replace("A", "&nobody;")
    with pytest.raises(FormatError, match=rf"test\.xml, line {at}: .*&nobody; is an entity that is not declared"):
        run(("<list>\n" + "".join(entries) + "</list>").encode())


def test_another_fault_is_not_laid_on_what_looks_like_an_entity() -> None:
    with pytest.raises(FormatError) as caught:
        run(b"<list><entry><name><![CDATA[&nobody;]]></name></entry><entry>")
    assert "entity" not in caught.value.message


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"<!DOCTYPE list><list/>", 1), (b'<?xml version="1.0"?>\n\n<!DOCTYPE list><list/>', 3), (b"no XML at all, certainly", 1)],
)
def test_what_is_refused_before_it_is_read_is_named_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises((ForbiddenContent, FormatError), match=rf"test\.xml, line {line}: "):
        run(data)
