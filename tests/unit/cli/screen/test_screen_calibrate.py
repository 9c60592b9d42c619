"""comity screen --calibrate FILE: counts of each threshold, and nothing of a row but counts."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEAD = ["threshold", "rows with a hit", "share (95 % interval)", "hits", "per row", "strong rows"]


def table_of(out: str) -> dict[str, str]:
    """The lines of the table by threshold, their spaces made single."""
    lines = [" ".join(line.split()) for line in out.partition("\n\n")[0].splitlines()]
    assert lines[0] == " ".join(HEAD)
    return {line.partition(" ")[0]: line for line in lines[1:]}


def test_each_threshold_has_its_counts_and_the_rules_own_are_marked(comity: Any, customers: Path) -> None:
    told = comity("screen", "--calibrate", customers)
    assert (told.code, told.err) == (0, "")
    table = table_of(told.out)
    assert list(table) == ["0.60", "0.65", "0.70", "0.75", "0.80", "0.85", "0.88", "0.90", "0.95"]
    assert table["0.70"] == "0.70 2 50.00 % (15.00 to 85.00) 2 1.0 2 <- review"
    assert table["0.88"] == "0.88 2 50.00 % (15.00 to 85.00) 2 1.0 2 <- strong"
    assert table["0.95"].startswith("0.95 1 25.00 %")
    assert "<-" not in table["0.60"]


def test_the_words_say_what_the_counts_are_and_what_they_are_not(comity: Any, customers: Path) -> None:
    out = comity("screen", customers, "--calibrate").out
    used = "At the rule in use (default: review from 0.70, strong from 0.88) 2 of 4 rows (50.00 %) would have a hit: 0 review, 2 strong."
    assert used in out
    assert "It does not say how many listed parties are missed: see docs/benchmarks.md." in out
    assert "A lower review threshold misses fewer of them and raises the work." in out
    assert "own:watch: edition own:watch-" in out
    assert "0 days old, 5 entries" in out
    assert "name from 'name'" in out


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_no_name_is_shown(comity: Any, tmp_path: Path, form: tuple[str, ...]) -> None:
    (tmp_path / "in.csv").write_text("name,dob\nAnselm Korvath Quillmann,1968-02-31\nMarta Oliveira,soon\n???,\n")
    told = comity("screen", "--calibrate", "in.csv", *form)
    assert told.code == 0
    assert not [word for word in ("Anselm", "Quillmann", "Oliveira", "soon", "???", "02-31") if word in told.out + told.err]
    assert "issues in the file; comity screen FILE tells them" in told.out + told.err


def test_rows_that_cannot_be_screened_are_told_and_have_no_share(comity: Any, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("name\nAnselm Korvath Quillmann\nMarta Oliveira\n???\n")
    out = comity("screen", "--calibrate", "in.csv").out
    assert "1 of 2 rows (50.00 %)" in out
    assert "1 error" in out


def test_a_file_of_which_no_row_can_be_screened_has_no_share(comity: Any, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("name\n???\n")
    told = comity("screen", "--calibrate", "in.csv")
    assert told.code == 0
    assert table_of(told.out)["0.60"] == "0.60 0 - 0 - 0"
    assert "0 of 0 rows would have a hit" in told.out


def test_json_is_one_object_with_the_same_numbers(comity: Any, customers: Path) -> None:
    told = comity("screen", "--calibrate", customers, "--json")
    assert told.code == 0
    record = json.loads(told.out)
    assert record["rule"] == {"name": "default", "review": 0.7, "strong": 0.88}
    counts = ("rows", "screened", "clear", "review", "strong", "errors", "issues", "complete")
    assert [record[key] for key in counts] == [4, 4, 2, 0, 2, 0, 0, True]
    rates = {rate["threshold"]: rate for rate in record["thresholds"]}
    assert list(rates) == [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.95]
    assert [rate["of_rule"] for rate in rates.values() if rate["of_rule"]] == [["review"], ["strong"]]
    low, high = rates[0.7].pop("interval")
    assert (low, high) == pytest.approx((0.15, 0.85), abs=0.0001)
    expected = {"rows_with_a_hit": 2, "share": 0.5, "hits": 2, "hits_per_row": 1.0, "rows_strong": 2}
    assert rates[0.7] == {"threshold": 0.7, "of_rule": ["review"], **expected}
    (against,) = record["against"]
    assert against["edition"].startswith("own:watch-")
    assert (against["age_days"], against["stale"]) == (0, False)
    assert "2 of 4 rows" in told.err
    assert "threshold  rows" not in told.err


def test_the_file_is_read_as_it_is_screened(comity: Any, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_bytes("a;b\n1;Quillmann Anselm Korv\xe1th\n".encode("cp1252"))
    told = comity("screen", "odd.csv", "--calibrate", "--map", "name=b", "--encoding", "cp1252", "--delimiter", ";")
    assert "1 of 1 row (100.00 %)" in told.out
    assert "name from 'b'" in told.out
    told = comity("screen", "-", "--calibrate", "--min-score", "0.97", stdin=b"name\nAnselm Korvath Quillmann\n")
    assert "default: review from 0.97, strong from 0.97" in told.out
    assert table_of(told.out)["0.97"].endswith("<- review and strong")


def test_a_rule_file_is_obeyed_and_its_thresholds_are_counted(comity: Any, customers: Path, tmp_path: Path) -> None:
    (tmp_path / "payments.toml").write_text("review = 0.555\nstrong = 0.9\n")
    told = comity("screen", "--calibrate", customers, "--rule", "payments.toml")
    assert "(payments: review from 0.555, strong from 0.90)" in told.out
    assert table_of(told.out)["0.555"].endswith("<- review")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("customers.csv", "--out", "r.csv"), "--out, --issues and --resume do not go with it"),
        (("customers.csv", "--issues", "i.txt"), "--out, --issues and --resume do not go with it"),
        (("customers.csv", "--resume"), "--out, --issues and --resume do not go with it"),
        (("--name", "X"), "--calibrate belongs to a FILE"),
        ((), "nothing to screen"),
    ],
)
def test_what_does_not_go_with_it_is_refused(comity: Any, customers: Path, arguments: tuple[str, ...], says: str) -> None:
    told = comity("screen", "--calibrate", *arguments)
    assert told.code == 2
    assert says in told.err
    assert [path.name for path in customers.parent.iterdir() if path.is_file()] == ["customers.csv"]


def test_an_input_that_ends_early_is_counted_as_far_as_it_goes(comity: Any, tmp_path: Path) -> None:
    whole = gzip.compress(b"name\n" + b"".join(b"Anselm Korvath Quillmann %d\n" % number for number in range(20_000)))
    (tmp_path / "in.csv.gz").write_bytes(whole[: len(whole) // 2])
    told = comity("screen", "--calibrate", "in.csv.gz", "--json")
    assert told.code == 1
    record = json.loads(told.out)
    assert record["complete"] is False
    assert 0 < record["rows"] < 20_000
    assert "Broken off after" in told.err
    assert "Error: " in told.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_an_interrupt_gives_the_counts_of_the_rows_so_far(watched_home: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "comity.cli", "screen", "--lists", "own:watch", "--calibrate", "-"]
    with subprocess.Popen(
        command,
        env={**os.environ, "COMITY_HOME": str(watched_home)},
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        # More than is read ahead and more than a pipe holds: when all but that is taken, rows are being screened.
        running.stdin.write("name\n" + "Anselm Korvath Quillmann\n" * 20_000)
        running.stdin.flush()
        running.send_signal(signal.SIGINT)
        out, said = running.stdout.read(), running.stderr.read()
        running.stdin.close()
    assert running.returncode == 130
    assert out.startswith("Interrupted after ")
    assert "the counts are of these alone" in out
    assert "<- review" in out
    assert "At the rule in use" in out
    assert said == ""
