"""The browser's side of a sitting: one cookie, and what shows that a request was made by our own pages.

Over TLS the cookie is ``__Host-comity`` (RFC 6265bis, section 4.1.3.2: Secure, no Domain, Path=/), so that no neighbouring host can plant
one. On plain HTTP a browser need not keep a Secure cookie, so on the loopback address, and only there, it is ``comity`` without ``Secure``:
it never leaves the machine. Each is read only where it is set: a cookie planted without TLS opens nothing over TLS. Elsewhere nobody signs
in without TLS.

Cookies travel with requests that other sites cause, and they do not tell ports apart. So three things must agree before a cookie counts:
``SameSite=Strict`` kept other sites' requests from carrying it, ``Sec-Fetch-Site`` and ``Origin`` name this very origin, and what changes
something carries a token that only our own pages can read.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response

from comity.identity import Opened, csrf_holds, csrf_token
from comity.model import NotAllowed, NotSignedIn
from comity.node.front import Front, authority, host_of, is_loopback

SECURE_COOKIE = "__Host-comity"
LOOPBACK_COOKIE = "comity"
JOURNEY_SUFFIX = "-oidc"
"""Added to the cookie's name for the seed of a journey to a provider."""

JOURNEY_SECONDS = 600


class CausedElsewhere(NotAllowed):
    """A request that another origin caused."""


class StaleForm(NotAllowed):
    """A form of ours that was made in another sitting, or before this one went on under a new token; or a forged one."""


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, section 9.2.1)."""

_OWN = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a browser sees this node: its ``origin``, and whether that is over TLS."""

    origin: str

    @property
    def is_secure(self) -> bool:
        """Whether cookies there are ``Secure``."""
        return self.origin.startswith("https://")

    @property
    def cookie(self) -> str:
        """The name of the cookie there."""
        return SECURE_COOKIE if self.is_secure else LOOPBACK_COOKIE

    @property
    def journey_cookie(self) -> str:
        """The name of the cookie for a journey to a provider."""
        return self.cookie + JOURNEY_SUFFIX


def place_of(request: Request, front: Front) -> Place:
    """Where the browser of ``request`` sees this node. Raises ``NotAllowed`` where people cannot sign in.

    The stated origin when the request names its host, else the loopback address. What a proxy says about the scheme is not asked.
    """
    asked = request.headers.get("host", "")
    scheme, _, stated = front.origin.partition("://")
    if stated and authority(asked, scheme) == stated:
        return Place(front.origin)
    scheme = request.url.scheme
    here = authority(asked, scheme)
    if here and scheme in ("http", "https") and is_loopback(host_of(here)):
        return Place(f"{scheme}://{here}")
    raise NotAllowed(
        "people do not sign in at this address",
        "use the address of the setting origin of [front] (COMITY_FRONT_ORIGIN), or this machine's own; see docs/reference/settings.md",
    )


def check_own(request: Request, place: Place) -> None:
    """Raise ``NotAllowed`` for a request that the browser says another origin caused. A program that says nothing passes."""
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "")
    if (site and site not in _OWN) or (origin and origin != place.origin):
        raise CausedElsewhere("another site caused this request", "use this node's own pages; a program sends a key and no cookie")


def token_of(request: Request, place: Place) -> str:
    """The token of the sitting that the browser shows, empty when it shows none."""
    return request.cookies.get(place.cookie, "")


def check_form(request: Request, token: str) -> None:
    """Raise ``NotAllowed`` unless a request that may change something carries a token made for this sitting: in ``Comity-CSRF``, or in the
    form of a page of ours, out of which it was put into ``request.state.csrf``.
    """
    shown = request.headers.get("comity-csrf", "") or getattr(request.state, "csrf", "")
    if request.method not in SAFE and not csrf_holds(token, shown):
        raise StaleForm("the request does not carry the token of this sitting", "get one at /api/v1/me and send it as Comity-CSRF")


def seat(request: Request, front: Front) -> str:
    """The token of the sitting of ``request``, everything about the request being ours. Raises ``NotSignedIn`` and ``NotAllowed``."""
    token = shown_token(request, front)
    check_form(request, token)
    return token


def shown_token(request: Request, front: Front) -> str:
    """``seat`` before the body is read, which may hold the token for forms: it tells who asks, and allows nothing yet."""
    if request.cookies.keys().isdisjoint((SECURE_COOKIE, LOOPBACK_COOKIE)):
        raise _nobody()
    place = place_of(request, front)
    token = token_of(request, place)
    if not token:
        raise _nobody()
    check_own(request, place)
    return token


def _nobody() -> NotSignedIn:
    return NotSignedIn("the request carries neither a key nor a sitting", "sign in, or send `Authorization: Bearer comity_...`")


def give(response: Response, place: Place, opened: Opened) -> str:
    """Put the sitting's token into the browser, and give the token for its forms.

    The cookie ends with the browser; the sitting ends by itself, whatever a browser keeps.
    """
    response.set_cookie(place.cookie, opened.token, path="/", secure=place.is_secure, httponly=True, samesite="strict")
    return csrf_token(opened.token)


def take_away(response: Response, place: Place) -> None:
    """Take the sitting's token out of the browser."""
    response.delete_cookie(place.cookie, path="/", secure=place.is_secure, httponly=True, samesite="strict")


def give_journey(response: Response, place: Place, seed: str) -> None:
    """Put the seed of a journey into the browser, for the time that it may take.

    ``SameSite=Lax``: the way back begins at the provider, and a strict cookie would not come along.
    """
    settings = {"path": "/", "secure": place.is_secure, "httponly": True}
    response.set_cookie(place.journey_cookie, seed, max_age=JOURNEY_SECONDS, samesite="lax", **settings)  # type: ignore[arg-type]


def end_journey(response: Response, place: Place) -> None:
    """Take the seed of a journey out of the browser."""
    response.delete_cookie(place.journey_cookie, path="/", secure=place.is_secure, httponly=True, samesite="lax")
