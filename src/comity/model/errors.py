"""Every error a user can meet, as one tree; each says what happened, where, and what to do.

::

    ComityError
    ├── UsageError               the command or call cannot be carried out as it was given
    │   ├── UnknownName          a list, listing, rule, case or edition of that name does not exist
    │   ├── MissingColumn        a table has no column that the work needs
    │   └── Conflict             it no longer fits what is stored: decided already, claimed by another, the same person twice
    ├── AccessError              somebody asked for what they may not have
    │   ├── NotSignedIn          nobody knows who asks: no session or key, or one that has ended
    │   ├── NotAllowed           it is known who asks, and they lack the right or the purpose
    │   └── TooMany              over the rate that this caller may ask at
    ├── DataError                bytes that cannot be read as what they claim to be
    │   ├── FormatError          not the format, or malformed: XML that does not end, JSON that does not parse
    │   ├── ForbiddenContent     XML entities or external references, a zip bomb, anything refused for safety
    │   ├── LimitExceeded        over a stated limit of size, depth, count or time
    │   └── CountMismatch        the publisher's or the guard's counts disagree with what was read
    ├── TransferError            a download failed or was refused; the last good edition stays
    └── StoreError               the node's own files cannot be used
        ├── IndexUnusable        an index folder that is truncated, of another version, or tampered with
        ├── NoEdition            nothing has been imported under that list's name
        ├── DatabaseUnusable     the database cannot be reached, written, or is of another version
        └── LedgerBroken         the ledger's entries are not what its signed tree heads say
"""

from __future__ import annotations


class ComityError(Exception):
    """Root of the tree.

    ``message`` says what happened and where; ``hint`` what to do about it (may be empty). Neither holds secrets nor, except for the
    locator of a row, personal data.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ComityError):
    """The command or call cannot be carried out as it was given."""


class UnknownName(UsageError):
    """A list, listing, rule or edition of that name does not exist."""


class MissingColumn(UsageError):
    """A table has no column that the work needs."""


class Conflict(UsageError):
    """What is asked no longer fits what is stored."""


class AccessError(ComityError):
    """Somebody asked for what they may not have."""


class NotSignedIn(AccessError):
    """Nobody knows who asks."""


class NotAllowed(AccessError):
    """It is known who asks, and they lack the right or the purpose. ``message`` gives the reason."""


class TooMany(AccessError):
    """Over the rate that this caller may ask at. ``retry_after``: seconds until as much may be asked again."""

    def __init__(self, message: str, hint: str = "", retry_after: float = 1.0) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class DataError(ComityError):
    """Bytes that cannot be read as what they claim to be."""


class FormatError(DataError):
    """Not the format, or malformed."""


class ForbiddenContent(DataError):
    """Refused for safety before it was interpreted."""


class LimitExceeded(DataError):
    """Over a stated limit of size, depth, count or time."""


class CountMismatch(DataError):
    """The publisher's or the guard's counts disagree with what was read."""


class TransferError(ComityError):
    """A download failed or was refused; the last good edition stays."""


class StoreError(ComityError):
    """The node's own files cannot be used."""


class IndexUnusable(StoreError):
    """An index folder is truncated, of another version, or tampered with."""


class NoEdition(StoreError):
    """Nothing has been imported under that list's name."""


class DatabaseUnusable(StoreError):
    """The database cannot be reached, written, or is of another version."""


class LedgerBroken(StoreError):
    """The ledger's entries are not what its signed tree heads say."""
