"""The explain panel: why a hit is there, and what speaks against it, in one view that a person takes in within seconds.

Values of the model in, small frozen dataclasses out; ``parts/explain.html`` shows them. Nothing here asks a database or the network, and
nothing is computed anew: what was weighed when the hit was found is taken from its evidence.
"""

from comity.web.console.explain.panel import Explained, explained_case, explained_hit

__all__ = ["Explained", "explained_case", "explained_hit"]
