"""The page of permissions is what the code says."""

from __future__ import annotations

import re
import subprocess
import sys

from comity.identity import Allowed, Permission, may
from comity.model import Actor, Role

from .documents import ROOT

PAGE = (ROOT / "docs" / "reference" / "permissions.md").read_text(encoding="utf-8")


def test_the_page_is_fresh() -> None:
    script = ROOT / "scripts" / "make_permissions_page.py"
    made = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


def test_each_cell_is_what_may_be_done() -> None:
    rows = {
        cells[0].strip("` "): [cell.strip() for cell in cells[1:6]]
        for cells in re.findall(r"^\| (`[a-z]+\.[a-z_]+`) \|(.*?)\|(.*?)\|(.*?)\|(.*?)\|(.*?)\|", PAGE, re.MULTILINE)
    }
    assert rows.keys() == {right.value for right in Permission}
    for right in Permission:
        real = ["yes" if may(Actor("user:x", frozenset({role})), right) == Allowed() else "" for role in Role]
        assert rows[right.value] == real, right
