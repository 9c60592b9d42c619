"""What concerns the person who is signed in: ``/api/v1/me``. Purpose, proof, name, password, second factor.

Nothing here takes a role, a name of somebody else, or an id: everything is about whoever's sitting it is.
"""

from __future__ import annotations

from asyncio import wrap_future
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from comity.identity import Attempt, CodeWanted, csrf_token
from comity.node import second_factor
from comity.node.people import change_profile
from comity.web.access import Caller, Seat, Serving, address_of, proved, signed_in
from comity.web.api.people_forms import CodeForm, PasswordForm, ProfileForm, ProofForm, PurposeForm
from comity.web.api.sitting_record import entered_record, renewed_record, sitting_record
from comity.web.parameters import only_known
from comity.web.sitting_cookie import place_of, token_of

Record = dict[str, Any]
Person = Annotated[Caller, Depends(signed_in)]
Proved = Annotated[Caller, Depends(proved)]
router = APIRouter(prefix="/api/v1/me", tags=["sign in"], dependencies=[Depends(only_known)])


@router.get("", summary="Who am I, for which purpose, until when; and the token for forms")
def me(person: Person, request: Request, service: Serving) -> Record:
    """``csrf`` goes into the header ``Comity-CSRF`` of every request that changes something; another one each time, all are good."""
    seat = _seat(person)
    token = token_of(request, place_of(request, service.settings.front))
    return sitting_record(seat.user, seat.sitting, csrf_token(token))


@router.patch("", summary="Change the name that colleagues read")
def change_name(form: ProfileForm, person: Person, service: Serving) -> Record:
    """The name to show, and nothing else."""
    return {"display": change_profile(service.database, _seat(person).user.name, form.display, service.now()).display}


@router.put("/purpose", summary="Choose what for I work in this sitting")
def choose_purpose(form: PurposeForm, person: Person, request: Request, response: Response, service: Serving) -> Record:
    """The sitting goes on under a new token."""
    seat = _seat(person)
    opened = service.signing_in.choose_purpose(seat.sitting, form.purpose)
    return renewed_record(response, place_of(request, service.settings.front), seat.user, opened)


@router.post("/proof", summary="Prove again who I am, before an act of weight")
async def prove(form: ProofForm, person: Person, request: Request, response: Response, service: Serving) -> Record:
    """The sitting goes on under a new token. Who signs in with a provider goes there: ``/api/v1/oidc/start?proof=fresh``."""
    attempt = Attempt(form.password, form.code)
    judged = await wrap_future(service.signing_in.prove(_seat(person).sitting, attempt, address_of(request)))
    if isinstance(judged, CodeWanted):
        return {"proved": False, "wanted": "code"}
    return entered_record(service, response, place_of(request, service.settings.front), judged)


@router.put("/password", summary="Choose another password")
async def change_password(form: PasswordForm, person: Proved, request: Request, response: Response, service: Serving) -> Record:
    """All my other sittings end."""
    change = partial(second_factor.change_password, service.database, _seat(person).sitting, form.password)
    entered = await wrap_future(service.signing_in.hashing(change))
    return entered_record(service, response, place_of(request, service.settings.front), entered)


@router.post("/second-factor", summary="Set up one-time codes: get the secret")
def offer(person: Proved, service: Serving) -> Record:
    """The address for a QR code. It is the secret itself, it is shown once, and it counts once it is proved."""
    return {"otpauth": second_factor.offer(service.database, _seat(person).sitting, service.now())}


@router.post("/second-factor/proof", summary="Set up one-time codes: prove the secret with a first code")
def prove_second_factor(form: CodeForm, person: Proved, request: Request, response: Response, service: Serving) -> Record:
    """Recovery codes, shown once. A code is asked for at sign-in from now on; all my other sittings end."""
    seat = _seat(person)
    made = second_factor.prove(service.database, seat.sitting, form.code, service.now())
    return _with_codes(renewed_record(response, place_of(request, service.settings.front), seat.user, made.opened), made.codes)


@router.post("/recovery-codes", summary="Get new recovery codes in the place of all old ones")
def new_codes(person: Proved, request: Request, response: Response, service: Serving) -> Record:
    """Recovery codes, shown once."""
    seat = _seat(person)
    made = second_factor.new_codes(service.database, seat.sitting, service.now())
    return _with_codes(renewed_record(response, place_of(request, service.settings.front), seat.user, made.opened), made.codes)


@router.delete("/second-factor", summary="Sign in without one-time codes from now on")
def remove(person: Proved, request: Request, response: Response, service: Serving) -> Record:
    """All my other sittings end."""
    seat = _seat(person)
    opened = second_factor.remove(service.database, seat.sitting, service.now())
    record = renewed_record(response, place_of(request, service.settings.front), seat.user, opened)
    return record | {"second_factor": False, "recovery_codes_left": 0}


def _with_codes(record: Record, codes: tuple[str, ...]) -> Record:
    return record | {"second_factor": True, "recovery_codes_left": len(codes), "recovery_codes": list(codes)}


def _seat(person: Caller) -> Seat:
    assert person.seat is not None
    return person.seat
