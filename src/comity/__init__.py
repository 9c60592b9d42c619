"""Comity: the open platform for international counter-terrorism cooperation.

One node per organisation: it holds its owner's own records, screens them against shared lists, and gives its reasons. The
packages stand on floors (see ``decisions/0001-the-house.md``); imports only go down: ``cli`` on ``node`` on ``storage``, ``batch``
and ``exchange``, on the rooms (``lists``, ``screening``), on ``matching`` and ``tables``, on ``names``, on ``model``.
"""

__version__ = "0.1.0"
