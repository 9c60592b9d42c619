"""Making pages: templates (Jinja2, everything escaped) with the words of the visitor's language, and the headers that every page has.

The policy of contents (CSP, level 3) lets in our own scripts and styles and nothing inline, no frames, and forms only to ourselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from comity import __version__
from comity.identity import Permission
from comity.names.scripts import script_of
from comity.web.console import labels, shown
from comity.web.console.assets import address
from comity.web.console.languages import caption_tag, noted_tag, tag_of
from comity.web.console.navigation import menu
from comity.web.console.visitor import Visitor, is_partial, words_of
from comity.web.console.words import LANGUAGES, Words, words_in

TEMPLATES = Path(__file__).parent / "templates"
THEME_COOKIE = "comity-theme"
THEMES = ("auto", "light", "dark")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    # Without a referrer to ourselves a browser sends `Origin: null` with our own forms (Fetch, "append a request Origin header").
    "Referrer-Policy": "same-origin",
    "Vary": "HX-Request",
}


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    words = words_in(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.catalogue.gettext, words.catalogue.ngettext, newstyle=True
    )
    own = partial(shown.name, page_script=script_of(LANGUAGES[words.code]))
    environment.filters |= {"name": own, "moment": shown.moment, "day": shown.day, "number": shown.number}
    environment.filters |= {"label": lambda value: labels.label(words, value)}
    environment.globals |= {
        "asset": address,
        "languages": LANGUAGES,
        "themes": THEMES,
        "version": __version__,
        "P": Permission,
        "label": lambda value: labels.label(words, value),
        "tag_of": tag_of,
        "caption_tag": caption_tag,
        "noted_tag": noted_tag,
    }
    return environment


def page(visitor: Visitor, template: str, values: Mapping[str, Any] | None = None, status: int = 200) -> HTMLResponse:
    """The page of ``template`` for ``visitor``, with ``values``; all templates know ``visitor``, ``menu``, ``csrf`` and ``words``."""
    known = {"visitor": visitor, "menu": menu(visitor), "csrf": visitor.csrf}
    return _answer(visitor.request, visitor.words, template, {**known, **(values or {})}, status)


def open_page(request: Request, template: str, values: Mapping[str, Any] | None = None, status: int = 200) -> HTMLResponse:
    """A page for somebody who is not signed in."""
    return _answer(request, words_of(request), template, {"visitor": None, "menu": (), "csrf": "", **(values or {})}, status)


def part(visitor: Visitor, template: str, values: Mapping[str, Any] | None = None) -> str:
    """The markup of a template by itself, to be put together with others."""
    known = {"visitor": visitor, "menu": (), "csrf": visitor.csrf, "words": visitor.words, "is_partial": True, "path": "", "theme": "auto"}
    return _environment(visitor.words.code).get_template(template).render({**known, **(values or {})})


def _answer(request: Request, words: Words, template: str, values: Mapping[str, Any], status: int) -> HTMLResponse:
    theme = request.cookies.get(THEME_COOKIE, "auto")
    around = {
        "words": words,
        "is_partial": is_partial(request),
        "path": request.url.path,
        "theme": theme if theme in THEMES else "auto",
    }
    text = _environment(words.code).get_template(template).render({**around, **values})
    return HTMLResponse(text, status, HEADERS)
