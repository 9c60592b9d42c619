"""One FollowTheMoney entity that is asked about, not listed, as the subject that it describes.

Its properties mean what they mean in a list of the family ``ftm:``, because the same code reads them; only the answer differs: an entity
that is asked about needs no name, and whatever it states that is not compared is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.model import Issue, Subject


def subject_of(entity: Mapping[str, Any]) -> tuple[Subject, tuple[Issue, ...]]:
    """The subject that ``entity`` describes, and what of it could not be taken or is not compared.

    ``entity`` has ``schema`` and ``properties``: lists of texts by property; a single text or a whole number does for a list. Raises
    ``UsageError`` for a kind that is not screened, a property that FollowTheMoney does not know, a value that is no text, and too many or
    too long values: nothing is left out in silence. Source: FollowTheMoney 4 schemata, https://followthemoney.tech/explorer/schemata/ .
    """
    from comity.lists.sources.ftm.asked import asked  # loads the readers of tables

    return asked(entity)
