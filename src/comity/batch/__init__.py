"""Screening many rows at once, on this machine: rows in, the same rows with their answers out, as a stream.

Every row comes out exactly once and in order; one bad row never loses another. The answers are written in two forms, as columns beside the
row and as JSON lines.
"""

from comity.batch.answers import (
    ANNOTATIONS,
    SCORE,
    against_record,
    annotation,
    answer_line,
    answer_record,
    hit_record,
    issue_record,
    query_record,
    searched_in_words,
    why,
)
from comity.batch.freshness import Freshness, freshness
from comity.batch.grounds import is_empty, not_compared, why_empty
from comity.batch.ports import Screener, SubjectMaker
from comity.batch.screen_file import CHUNK, screen_table
from comity.batch.screened import ERROR, ScreenedRow
from comity.batch.tally import Summary, Tally

__all__ = [
    "ANNOTATIONS",
    "CHUNK",
    "ERROR",
    "SCORE",
    "Freshness",
    "ScreenedRow",
    "Screener",
    "SubjectMaker",
    "Summary",
    "Tally",
    "against_record",
    "annotation",
    "answer_line",
    "answer_record",
    "freshness",
    "hit_record",
    "is_empty",
    "issue_record",
    "not_compared",
    "query_record",
    "screen_table",
    "searched_in_words",
    "why",
    "why_empty",
]
