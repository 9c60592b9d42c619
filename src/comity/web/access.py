"""Who asks, and whether they may: a key in ``Authorization: Bearer`` (or ``ApiKey``, as other screening services take it), or the cookie of
a sitting.

A key names its purpose per request in ``Comity-Purpose``, unless it was issued for one alone; a person chose theirs for the sitting. Two
questions are asked, and both must be answered yes: may they do it at all (``identity.may``), and does the purpose allow it
(``safeguards.fits``). A refusal says why, and is an entry of the ledger. None of it depends on what the caller sends in the body.
"""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool

from comity.identity import ApiKey, Permission, Refused, Sitting, User, may
from comity.model import Actor, Entry, NotAllowed, NotSignedIn, Purpose
from comity.node.doorkeeper import WEIGHTY
from comity.node.service import Service
from comity.safeguards import DoesNotFit, fits
from comity.web.sitting_cookie import seat, shown_token

SUBJECTS_A_UNIT = 100
"""Subjects screened for one unit of a key's rate, beyond the first."""

_SCHEMES = ("bearer", "apikey")
_PROVE = "POST /api/v1/me/proof, or sign in again, and ask once more"


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in their sitting."""

    user: User
    sitting: Sitting


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, for which purpose, on which service; ``key`` is the key they showed, None for a person, who has a ``seat`` instead."""

    actor: Actor
    key: ApiKey | None
    service: Service
    seat: Seat | None = None

    def entry(self, action: str, of: str, facts: Mapping[str, str]) -> Entry:
        """The entry of the ledger for what this caller does."""
        purpose = self.actor.purpose
        return Entry(self.service.now(), self.actor.id, action, of, purpose.value if purpose else "", facts)

    async def check_still(self) -> None:
        """Raise ``NotSignedIn`` when the key or the sitting has ended since the request began."""
        who = self.key or (self.seat and self.seat.sitting)
        assert who
        await run_in_threadpool(self.service.doorkeeper.check_still, who)

    def spend(self, subjects: int) -> None:
        """Count a request about that many subjects against the caller's rate. Raises ``TooMany``."""
        cost = 1 + subjects // SUBJECTS_A_UNIT
        if self.key is not None:
            self.service.doorkeeper.spend(self.key, cost)
        elif self.seat is not None:
            self.service.doorkeeper.spend_of_person(self.seat.user, cost)


def service_of(request: Request) -> Service:
    """The service that the application was started with."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


async def _serving(request: Request) -> Service:
    """``service_of``; asynchronous, because FastAPI runs any other dependency in a thread."""
    return service_of(request)


Serving = Annotated[Service, Depends(_serving)]
"""The parameter of a path that needs the service."""


@dataclass(frozen=True, slots=True)
class Access:
    """A dependency: the caller, if they may do ``permission`` for their purpose.

    It raises ``NotSignedIn``, ``NotAllowed`` with the reason, or ``TooMany``.
    """

    permission: Permission

    async def __call__(
        self,
        request: Request,
        authorization: str = Header(default="", include_in_schema=False, max_length=300),
        comity_purpose: str = Header(default="", max_length=40, description="why personal data is asked for"),
    ) -> Caller:
        """The caller of ``request``."""
        purpose = _purpose(comity_purpose)
        caller = await _with_key(request, authorization, purpose) if authorization else await _seated(request, purpose)
        request.state.actor = caller.actor.id
        await admit(caller, self.permission)
        return caller


async def admit(caller: Caller, permission: Permission) -> None:
    """Return when ``caller`` may do ``permission``, for their purpose and with a proof where it weighs.

    Raises ``NotAllowed`` with the reason, and ``TooMany`` for those who go on asking; a refusal is an entry of the ledger.
    """
    refused = may(caller.actor, permission)
    if isinstance(refused, Refused):
        await _refuse(caller, permission, "role")
        raise NotAllowed(refused.reason, "ask an administrator for the role, or a key with the scope")
    unfit = fits(caller.actor.purpose, permission.value)
    if isinstance(unfit, DoesNotFit):
        await _refuse(caller, permission, "purpose")
        raise NotAllowed(unfit.reason, _how_to_name(caller))
    if caller.seat and permission in WEIGHTY and not caller.service.doorkeeper.proved_lately(caller.seat.sitting):
        raise NotAllowed("this wants a recent proof of who you are", _PROVE)


def allowed(permission: Permission) -> Access:
    """The dependency of a path that is for those who may do ``permission``."""
    return Access(permission)


async def signed_in(request: Request) -> Caller:
    """A dependency: a person in their sitting, whatever their role: for what concerns themselves. Keys are refused."""
    if request.headers.get("authorization"):
        raise NotAllowed("this is for persons, never for a key or a program", "sign in")
    caller = await _seated(request, None)
    request.state.actor = caller.actor.id
    return caller


async def proved(request: Request) -> Caller:
    """A dependency: a person who proved lately who they are. Raises ``NotAllowed`` otherwise."""
    caller = await signed_in(request)
    assert caller.seat is not None
    if not caller.service.doorkeeper.proved_lately(caller.seat.sitting):
        raise NotAllowed("this wants a recent proof of who you are", _PROVE)
    return caller


async def known(request: Request) -> None:
    """Raise ``NotSignedIn``, ``NotAllowed`` or ``TooMany`` unless the caller is known, whatever they may do. The body is not read."""
    if authorization := request.headers.get("authorization", ""):
        await _with_key(request, authorization, None)
    else:
        service = service_of(request)
        await run_in_threadpool(service.doorkeeper.sitting, shown_token(request, service.settings.front))


def address_of(request: Request) -> str:
    """The network address that asked, as the server knows it; empty when it does not."""
    return request.client.host if request.client else ""


async def _with_key(request: Request, authorization: str, purpose: Purpose | None) -> Caller:
    service, token = service_of(request), _token(authorization)
    doorkeeper, addresses = service.doorkeeper, service.signing_in.addresses
    try:
        # Only the database is worth a thread, and only keys that nobody knows are worth guessing: most keys are remembered.
        shown = doorkeeper.remembered_key(token, purpose)
        if shown is None:
            addresses.hear_key(address_of(request), service.now())
            shown = await run_in_threadpool(doorkeeper.key, token, purpose)
    except NotSignedIn:
        addresses.bad_key(address_of(request), service.now())
        raise
    key, actor = shown
    return Caller(actor, key, service)


async def _seated(request: Request, purpose: Purpose | None) -> Caller:
    service = service_of(request)
    token = seat(request, service.settings.front)
    user, sitting = await run_in_threadpool(service.doorkeeper.sitting, token)
    if purpose not in (None, sitting.purpose):
        raise NotAllowed("this sitting is for another purpose", "choose the purpose of the sitting: PUT /api/v1/me/purpose")
    return Caller(user.actor(sitting.purpose), None, service, Seat(user, sitting))


async def _refuse(caller: Caller, permission: Permission, why: str) -> None:
    """Write down that the caller was refused: who, and what; not on whom. Raises ``TooMany`` for those who go on asking."""
    caller.service.doorkeeper.count_refusal(caller.actor.id)
    entry = caller.entry("access.refuse", f"permission:{permission.value}", {"why": why})
    await wrap_future(caller.service.journal.write(entry))


def _how_to_name(caller: Caller) -> str:
    if caller.key is None:
        return "choose the purpose of the sitting: PUT /api/v1/me/purpose"
    return "name a purpose in the header Comity-Purpose; this key's are: " + ", ".join(sorted(caller.key.purposes))


def _token(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() not in _SCHEMES:
        raise NotSignedIn("the request carries no key", "send a key of this node as `Authorization: Bearer comity_...`")
    return token.strip()


def _purpose(text: str) -> Purpose | None:
    if not text:
        return None
    try:
        return Purpose(text)
    except ValueError as problem:
        raise NotAllowed("the header Comity-Purpose names no purpose", "purposes: " + ", ".join(Purpose)) from problem
