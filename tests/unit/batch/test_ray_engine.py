"""Both engines with real workers: the answers of a run on one machine, whatever dies on the way; nothing listens beyond this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .parts import WATCHED, command, counts, differences, in_order, screen, write_csv

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="looks at processes as Linux shows them")]

SMALL = ("--workers", "2", "--rows-per-part", "2000")
ENGINES = ("ray", "processes")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the watch list, its index, and the compiled code."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "watch.csv").write_text(WATCHED, encoding="utf-8")
    environment = {**os.environ, "COMITY_HOME": str(folder / "home")}
    importing = [sys.executable, "-m", "comity.cli", "lists", "import", str(folder / "watch.csv"), "--as", "own:watch"]
    subprocess.run(importing, env=environment, check=True, capture_output=True)
    return folder / "home"


@pytest.fixture(scope="module")
def local(watched: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the CSV with bad rows and of what a run on one machine makes of it, and what that run counts."""
    folder = tmp_path_factory.mktemp("local")
    source = write_csv(folder / "customers.csv")
    done = screen(watched, source, "--out", folder / "rows.parquet")
    screen(watched, source, "--out", folder / "answers.jsonl")
    assert done.returncode == 3
    outcomes = set(pq.read_table(folder / "rows.parquet")["comity_outcome"].to_pylist())
    assert outcomes == {"clear", "review", "strong", "error"}
    return folder, counts(done.stdout)


class Running:
    """The command while it runs, and its descendants."""

    def __init__(self, home: Path, *arguments: object) -> None:
        environment = {**os.environ, "COMITY_HOME": str(home)}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(command(*arguments), env=environment, text=True, **streams)  # type: ignore[call-overload]

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *raised: object) -> None:
        self.process.kill()
        self.process.communicate(timeout=180)

    def until(self, seen: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 240
        while not seen():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def descendants(self) -> set[int]:
        parents = {}
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(status.parent.name)] = int(fields[1])
        found = {self.process.pid}
        while more := {child for child, parent in parents.items() if parent in found} - found:
            found |= more
        return found


def called(process: int) -> bytes:
    """The command line of ``process``; empty when it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def addresses(processes: set[int]) -> Iterator[str]:
    """The local addresses at which ``processes`` listen and the remote ones they are connected to, as the kernel writes them."""
    sockets = set()
    for process in processes:
        for entry in Path(f"/proc/{process}/fd").glob("*"):
            try:
                sockets.add(str(entry.readlink()))
            except OSError:
                continue
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if f"socket:[{fields[9]}]" in sockets:
                yield fields[1 if fields[3] == "0A" else 2].partition(":")[0]


LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}


def lines(path: Path) -> int:
    return path.read_text().count("\n") if path.exists() else 0


def test_a_run_on_ray_that_is_interrupted_then_killed_comes_to_the_result_of_one_machine(
    watched: Path, local: tuple[Path, str], tmp_path: Path
) -> None:
    folder, counted = local
    out, journal = tmp_path / "out", tmp_path / "out" / "_parts.jsonl"
    arguments = (folder / "customers.csv", "--engine", "ray", *SMALL, "--out", out)
    with Running(watched, *arguments) as first:
        first.until(lambda: lines(journal) >= 1)
        processes = first.descendants()
        assert len(processes) > 4
        assert set(addresses(processes)) <= LOOPBACK
        # Ray's Python processes write their titles over their environments; the others show theirs.
        servers = [one for one in processes if {b"raylet", b"gcs_server"} & {Path(os.fsdecode(called(one).split(b"\0")[0])).name.encode()}]
        assert len(servers) == 2
        assert all(b"RAY_USAGE_STATS_ENABLED=0" in Path(f"/proc/{one}/environ").read_bytes() for one in servers)
        first.process.send_signal(signal.SIGINT)
        said = first.process.communicate(timeout=180)[1]
        assert first.process.returncode == 130
    assert "Interrupted." in said
    assert "--resume goes on" in said
    assert "Traceback" not in said
    done = lines(journal)
    assert done >= 1
    if done < 5:
        with Running(watched, *arguments, "--resume") as second:
            second.until(lambda: lines(journal) > done)
            workers = [one for one in second.descendants() if b"MapWorker" in called(one)]
        deadline = time.monotonic() + 120
        while any(b"MapWorker" in called(one) for one in workers):
            assert time.monotonic() < deadline, "workers outlive the command"
            time.sleep(0.1)
    (out / ".part-000009.parquet.0a1b2c3d.part").write_text("half")
    last = screen(watched, *arguments, "--resume")
    assert last.returncode == 3, last.stderr
    assert counts(last.stdout) == counted
    assert list(differences(out, folder / "rows.parquet", folder / "answers.jsonl")) == []
    assert not [path.name for path in out.iterdir() if path.name.startswith((".", "_tried"))]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_folder_of_parquet_gives_the_answers_of_the_one_file(engine: str, watched: Path, local: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = local
    table = pq.read_table(folder / "rows.parquet").select(["id", "name", "dob", "passport", "type"])
    table = table.append_column("since", pa.array(range(table.num_rows), pa.timestamp("us")))
    whole, people = tmp_path / "people.parquet", tmp_path / "people"
    pq.write_table(table, whole, row_group_size=1700)
    people.mkdir()
    for number, begin in enumerate((0, 2000, 2000, 8000)):
        rows = table.slice(begin, (2000, 0, 6000, table.num_rows - 8000)[number])
        pq.write_table(rows, people / f"{number}.parquet", row_group_size=1300)
    told = screen(watched, whole, "--out", tmp_path / "rows.parquet")
    screen(watched, whole, "--out", tmp_path / "answers.jsonl")
    done = screen(watched, people, "--engine", engine, *SMALL, "--out", tmp_path / "out")
    assert (done.returncode, counts(done.stdout)) == (told.returncode, counts(told.stdout)), done.stderr
    answers = (tmp_path / "answers.jsonl").read_text(encoding="utf-8")
    (tmp_path / "answers.jsonl").write_text(answers.replace("people.parquet, row", "people/*.parquet, row"), encoding="utf-8")
    assert list(differences(tmp_path / "out", tmp_path / "rows.parquet", tmp_path / "answers.jsonl")) == []


def test_processes_give_the_answers_of_one_machine(watched: Path, local: tuple[Path, str], tmp_path: Path) -> None:
    folder, counted = local
    out = tmp_path / "out"
    done = screen(watched, folder / "customers.csv", "--engine", "processes", *SMALL, "--out", out)
    assert (done.returncode, counts(done.stdout)) == (3, counted), done.stderr
    assert list(differences(out, folder / "rows.parquet", folder / "answers.jsonl")) == []


Mortality = Callable[[str, str], subprocess.CompletedProcess[str]]
MORTAL = """
import os, signal, sys
from functools import partial
from pathlib import Path

from comity.batch import freshness
from comity.batch.part_folder import PartFolder
from comity.batch.part_input import TableSource
from comity.batch.part_run import Cut, screen_in_parts
from comity.batch.part_work import Head, Job, open_index
from comity.batch.process_engine import ProcessEngine
from comity.batch.ray_engine import RayEngine
from comity.cli.desk import open_node
from comity.cli.screen_findings import Findings
from comity.model import ComityError, ScreeningRule
from comity.node.indexes import open_index as built
from comity.tables import Format, SubjectBuilder, TableOptions, recognise


class Mortal:
    def __init__(self, index, once):
        self.index, self.once, self.editions = index, once, index.editions

    def screen_many(self, queries, rule):
        if any(4400 <= int(query.key) < 4600 for query in queries) and not (self.once and self.once.exists()):
            if self.once:
                self.once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.index.screen_many(queries, rule)


def mortal(folder, once):
    return Mortal(open_index(folder), once)


def main():
    engine, how, source, out = sys.argv[1:]
    node = open_node()
    index = built(node.settings, node.store, ["own:watch"])
    columns = ("id", "name", "dob", "passport", "type")
    maker = SubjectBuilder(recognise(columns), file=Path(source).name, today=node.now.date())
    screener = partial(open_index, index.folder)
    if how != "healthy":
        screener = partial(mortal, index.folder, Path(out).with_name("died") if how == "once" else None)
    ages = freshness(index.editions, node.now)
    job = Job(Path(out), Head(Path(source).name, Format.DELIMITED, columns), maker, ScreeningRule(), ages, screener, partial(Findings, 3))
    folder = PartFolder(Path(out), {"source": source})
    folder.go_on() if Path(out).exists() else folder.begin()
    made = RayEngine(workers=2) if engine == "ray" else ProcessEngine(2)
    try:
        for done in screen_in_parts(folder, job, Cut(TableSource(Path(source), TableOptions()), 2000), made):
            pass
    except ComityError as error:
        sys.exit(f"{error.message}; {error.hint}")
"""


@pytest.fixture
def mortal(watched: Path, local: tuple[Path, str], tmp_path: Path) -> Mortality:
    """Run an engine with workers that die over row 4,500: ``once``, ``always``, or never (``healthy``)."""
    (tmp_path / "mortality.py").write_text(MORTAL, encoding="utf-8")
    program = tmp_path / "program.py"
    program.write_text("import mortality\n\nif __name__ == '__main__':\n    mortality.main()\n", encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "COMITY_HOME": str(watched), "PYTHONPATH": path}

    def call(engine: str, how: str) -> subprocess.CompletedProcess[str]:
        asked = [sys.executable, str(program), engine, how, str(local[0] / "customers.csv"), str(tmp_path / "out")]
        return subprocess.run(asked, env=environment, capture_output=True, text=True, timeout=480, check=False)

    return call


def test_on_ray_the_part_of_a_worker_that_dies_is_done_by_another(mortal: Mortality, local: tuple[Path, str], tmp_path: Path) -> None:
    done = mortal("ray", "once")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "died").exists()
    assert list(differences(tmp_path / "out", local[0] / "rows.parquet", local[0] / "answers.jsonl")) == []


@pytest.mark.parametrize(("engine", "says"), [("ray", "3 workers died over part 3"), ("processes", "a worker died")])
def test_a_part_that_kills_every_worker_ends_the_run_which_can_be_resumed(
    engine: str, says: str, mortal: Mortality, local: tuple[Path, str], tmp_path: Path
) -> None:
    done = mortal(engine, "always")
    assert done.returncode == 1
    assert says in done.stderr
    assert "--resume goes on" in done.stderr
    assert not (tmp_path / "out" / "part-000003.parquet").exists()
    again = mortal(engine, "healthy")
    assert (again.returncode, again.stderr) == (0, "")
    assert in_order(tmp_path / "out").num_rows == pq.read_table(local[0] / "rows.parquet").num_rows
    assert list(differences(tmp_path / "out", local[0] / "rows.parquet", local[0] / "answers.jsonl")) == []
