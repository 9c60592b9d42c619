"""One organisation's node: its settings, its parts wired together, and what people do with it.

The wall clock and the environment are read above (``cli``) and passed in.
"""

from comity.node.settings import Settings

__all__ = ["Settings"]
