"""Who stands before a page: a person in their sitting, with the right and the purpose that the page asks for.

``visiting(permission)`` is the dependency of a page that shows, ``posting(permission)`` of one that changes something: it reads the form
and demands the token of the sitting in its field ``csrf``. Who is not signed in, has chosen no purpose or has to prove who they are is
sent where they can do so, and comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from comity.identity import Opened, Permission, Refused, Sitting, User, csrf_token, may
from comity.identity.permissions import PERSONAL
from comity.model import Actor, Entry
from comity.node.doorkeeper import WEIGHTY
from comity.node.service import Service
from comity.web.access import Access, Caller, Seat, admit, service_of, signed_in
from comity.web.console.filled import Filled, read_form
from comity.web.console.words import COOKIE, Words, chosen
from comity.web.sitting_cookie import check_own, place_of, token_of

SIGN_IN, PURPOSE, PROOF = "/sign-in", "/purpose", "/proof"
"""Where those go who lack a sitting, a purpose, or a recent proof."""


class GoFirst(Exception):
    """The visitor has to be somewhere else first: ``to`` is a path of ours."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person before a page. ``csrf`` is the token for its forms."""

    request: Request
    words: Words
    caller: Caller
    csrf: str

    @property
    def service(self) -> Service:
        """The node."""
        return self.caller.service

    @property
    def actor(self) -> Actor:
        """The person as the one who acts."""
        return self.caller.actor

    @property
    def user(self) -> User:
        """The person's account."""
        assert self.caller.seat is not None
        return self.caller.seat.user

    @property
    def sitting(self) -> Sitting:
        """The sitting that they are in."""
        assert self.caller.seat is not None
        return self.caller.seat.sitting

    def may(self, permission: Permission) -> bool:
        """Whether the person's roles allow it; the page behind asks again."""
        return not isinstance(may(self.actor, permission), Refused)

    def entry(self, action: str, of: str, facts: Mapping[str, str]) -> Entry:
        """The entry of the ledger for what this person does."""
        return self.caller.entry(action, of, facts)


def visitor_of(request: Request, user: User, opened: Opened) -> Visitor:
    """``user`` in the sitting that ``opened`` names, whatever cookie came with ``request``."""
    caller = Caller(user.actor(opened.sitting.purpose), None, service_of(request), Seat(user, opened.sitting))
    return Visitor(request, words_of(request), caller, csrf_token(opened.token))


async def seated(request: Request) -> Visitor:
    """Whoever sits in this browser, without asking for the token of the sitting: for those who are only shown what they sent themselves.

    Raises ``NotSignedIn``, and ``NotAllowed`` for what another site caused.
    """
    service = service_of(request)
    place = place_of(request, service.settings.front)
    check_own(request, place)
    token = token_of(request, place)
    user, sitting = await run_in_threadpool(service.doorkeeper.sitting, token)
    return visitor_of(request, user, Opened(sitting, token))


def words_of(request: Request) -> Words:
    """The texts for the browser of ``request``."""
    return chosen(request.cookies.get(COOKIE, ""), request.headers.get("accept-language", ""))


def is_partial(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("hx-request") == "true"


def is_followed_link(request: Request) -> bool:
    """Whether the browser is on its way to a page of its own, out of a link of another site (Fetch Metadata Request Headers)."""
    told = [request.headers.get(f"sec-fetch-{name}", "") for name in ("site", "mode", "dest")]
    return request.method == "GET" and told[0] in ("cross-site", "same-site") and told[1:] == ["navigate", "document"]


def here(request: Request) -> str:
    """The path and query of the page that the person is on, for the way back: under htmx, the page around the part asked for."""
    if request.method == "GET" and not is_partial(request):
        return local(str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""))
    shown = _split(request.headers.get("hx-current-url", "") or request.headers.get("referer", ""))
    return local(shown.path + (f"?{shown.query}" if shown.query else ""))


def local(path: str) -> str:
    """``path`` when it leads to a page of this node, else the first page: nobody is sent elsewhere by an address."""
    parts = _split(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\", "/api/")) and not parts.netloc and not parts.scheme
    return path if is_ours and "\\" not in path and path.isprintable() else "/"


def _split(address: str) -> SplitResult:
    """The parts of an address; one that is none at all has none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def with_next(to: str, request: Request) -> str:
    """The address ``to``, which leads back to the page that the person is on."""
    return f"{to}?next={quote(here(request), safe='/')}"


@dataclass(frozen=True, slots=True)
class Visiting(Access):
    """A dependency: the visitor of a page, if they may do ``permission`` for their purpose.

    Raises ``GoFirst``, and what ``Access`` raises.
    """

    async def __call__(self, request: Request) -> Visitor:  # type: ignore[override]
        """The visitor behind ``request``."""
        visitor = await anybody(request)
        if visitor.may(self.permission):
            _send_first(visitor, self.permission)
        await admit(visitor.caller, self.permission)
        return visitor


@dataclass(frozen=True, slots=True)
class Posting(Access):
    """A dependency: the visitor and what they filled in, if they may do ``permission`` for their purpose. Raises as ``Visiting`` does."""

    async def __call__(self, request: Request) -> Posted:  # type: ignore[override]
        """The visitor behind ``request``, and their form."""
        filled = await posted_form(request)
        return Posted(await Visiting(self.permission)(request), filled)


@dataclass(frozen=True, slots=True)
class Posted:
    """A person, and the form that they sent."""

    visitor: Visitor
    form: Filled


def visiting(permission: Permission) -> Visiting:
    """The dependency of a page for those who may do ``permission``."""
    return Visiting(permission)


def posting(permission: Permission) -> Posting:
    """The dependency of a form for those who may do ``permission``."""
    return Posting(permission)


async def anybody(request: Request) -> Visitor:
    """A dependency: whoever is signed in, whatever their role. Raises ``NotSignedIn``."""
    caller = await signed_in(request)
    place = place_of(request, service_of(request).settings.front)
    return Visitor(request, words_of(request), caller, csrf_token(token_of(request, place)))


async def anybody_posting(request: Request) -> Posted:
    """A dependency: whoever is signed in, and the form that they sent. Raises ``NotSignedIn``."""
    filled = await posted_form(request)
    return Posted(await anybody(request), filled)


async def posted_form(request: Request) -> Filled:
    """The form of ``request``; its token is put where the sitting looks for it."""
    filled = Filled(await read_form(request))
    request.state.csrf = filled.hidden("csrf")
    return filled


def _send_first(visitor: Visitor, permission: Permission) -> None:
    if permission in PERSONAL and visitor.sitting.purpose is None:
        raise GoFirst(with_next(PURPOSE, visitor.request))
    if permission in WEIGHTY and not visitor.service.doorkeeper.proved_lately(visitor.sitting):
        raise GoFirst(with_next(PROOF, visitor.request))
