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
        signal.signal(signal.SIGINT, _Interrupts())
    try:
        from comity.cli.main import main as carry_out

        carry_out()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(INTERRUPTED)
    finally:
        _interrupts_were_answered()


class _Interrupts:
    """What an interrupt does (a handler of ``signal.signal``): it ends the program, but not while a module is loaded.

    Compiled ones (lxml's) swallow what is raised there, and the program would go on. So it is tried again until it is raised; also because
    what the main thread began to wait for just before it came would not notice it.
    """

    def __init__(self) -> None:
        self._raised = threading.Event()
        self._is_tried = False

    def __call__(self, _number: int, frame: FrameType | None) -> None:
        if not _is_loading(frame):
            self._raised.set()
            raise KeyboardInterrupt
        if not self._is_tried:
            self._is_tried = True
            self._raised.clear()
            threading.Thread(target=self._try_again, name="interrupt", daemon=True).start()

    def _try_again(self) -> None:
        while not self._raised.wait(AGAIN):
            if hasattr(signal, "pthread_kill"):
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            else:
                _thread.interrupt_main()
        self._is_tried = False


def _is_loading(frame: FrameType | None) -> bool:
    while frame is not None and not frame.f_code.co_filename.startswith("<frozen importlib."):
        frame = frame.f_back
    return frame is not None


def _interrupts_were_answered() -> None:
    """Have Python end the process with the exit code that it was given.

    An interrupt that comes while source text is run (as dataclasses do when they are defined) is noted as unhandled, even if it is caught
    further out, and Python then ends the process with the signal. Running source text anew takes that note back (CPython,
    ``run_eval_code_obj``).
    """
    exec("")  # noqa: S102 - nothing is run
