"""``/language``: the language and the colours of a browser, kept in cookies of its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.routing import Match

from comity.model import UsageError
from comity.web.access import Serving
from comity.web.console.filled import Filled
from comity.web.console.pages import THEME_COOKIE, THEMES
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.visitor import here, posted_form
from comity.web.console.words import COOKIE, LANGUAGES
from comity.web.sitting_cookie import check_own, place_of

A_YEAR = 365 * 24 * 3600
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.post("/language")
def choose_look(request: Request, form: Annotated[Filled, Depends(posted_form)], service: Serving) -> Response:
    """Keep the choice and go back to the page. Open to anybody: it is about the browser, not about who uses it."""
    place = place_of(request, service.settings.front)
    check_own(request, place)
    chosen = {COOKIE: form.needed("language", 10), THEME_COOKIE: form.needed("theme", 10)}
    form.done()
    if chosen[COOKIE] not in LANGUAGES or chosen[THEME_COOKIE] not in THEMES:
        raise UsageError("there is no such language or no such choice of colours", "choose one of those shown")
    answer = go(request, _back(request))
    for name, value in chosen.items():
        answer.set_cookie(name, value, max_age=A_YEAR, path="/", secure=place.is_secure, httponly=True, samesite="lax")
    return answer


def _back(request: Request) -> str:
    """The page that the form stood on; the first page where that was the answer to another form, which cannot be had again."""
    page = here(request)
    scope = {"type": "http", "method": "GET", "path": page.partition("?")[0], "root_path": "", "headers": []}
    can_be_had = any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
    return page if can_be_had else "/"
