"""Where a node keeps things: editions of lists, content-addressed, so that an import either happened whole or did not happen.

Nothing needs to be installed, started or configured: it is a folder. A second process waits; a crash loses nothing that was there.
"""

from comity.storage.editions import EditionStore
from comity.storage.lock import locked

__all__ = ["EditionStore", "locked"]
