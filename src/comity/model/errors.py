"""Every error a user can meet, as one tree; each says what happened, where, and what to do.

::

    ComityError
    ├── UsageError               the command or call cannot be carried out as it was given
    │   ├── UnknownName          a list, listing, rule or edition of that name does not exist
    │   └── MissingColumn        a table has no column that the work needs
    ├── DataError                bytes that cannot be read as what they claim to be
    │   ├── FormatError          not the format, or malformed: XML that does not end, JSON that does not parse
    │   ├── ForbiddenContent     XML entities or external references, a zip bomb, anything refused for safety
    │   ├── LimitExceeded        over a stated limit of size, depth, count or time
    │   └── CountMismatch        the publisher's or the guard's counts disagree with what was read
    ├── TransferError            a download failed or was refused; the last good edition stays
    └── StoreError               the node's own files cannot be used
        ├── IndexUnusable        an index folder that is truncated, of another version, or tampered with
        └── NoEdition            nothing has been imported under that list's name
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
