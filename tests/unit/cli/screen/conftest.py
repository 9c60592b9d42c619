"""The command as a user meets it, in this process, in a node whose only list is a watch list of invented parties."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from comity.cli.main import run

WATCHED = """listing_id,name,alias,birth_date,nationality,passport,type
W-1,Anselm Korvath Quillmann,,1968-03-07,MA,P1234567,person
W-2,Zubayda Hartunian,زبيدة هارتونيان,1975,AM,,person
W-3,Drossfeld Maritime Trading GmbH,,,DE,,company
W-4,Velika Tarnaveanu,,1990-12-01,RO,,person
W-5,Borodan Istvanffy,,1951-05-05,HU,,person
"""


@dataclass(frozen=True)
class Told:
    """What a command came to: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[str]:
        """The lines of standard output."""
        return self.out.splitlines()


Command = Callable[..., Told]


class _Input(io.TextIOWrapper):
    """Standard input with bytes behind it."""


@pytest.fixture(scope="session")
def watched_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the watch list and its index."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "watch.csv").write_text(WATCHED, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMITY_HOME", str(folder / "home"))
        assert run(["lists", "import", str(folder / "watch.csv"), "--as", "own:watch"]) == 0
    return folder / "home"


@pytest.fixture
def comity(watched_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Run the command with these arguments; ``--lists own:watch`` is added to ``screen``, so that no other list is needed."""
    monkeypatch.setenv("COMITY_HOME", str(watched_home))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object, stdin: bytes = b"") -> Told:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", _Input(io.BytesIO(stdin), "utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            texts = [str(one) for one in arguments]
            added = ["--lists", "own:watch"] if texts[:1] == ["screen"] and "--lists" not in texts else []
            code = run([*texts, *added])
            out.flush()
            err.flush()
        return Told(code, _bytes(out).decode(), _bytes(err).decode())

    return call


def _bytes(stream: io.TextIOWrapper) -> bytes:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    """Four rows: a strong resemblance, an innocent, a resemblance by number, another innocent."""
    path = tmp_path / "customers.csv"
    path.write_text(
        "id,name,dob,passport,type\n"
        "1,Quillmann Anselm Korvath,1968-03-07,,person\n"
        "2,Marta Oliveira,1980-01-02,,person\n"
        "3,Somebody Else,,p 1234567,person\n"
        "4,Jun Takahashi,,,person\n",
        encoding="utf-8",
    )
    return path
