"""Nothing is lost when a sitting ends in the middle of work: what was filled in is kept on the page that asks to sign in again.

The fields travel with that page, in the browser of the person who filled them in; the node keeps nothing. After signing in they see what
they had filled in and send it themselves: a request that somebody else caused is never carried out by that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from fastapi import Request, Response

from comity.model import NotSignedIn
from comity.web.access import service_of
from comity.web.console.filled import Filled, read_form
from comity.web.console.pages import open_page
from comity.web.console.visitor import here, is_partial, local
from comity.web.sitting_cookie import check_own, place_of

Fields = Sequence[tuple[str, str]]
LONGEST_KEPT = 200_000
"""Characters of what is kept."""


async def kept_page(request: Request, error: NotSignedIn) -> Response:
    """The page for signing in, with the fields of ``request`` kept and the path they were for. Raises ``NotAllowed`` for another site's."""
    check_own(request, place_of(request, service_of(request).settings.front))
    fields = Filled(await read_form(request)).fields()
    values = {
        "error": error,
        "next": here(request),
        "action": request.url.path,
        "kept": packed(list(fields)),
        "name": "",
        "wants_code": False,
    }
    answer = open_page(request, "entering/sign_in.html", values, 401)
    if is_partial(request):
        answer.headers.update({"HX-Retarget": "body", "HX-Reswap": "innerHTML"})
    return answer


def packed(fields: Fields) -> str:
    """Fields as one text for a hidden field; empty when they are too much to keep."""
    text = json.dumps(fields, ensure_ascii=False)
    return text if len(text) <= LONGEST_KEPT else ""


def unpacked(text: str) -> Fields:
    """What ``packed`` was given; nothing for a text that is not of it."""
    try:
        found = json.loads(text[: LONGEST_KEPT + 1]) if text else []
        return [(str(name), str(value)) for name, value in found]
    except (ValueError, TypeError):
        return []


def kept_action(path: str) -> str:
    """``path`` when a kept form may be sent there again: a page of ours; else empty."""
    return path if path != "/" and local(path) == path else ""
