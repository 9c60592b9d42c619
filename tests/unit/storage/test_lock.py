"""The lock between processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from comity.model import StoreError
from comity.storage import locked

HOLD = """
import sys
from pathlib import Path
from comity.storage import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_waits_and_then_says_what_it_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "deep" / ".lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(StoreError, match="another process"), locked(path, patience=0.1):
            pass
        holder.stdin.close()
        with locked(path, patience=20):
            pass


def test_it_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), locked(tmp_path / ".lock"):
        raise ValueError("inside")
    with locked(tmp_path / ".lock", patience=0):
        pass
