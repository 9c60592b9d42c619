"""Reads the lists that publishers issue, each as its publisher writes it, and says what changed between two editions.

The promise: every element, attribute and column of a file is taken into the model, kept as text for people, or named as left out with
the reason; anything else becomes an issue with its place. A file that is damaged, dangerous or not what it claims to be raises an error
instead of looking complete.
"""

import comity.lists.sources  # noqa: F401  (bound first, so that the function of that name, imported next, stays bound)
from comity.lists.catalogue import source, sources
from comity.lists.diff import compare
from comity.lists.entity import subject_of
from comity.lists.read import read
from comity.lists.source import Reading, Source

__all__ = ["Reading", "Source", "compare", "read", "source", "sources", "subject_of"]
