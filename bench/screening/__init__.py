"""The benchmark of name screening: Comity and its peers on the same listings and the same questions. See ``bench/README.md``."""
