"""The command line: one module per verb. Answers go to standard output, everything said about them to standard error.

Exit codes: 0 done (``screen``: all clear), 1 error, 2 wrong usage, 3 hits (``screen`` only), 130 interrupted.
"""
