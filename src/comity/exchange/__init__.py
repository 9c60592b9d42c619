"""What passes between this node and the world: for now, the download of publishers' lists.

A download either arrives whole, within its limits, from where it was asked for, or leaves nothing behind.
"""

from comity.exchange.download import Downloader, TransferLimits

__all__ = ["Downloader", "TransferLimits"]
