"""Benchmarks: what Comity finds and how fast, beside its peers, on one core in one run. See ``bench/README.md``."""
