"""How the command ends, as a number for scripts."""

CLEAR = 0
ERROR = 1
USAGE = 2
HITS = 3
"""A screening with hits, even when some rows were not screened; without hits those give ``ERROR``."""
INTERRUPTED = 130
PIPE_CLOSED = 141
"""Whoever read the output has left: the shell's number for SIGPIPE."""
