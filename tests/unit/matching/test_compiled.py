"""Compiled code is kept per machine and per content of the kernels."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ASK = """
from comity.matching.compiled import is_compiled
from comity.matching import compare_names
print(is_compiled())
compare_names("Karim Nahas", "Karim Tellawi")
"""


def test_a_machine_compiles_once(tmp_path: Path) -> None:
    stale = tmp_path / "kernels-0000000000000000"
    stale.mkdir()
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    seen = [
        subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True).stdout for _ in range(2)
    ]
    assert seen == ["False\n", "True\n"]
    assert not stale.exists()
    assert len(list(tmp_path.glob("kernels-*"))) == 1
