"""The log: one JSON object a line, ours and libraries', without anything of a person or a secret."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import stat
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from comity.model import UsageError
from comity.node import logs

SECRET = "Ilva Marenko-Sotelj X7391024"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logs.begin(stream)
    yield stream
    logs.end()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def failing(name: str) -> None:
    number = name + "!"
    try:
        int(number)
    except ValueError as problem:
        raise RuntimeError(f"no number: {number}") from problem


def test_a_line_is_one_json_object_with_time_and_level(written: io.StringIO) -> None:
    logs.tell("job.end", job="01JQ8Z3V4N5M6P7R8S9T0V1W2X", kind="lists.update", state="done", seconds=0.25, attempt=1)
    (line,) = lines(written)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "job.end",
        "level": "info",
        "job": "01JQ8Z3V4N5M6P7R8S9T0V1W2X",
        "kind": "lists.update",
        "state": "done",
        "seconds": 0.25,
        "attempt": 1,
    }


def test_an_error_has_its_class_causes_and_places_and_no_value(written: io.StringIO) -> None:
    try:
        failing(SECRET)
    except RuntimeError as problem:
        logs.tell_error("job.error", problem, job="1", subject=SECRET)
    (line,) = lines(written)
    assert (line["error"], line["causes"], line["level"]) == ("RuntimeError", ["ValueError"], "error")
    assert len(line["frames"]) == 2
    assert line["where"] == line["frames"][-1]
    assert all(frame.rpartition(":")[2].isdigit() for frame in line["frames"])
    assert line["dropped"] == 1
    assert SECRET not in written.getvalue()


def test_what_a_library_says_is_not_written_but_where_it_says_it_is(written: io.StringIO) -> None:
    log = logging.getLogger("some.library")
    log.warning("cannot read %s", SECRET)
    log.error(SECRET)
    log.error("x", extra={"name_of": SECRET})
    try:
        failing(SECRET)
    except RuntimeError:
        log.exception(f"failed for {SECRET}")
    log.error(OSError(98, SECRET))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)
    structlog.get_logger().info(SECRET, name=SECRET)
    loop = asyncio.new_event_loop()
    loop.call_exception_handler({"message": SECRET})
    loop.close()
    found = lines(written)
    assert SECRET not in written.getvalue()
    assert [line["logger"] for line in found[:5]] == ["some.library"] * 5
    assert all(line["where"].startswith("test_logs:") for line in found[:3])
    assert found[3]["error"] == "RuntimeError"
    assert (found[4]["error"], found[4]["fault"]) == ("OSError", "EADDRINUSE")
    assert len(found) >= 7


def test_the_sentences_of_the_web_server_are_events(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    server = logging.getLogger("uvicorn.error")
    monkeypatch.setattr(server, "level", logging.INFO)
    for one in (server, logging.getLogger("uvicorn")):  # a server that another test began may have left its own ways of telling
        monkeypatch.setattr(one, "propagate", True)
        monkeypatch.setattr(one, "handlers", [])
    logging.getLogger("some.library").info("chatter")
    server.warning("Invalid HTTP request received.")
    server.info("Started server process [%d]", 7)
    assert [line["event"] for line in lines(written)] == ["server.request_invalid", "server.process_started"]


def test_lower_levels_are_left_out(written: io.StringIO) -> None:
    logging.getLogger("some.library").debug(SECRET)
    assert written.getvalue() == ""


def test_nothing_is_written_before_the_beginning_or_after_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    logs.tell("job.begin")
    stream = io.StringIO()
    logs.begin(stream)
    logs.end()
    logs.tell("job.end")
    logs.tell_error("job.error", ValueError())
    assert stream.getvalue() == ""
    assert capsys.readouterr() == ("", "")


def test_a_stream_that_takes_no_more_stops_nobody() -> None:
    stream = io.StringIO()
    logs.begin(stream)
    stream.close()
    logs.tell("job.begin")
    logging.getLogger("some.library").error("x")
    logs.end()


def test_lines_of_many_threads_stay_whole(written: io.StringIO) -> None:
    def write() -> None:
        for number in range(200):
            logs.tell("job.begin", job=str(number))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(written)) == 800


def test_a_file_is_for_its_owner_and_is_added_to(tmp_path: Path) -> None:
    path = tmp_path / "node.log"
    for _ in range(2):
        stream = logs.destination({"COMITY_LOG": str(path)})
        logs.begin(stream)
        logs.tell("job.begin")
        logs.end()
        stream.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2
    with pytest.raises(UsageError) as refused:
        logs.destination({"COMITY_LOG": str(tmp_path / SECRET / "node.log")})
    assert SECRET not in refused.value.message


fields = st.dictionaries(st.sampled_from(["event_of", "subject", "case", "name", "reason", "status", "actor", "route", "count"]), st.text())


@given(fields=fields, text=st.text(min_size=3).filter(lambda text: not text.isascii() or " " in text))
def test_no_text_of_two_words_or_of_another_script_is_ever_written(fields: dict[str, str], text: str) -> None:
    stream = io.StringIO()
    logs.begin(stream)
    try:
        logs.tell(text, **dict.fromkeys(fields, text))
        logs.tell_error("job.error", ValueError(text), **dict.fromkeys(fields, text))
        logging.getLogger("x").error(text)
    finally:
        logs.end()
    assert len(lines(stream)) == 3
    values = [value for line in lines(stream) for value in line.values()]
    assert text not in values
