"""Where the process begins: an interrupt is answered with a word from the first moment on, while the rest is still being loaded."""

from __future__ import annotations

import sys
from typing import NoReturn

from comity.cli.exit_codes import INTERRUPTED


def main() -> NoReturn:
    """Run the command line of this process, and end it with its exit code."""
    try:
        from comity.cli.main import main as carry_out

        carry_out()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(INTERRUPTED)
    finally:
        _interrupts_were_answered()


def _interrupts_were_answered() -> None:
    """Have Python end the process with the exit code that it was given.

    An interrupt that comes while source text is run (as dataclasses do when they are defined) is noted as unhandled, even if it is caught
    further out, and Python then ends the process with the signal. Running source text anew takes that note back (CPython,
    ``run_eval_code_obj``).
    """
    exec("")  # noqa: S102 - nothing is run
