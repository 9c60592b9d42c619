"""What somebody looks for may be a person, so it never stands in an address as it was typed: addresses stay in browsers and in logs.

A search is sent by a form and answered with an address in which the text is sealed for the sitting (``identity.sealed``): paging, going
back, loading again and downloads work with it, as long as the sitting goes on as it is. An address that holds such a text openly, as a
bookmark may, leads on to the sealed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from comity.identity import seal, unseal
from comity.model import UsageError
from comity.web.console.addresses import MOST_PARAMETERS
from comity.web.console.visitor import Visitor
from comity.web.sitting_cookie import place_of, token_of

SOUGHT = "sought"
"""The parameter of an address that holds what was looked for, sealed."""

LONGEST_SOUGHT = 200
"""Characters of what can be looked for."""


def sealed(visitor: Visitor, text: str) -> str:
    """``text`` as an address of this sitting may hold it; empty for none."""
    return seal(_token(visitor), text[:LONGEST_SOUGHT])


def unsealed(visitor: Visitor, text: str) -> str:
    """What was ``sealed`` in this sitting; empty for none, and for what another sitting sealed."""
    return unseal(_token(visitor), text)


def given(visitor: Visitor, name: str = SOUGHT) -> str:
    """The parameter ``name`` of the address as it stands there; empty when it is missing."""
    return given_in(visitor.request.url.query, name)


def given_in(query: str, name: str = SOUGHT) -> str:
    """``given``, of the query of an address. Raises ``UsageError`` for a query that is longer than any page's."""
    try:
        return dict(parse_qsl(query, max_num_fields=MOST_PARAMETERS)).get(name, "").strip()
    except ValueError:
        raise UsageError("the address has too many parameters", "begin at the page and choose there") from None


def address(path: str, said: Mapping[str, str]) -> str:
    """``path`` with those parameters of ``said`` that are not empty."""
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{query}" if query else path


def forgotten() -> UsageError:
    """What is said where nothing can be shown without knowing what was looked for."""
    return UsageError("what was looked for is known to its own sitting only, and that has ended or gone on", "look for it again")


def _token(visitor: Visitor) -> str:
    return token_of(visitor.request, place_of(visitor.request, visitor.service.settings.front))
