"""Matching: how alike two names are, and why.

``compare_names`` takes two names in any scripts and answers with a score below 1 and the words it paired; the compiled kernels
underneath are shared with the index, so that a pair scores alike wherever it is compared.
"""

from comity.matching.comparison import Comparison, WordPair, compare_names

__all__ = ["Comparison", "WordPair", "compare_names"]
