"""Where the process begins: an interrupt is answered with a word from the first moment on, while the rest is still being loaded."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from types import FrameType
from typing import NoReturn

from comity.cli.exit_codes import INTERRUPTED

AGAIN = 0.02
"""Seconds after which an interrupt is tried again that came while a module was being loaded."""


def main() -> NoReturn:
    """Run the command line of this process, and end it with its exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        from comity.cli.main import main as carry_out

        carry_out()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(INTERRUPTED)
    finally:
        _interrupts_were_answered()


def _interrupt(_number: int, frame: FrameType | None) -> None:
    """Interrupt the program, but not while it loads a module: compiled ones (lxml's) swallow what is raised there, and it would go on."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib."):
            again = threading.Timer(AGAIN, _interrupt_again)
            again.daemon = True
            again.start()
            return
        frame = frame.f_back
    raise KeyboardInterrupt


def _interrupt_again() -> None:
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)  # what the main thread waits for ends, too
    else:
        _thread.interrupt_main()


def _interrupts_were_answered() -> None:
    """Have Python end the process with the exit code that it was given.

    An interrupt that comes while source text is run (as dataclasses do when they are defined) is noted as unhandled, even if it is caught
    further out, and Python then ends the process with the signal. Running source text anew takes that note back (CPython,
    ``run_eval_code_obj``).
    """
    exec("")  # noqa: S102 - nothing is run
