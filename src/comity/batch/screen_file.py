"""Screen the rows of a table as a stream: every row comes out once, in order, whatever is wrong with it or with its neighbours.

Rows are screened in chunks, because an index answers many queries at once much faster than one by one. Memory holds one chunk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from comity.batch.grounds import is_empty, not_compared, why_empty
from comity.batch.ports import Screener, SubjectMaker
from comity.batch.screened import ScreenedRow
from comity.model import ComityError, Hit, Issue, Locator, Query, ScreeningRule, Severity, StoreError, Subject
from comity.tables import Row, Table

CHUNK = 512
"""Rows screened at once."""

NOTHING = Subject()


def screen_table(table: Table, maker: SubjectMaker, screener: Screener, rule: ScreeningRule, after: int = 0) -> Iterator[ScreenedRow]:
    """The answer to each row of ``table``, in order, one chunk after another; of rows numbered above ``after`` only, to go on with a
    broken run.

    A row that was lost in reading, that has nothing to screen or that fails in screening comes out with ``error`` set; so does one without
    a hit of which not all could be compared, as an error issue of its subject says. When reading itself
    fails half way, the answers to the rows read so far come out before the error does. Raises ``StoreError`` when the index cannot be
    used, and ``DataError`` when the table ends early or breaks a limit.
    """
    rows = table.rows() if not after else (row for row in table.rows() if row.number > after)
    for chunk in _chunks(rows):
        yield from _screen_chunk([_prepare(row, maker, table.file) for row in chunk], screener, rule)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    try:
        for row in rows:
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
    except ComityError:
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A row on its way: ``error`` says why it is not screened, ``doubt`` why it is not clear even if nothing is found."""

    row: Row
    where: Locator
    subject: Subject
    issues: tuple[Issue, ...]
    error: str = ""
    doubt: str = ""

    @property
    def query(self) -> Query:
        return Query(str(self.row.number), self.subject)


def _prepare(row: Row, maker: SubjectMaker, file: str) -> _Prepared:
    where = Locator(file, row.number, row.line)
    if row.lost:
        return _Prepared(row, where, NOTHING, row.issues, _why_lost(row))
    try:
        subject, found = maker.build(row)
    except Exception as problem:  # the other rows must not pay for this one
        return _refused(_Prepared(row, where, NOTHING, row.issues), f"the row could not be read: {_words(problem)}")
    prepared = _Prepared(row, where, subject, (*row.issues, *found, *not_compared(subject, where)))
    said = next((issue.what for issue in found if issue.severity is Severity.ERROR), "")
    if not is_empty(subject):
        return replace(prepared, doubt=said)
    return replace(prepared, error=said) if said else _refused(prepared, why_empty(subject))


def _refused(one: _Prepared, why: str) -> _Prepared:
    issue = Issue(one.where, why, severity=Severity.ERROR)
    return replace(one, issues=(*one.issues, issue), error=why)


def _why_lost(row: Row) -> str:
    reasons = [issue.what for issue in row.issues if issue.severity is Severity.ERROR] or [issue.what for issue in row.issues]
    return "; ".join(reasons) or "the row could not be read"


def _screen_chunk(prepared: Sequence[_Prepared], screener: Screener, rule: ScreeningRule) -> Iterator[ScreenedRow]:
    answers = iter(_hits([one.query for one in prepared if not one.error], screener, rule))
    for one in prepared:
        found: Sequence[Hit] | str = one.error or next(answers)
        if not isinstance(found, str):
            # A hit stands whatever else the row holds; without one, what was not compared might have given one.
            yield ScreenedRow(one.row, one.subject, tuple(found), "" if found else one.doubt, one.issues)
            continue
        refused = one if one.error else _refused(one, found)
        yield ScreenedRow(refused.row, refused.subject, error=refused.error, issues=refused.issues)


def _hits(queries: Sequence[Query], screener: Screener, rule: ScreeningRule) -> Sequence[Sequence[Hit] | str]:
    """The hits of each query, or a sentence on why it could not be screened."""
    if not queries:
        return []
    try:
        return screener.screen_many(queries, rule)
    except StoreError:
        raise
    except Exception:  # one query spoils the chunk: ask again, one by one
        return [_hits_of_one(query, screener, rule) for query in queries]


def _hits_of_one(query: Query, screener: Screener, rule: ScreeningRule) -> Sequence[Hit] | str:
    try:
        return screener.screen_many([query], rule)[0]
    except StoreError:
        raise
    except Exception as problem:  # the other rows must not pay for this one
        return f"the row could not be screened: {_words(problem)}"


def _words(problem: Exception) -> str:
    """A failure in words. Only our own errors promise a sentence fit for people; of others the kind is named, since their text may quote
    data.
    """
    return problem.message if isinstance(problem, ComityError) else f"internal error ({type(problem).__name__})"
