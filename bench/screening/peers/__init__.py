"""Peers of name screening, each run in an environment of its own and spoken to through files; Comity never depends on them."""
