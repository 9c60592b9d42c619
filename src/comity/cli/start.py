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
