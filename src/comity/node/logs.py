"""The node's log: one JSON object a line, on standard error or in a file, of events, ids, codes, counts and durations. Never of people.

Everything passes ``safeguards.LogFields``, our own lines and those of libraries. A library's sentence may quote anything, so it is not
written: its logger, level and place are, which name the line of code that speaks. Of an error its class, its causes' classes and the places
that it passed are written, without its text and without a single value.

::

    {"timestamp":…,"level":"info","event":"request.done","request":…,"method":"POST","route":"/api/v1/screen","status":200,"seconds":0.004,"actor":"key:…"}
    {"timestamp":…,"level":"error","event":"request.failed","request":…,"error":"ValueError","where":"comity.node.x:12","frames":["…"],…}
    {"timestamp":…,"level":"warning","event":"library","logger":"uvicorn.error","where":"httptools_impl:96"}
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from threading import Lock
from traceback import walk_tb
from typing import TextIO

import structlog

from comity.model import UsageError
from comity.safeguards import LogFields

MOST_FRAMES = 40
"""Places of one error that are written: the innermost."""

MOST_CAUSES = 8

_SAYING = {
    "Started server process [%d]": "server.process_started",
    "Waiting for application startup.": "server.starting",
    "Application startup complete.": "server.started",
    "Application startup failed. Exiting.": "server.start_failed",
    "Uvicorn running on http://%s:%d (Press CTRL+C to quit)": "server.listening",
    "Shutting down": "server.stopping",
    "Waiting for application shutdown.": "server.closing",
    "Application shutdown complete.": "server.stopped",
    "Finished server process [%d]": "server.process_ended",
    "Invalid HTTP request received.": "server.request_invalid",
    "Exceeded concurrency limit.": "server.busy",
    "Exception in ASGI application\n": "server.request_failed",
}
"""The sentences of the web server (uvicorn) that are known here, as events. They are constants: what stands in their place is not read."""


class _Standing:
    """The log of this process: nothing is written before ``begin``."""

    def __init__(self) -> None:
        self.logger: structlog.typing.FilteringBoundLogger | None = None
        self.fields = LogFields()


_STANDING = _Standing()


class LibraryLines(logging.Handler):
    """Passes on what libraries log, without what they say."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line for ``record``. Never raises."""
        try:
            logger = _STANDING.logger
            if logger is not None:
                event = _SAYING.get(record.msg, "library") if isinstance(record.msg, str) else "library"
                where = f"{record.module}:{record.lineno}"
                said = record.msg if isinstance(record.msg, BaseException) else None
                fields = {"logger": record.name, "where": where, "exc_info": record.exc_info or said}
                logger.log(_level(record.levelno), event, **fields)
        except Exception:  # a log must not end what it tells of
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the interface is logging's
        """Say nothing: the standard way prints the record with its values."""


def begin(stream: TextIO, level: int = logging.INFO) -> None:
    """Write every line to ``stream`` from now on, those of libraries too, from ``level`` up. May be called again."""
    lines, filtering = _OneLine(stream), structlog.make_filtering_bound_logger(level)
    structlog.configure(processors=_PROCESSORS, wrapper_class=filtering, logger_factory=lambda *_: lines, cache_logger_on_first_use=False)
    _STANDING.logger = structlog.wrap_logger(lines, _PROCESSORS, filtering).bind()
    root = logging.getLogger()
    root.handlers = [LibraryLines()]
    root.setLevel(max(level, logging.WARNING))  # libraries speak when something is wrong; the web server has a level of its own
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False


def end() -> None:
    """Write nothing more, and give libraries their own ways back."""
    _STANDING.logger = None
    structlog.reset_defaults()
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, LibraryLines)]
    logging.captureWarnings(capture=False)


def destination(environment: Mapping[str, str]) -> TextIO:
    """Where the log goes: the file that ``COMITY_LOG`` names, which only its owner can read, else standard error.

    Raises ``UsageError`` when the file cannot be written.
    """
    name = environment.get("COMITY_LOG", "").strip()
    if not name:
        return sys.stderr
    try:
        return os.fdopen(os.open(Path(name).expanduser(), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the log cannot be written: {error.strerror}", "COMITY_LOG names the file of the log") from None


def dropped() -> Mapping[str, int]:
    """How many values were kept out of the log since the process began, by reason."""
    return _STANDING.fields.dropped


def tell(event: str, **fields: object) -> None:
    """Write that something happened; fields beyond those of ``safeguards.log_fields`` are dropped and counted, None is left out."""
    if _STANDING.logger is not None:
        _STANDING.logger.info(event, **{name: value for name, value in fields.items() if value is not None})


def tell_error(event: str, error: BaseException, **fields: object) -> None:
    """Write that something failed, with the class of ``error``, its causes, and the places that it passed."""
    if _STANDING.logger is not None:
        _STANDING.logger.error(event, exc_info=error, **fields)


class _OneLine:
    """Writes whole lines, one at a time; a stream that is closed or full takes nothing and stops nobody."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = Lock()

    def msg(self, line: str) -> None:
        """Write one line."""
        with self._lock:
            try:
                self._stream.write(line + "\n")
                self._stream.flush()
            except (OSError, ValueError):
                return

    debug = info = warning = error = critical = msg


def _with_frames(logger: object, method: str, event: MutableMapping[str, object]) -> dict[str, object]:
    """What ``LogFields`` lets through, and beside an error the places it passed and the classes of its causes: both are code."""
    error = _error_of(event.get("exc_info"))
    kept = _STANDING.fields(logger, method, event)
    if error is not None:
        kept["frames"] = [f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in walk_tb(error.__traceback__)][-MOST_FRAMES:]
        causes = [type(cause).__name__ for cause in _causes(error)]
        if causes:
            kept["causes"] = causes
        if isinstance(error, OSError) and error.errno is not None:
            kept["fault"] = errno.errorcode.get(error.errno, str(error.errno))
    return kept


def _error_of(value: object) -> BaseException | None:
    value = sys.exc_info() if value is True else value
    found = value[1] if isinstance(value, tuple) and len(value) == 3 else value
    return found if isinstance(found, BaseException) else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What led to ``error``, the nearest first."""
    for _ in range(MOST_CAUSES):
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is None:
            return
        yield cause
        error = cause


def _level(number: int) -> int:
    """A level of the standard library as one that structlog knows."""
    return max(logging.DEBUG, min(logging.CRITICAL, number // 10 * 10))


_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _with_frames,
    structlog.processors.JSONRenderer(),
]
"""What each line passes; nothing comes between what is let through and its writing."""
