"""``/proof``: a person proves again who they are, before an act of weight."""

from __future__ import annotations

from asyncio import wrap_future
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as Parameter

from comity.identity import Attempt, CodeWanted
from comity.model import NotSignedIn, TooMany, UsageError
from comity.web.access import Serving, address_of
from comity.web.console.asking import Asked, proof_page
from comity.web.console.entering.going_on import let_in
from comity.web.console.kept import Errand, carried
from comity.web.console.route import ConsoleRoute
from comity.web.console.visitor import Posted, Visitor, anybody, anybody_posting, local
from comity.web.problems import status_of

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/proof")
def proof_asked(
    visitor: Annotated[Visitor, Depends(anybody)], next_page: Annotated[str, Parameter(alias="next", max_length=2000)] = ""
) -> Response:
    """The page that asks for the password again, or leads to the provider."""
    return proof_page(visitor, Errand(local(next_page)))


@router.post("/proof")
async def prove(posted: Annotated[Posted, Depends(anybody_posting)], request: Request, service: Serving) -> Response:
    """The sitting goes on under a new token. Failures count like those of signing in."""
    visitor, form = posted.visitor, posted.form
    attempt, errand = Attempt(form.secret("password"), form.text("code", 100)), carried(form)
    form.done()
    if not attempt.password:
        raise UsageError("the password is empty", "fill it in")
    try:
        judged = await wrap_future(service.signing_in.prove(visitor.sitting, attempt, address_of(request)))
    except (NotSignedIn, TooMany) as error:
        return proof_page(visitor, errand, Asked(error=error), status_of(error)[0])
    if isinstance(judged, CodeWanted):
        return proof_page(visitor, errand, Asked(wants_code=True))
    return let_in(request, judged.user, judged.opened, errand)
