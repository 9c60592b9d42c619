"""Reading every table of names before the first name is asked.

Tables are read when they are first needed; the name that needs them waits.
"""

from __future__ import annotations

from functools import cache

from comity.model import Schema
from comity.names.analysis import analyse

_SAMPLES = (
    "Warm Trading Limted",
    "Zelkovarin Quondamar Trading",
    "Beta Chemicals N.V. (formerly Gamma)",
    "ORDERING CUSTOMER: Delta Forty Four",
    "Çelik Émile",
    "Иван Петров ООО",
    "شركة محمد",
    "משה כהן",
    "김철수 주식회사",
    "王小明有限公司",
    "トヨ株式会社",
    "Γιώργος Εταιρεία",
    "გიორგი",
    "Արմեն",
    "สมชาย จำกัด",
    "အောင်ဆန်း",
    "राम कुमार",
    "রহমান",
    "குமார்",
)
"""Common given names and legal forms in every script that has tables, slips, unknown words, a former name, a party label: what needs tables
of its own.
"""


@cache
def read_tables() -> None:
    """Read all tables that names of persons and organisations in any script need; some 0.2 s the first time, then nothing."""
    for sample in _SAMPLES:
        for schema in (Schema.PERSON, Schema.ORGANIZATION):
            analyse(sample, schema)
