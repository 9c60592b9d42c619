"""After the tables were read, names in any script open no further file."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from importlib import resources
from comity.model import Schema
from comity.names.analysis import analyse
from comity.names.readiness import read_tables

TABLES = (".tsv", ".toml")
read_tables()
opened = []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event == "open" and str(given[0]).endswith(TABLES) else None)
for name in sys.argv[1].split("|"):
    for schema in Schema:
        analyse(name, schema)
print(opened)
"""

NAMES = (
    "Ольга Зимина|حسن بركات|משה|박지훈|陳大文|スズキ|Ελένη|ნინო|Գոռ|สมหญิง|မောင်|सीता|করিম|செல்வி|"
    "Ünal Kölbar Gmhb|Tarvimo Zelbrunek|SENDER: Karvo Metals|Norvik Ltd, formerly Tolvan Inc|limited lpability company Zor"
)


def test_no_name_waits_for_a_table_once_all_were_read() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, NAMES], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
