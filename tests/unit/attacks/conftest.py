"""The command as an attacker meets it: in this process for speed, in a process of its own where it may die or be killed."""

from __future__ import annotations

import io
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from comity.cli.main import run

LISTED = "Anselm Korvath Quillmann"

WATCHED = """listing_id,name,alias,birth_date,nationality,gender,passport,type
W-1,Anselm Korvath Quillmann,,1968-03-07,MA,m,P1234567,person
W-2,Zubayda Hartunian,زبيدة هارتونيان,1975,AM,f,,person
W-3,Drossfeld Maritime Trading GmbH,,,DE,,,company
W-4,"=HYPERLINK(""http://x.invalid"",""Velika Tarnaveanu"")",+Velika Tarnaveanu,1990-12-01,RO,,,person
W-5,"Gorvald\x1b[2J Estrimann [red]",@Gorvald,1951-05-05,HU,,,person
"""

ROOM = 16 << 30
"""Bytes of address space that a process under test may ask for."""


@dataclass(frozen=True)
class Told:
    """What a command came to: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err

    def is_civil(self) -> bool:
        """True when nobody was shown a traceback or an internal error."""
        return self.code in {0, 1, 2, 3} and "Traceback" not in self.all and "Internal error" not in self.all


@dataclass(frozen=True)
class Desk:
    """A node with the watch list above. ``call`` runs in this process; ``process`` and ``start`` in one of their own."""

    home: Path
    lists: str = "own:watch"
    variables: Mapping[str, str] = field(default_factory=dict)

    def _arguments(self, given: tuple[object, ...]) -> list[str]:
        texts = [str(one) for one in given]
        added = ["--lists", self.lists] if texts[:1] == ["screen"] and "--lists" not in texts else []
        return [*texts, *added]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "COMITY_HOME": str(self.home), **self.variables}

    def call(self, *given: object, stdin: bytes = b"") -> Told:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COMITY_HOME", str(self.home))
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = run(self._arguments(given))
            out.flush()
            err.flush()
        return Told(code, _text(out), _text(err))

    def start(self, *given: object, before: Sequence[str] = (), largest: int = resource.RLIM_INFINITY) -> subprocess.Popen[str]:
        """Start the command, behind the words ``before``; no file that it writes may grow beyond ``largest`` bytes."""

        def limited() -> None:
            _modest()
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))

        return subprocess.Popen(
            [*before, sys.executable, "-m", "comity.cli", *self._arguments(given)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            preexec_fn=limited,
        )

    def process(self, *given: object, before: Sequence[str] = (), largest: int = resource.RLIM_INFINITY) -> Told:
        process = self.start(*given, before=before, largest=largest)
        out, err = process.communicate(timeout=60)
        return Told(process.returncode, out, err)


def _modest() -> None:
    """Make a greedy process fail instead of the machine, and leave no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")


def _home_with_watch_list(folder: Path) -> Path:
    (folder / "watch.csv").write_text(WATCHED, encoding="utf-8")
    home = folder / "home"
    assert Desk(home).call("lists", "import", folder / "watch.csv", "--as", "own:watch").code == 0
    return home


@pytest.fixture(scope="session")
def session_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One node for all tests that only ask."""
    return Desk(_home_with_watch_list(tmp_path_factory.mktemp("node")))


@pytest.fixture
def desk(session_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """That node, with an empty working folder."""
    monkeypatch.chdir(tmp_path)
    return session_desk


@pytest.fixture
def own_desk(session_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A node of the test's own, to be damaged; the file of its list stands beside its home."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(session_desk.home, tmp_path / "home", ignore=shutil.ignore_patterns("index"))
    shutil.copy(session_desk.home.parent / "watch.csv", tmp_path)
    return Desk(tmp_path / "home")
