"""What passes between this node and the world: publishers' lists come in, events go out to webhooks.

A download either arrives whole, within its limits, from where it was asked for, or leaves nothing behind. An event goes, signed, to exactly
the address that was checked, and says of what it tells by ids only.
"""

from comity.exchange.download import Downloader, TransferLimits
from comity.exchange.targets import Reach, check_target
from comity.exchange.webhooks import Message, SendLimits, Sent, WebhookSender, signature

__all__ = ["Downloader", "Message", "Reach", "SendLimits", "Sent", "TransferLimits", "WebhookSender", "check_target", "signature"]
