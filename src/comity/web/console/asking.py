"""The pages that ask something before the work goes on: who are you, what for, is it still you. Each carries the errand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from fastapi import Request, Response

from comity.identity.federated import FOREIGN
from comity.model import ComityError, NotSignedIn
from comity.web.access import service_of
from comity.web.console.kept import Errand, Fields, errand_of
from comity.web.console.labels import LABELS
from comity.web.console.once import FIELD
from comity.web.console.pages import open_page, page
from comity.web.console.purposes import offered
from comity.web.console.visitor import PURPOSE, GoFirst, Visitor, anybody, is_followed_link, is_partial, seated
from comity.web.sitting_cookie import StaleForm, check_own, place_of

OWN_FIELDS = frozenset({"version", "digest", "id", "next", "page", "after", FIELD})
"""Fields that a page filled in itself, as it did all whose names begin with ``seen_``; a person knows nothing of them."""

_VALUES: Mapping[str, Enum] = {code: kind(code) for kind, code in reversed(tuple(LABELS))}


@dataclass(frozen=True, slots=True)
class Asked:
    """How signing in stands: the name typed, whether a code is wanted beside the password, what went wrong, or what else to say."""

    name: str = ""
    wants_code: bool = False
    error: ComityError | None = None
    said: str = ""


def sign_in_page(request: Request, errand: Errand, asked: Asked = Asked(), status: int = 200) -> Response:
    """The page for signing in."""
    values = {
        "errand": errand,
        "asked": asked,
        "has_oidc": service_of(request).single_sign_on is not None,
        "is_from_elsewhere": is_followed_link(request),
    }
    return open_page(request, "entering/sign_in.html", values, status)


def purpose_page(visitor: Visitor, errand: Errand, status: int = 200) -> Response:
    """The page for choosing what for."""
    return page(visitor, "entering/purpose.html", {"errand": errand, "purposes": offered(visitor)}, status)


def proof_page(visitor: Visitor, errand: Errand, asked: Asked = Asked(), status: int = 200) -> Response:
    """The page for proving again who one is."""
    values = {"errand": errand, "asked": asked, "by_oidc": visitor.user.name.startswith(FOREIGN)}
    return page(visitor, "entering/proof.html", values, status)


def send_again_page(visitor: Visitor, errand: Errand, status: int = 200) -> Response:
    """The form that was kept, shown before the person sends it."""
    filled_in = [(name, value) for name, value in errand.fields if value and not (name in OWN_FIELDS or name.startswith("seen_"))]
    return page(visitor, "entering/send_again.html", {"errand": errand, "filled_in": _told(filled_in)}, status)


async def kept_page(request: Request, error: NotSignedIn) -> Response:
    """The page for signing in, with the form of ``request`` kept. Raises ``NotAllowed`` for another site's request."""
    check_own(request, place_of(request, service_of(request).settings.front))
    return _in_place_of_all(request, sign_in_page(request, await errand_of(request), Asked(error=error), 401))


async def first_page(request: Request, first: GoFirst) -> Response:
    """The page that a person has to be at first, with the form of ``request`` kept. It stands in the place of an answer (403)."""
    visitor, errand = await anybody(request), await errand_of(request)
    asked = purpose_page(visitor, errand, 403) if first.to.startswith(PURPOSE) else proof_page(visitor, errand, status=403)
    return _in_place_of_all(request, asked)


async def stale_page(request: Request, error: StaleForm) -> Response:
    """The form of ``request``, made for a sitting that has gone on since, to be sent again in the sitting as it is now.

    Raises ``error`` when there is nothing that can be kept, ``NotSignedIn`` when there is no sitting either.
    """
    errand = await errand_of(request)
    if not errand.fields:
        raise error
    return _in_place_of_all(request, send_again_page(await seated(request), errand, 403))


def _in_place_of_all(request: Request, answer: Response) -> Response:
    if is_partial(request):
        answer.headers.update({"HX-Retarget": "body", "HX-Reswap": "innerHTML", "HX-Reselect": "unset"})
    return answer


def _told(fields: Fields) -> list[tuple[str, object]]:
    """Fields as a person reads them: words for spaces' sake, and what the values of the model are called."""
    return [(name.replace("_", " "), _VALUES.get(value, value)) for name, value in fields]
