"""What people send about themselves and about users and keys: bounded, strict, and nothing more than each form says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from comity.identity.users import LONGEST_DISPLAY
from comity.model import Purpose, Role
from comity.web.api.forms import Form

Secret = Annotated[str, Field(min_length=1, max_length=1024, repr=False)]
Code = Annotated[str, Field(max_length=100, repr=False)]
LoginName = Annotated[str, Field(min_length=1, max_length=64)]
Display = Annotated[str, Field(min_length=1, max_length=LONGEST_DISPLAY)]
Roles = Annotated[list[Annotated[Role, Field(strict=False)]], Field(min_length=1, max_length=len(Role))]
Word = Annotated[str, Field(min_length=1, max_length=40)]


class SignInForm(Form):
    """Who signs in. ``code`` is a one-time code or a recovery code, once it is asked for."""

    name: LoginName
    password: Secret
    code: Code = ""


class ProofForm(Form):
    """A person proves again who they are."""

    password: Secret
    code: Code = ""


class PurposeForm(Form):
    """What for the person works in this sitting."""

    purpose: Purpose = Field(strict=False)


class ProfileForm(Form):
    """What a person may change on their own record."""

    display: Display


class PasswordForm(Form):
    """A new password, chosen by the person in the sitting."""

    password: Secret


class CodeForm(Form):
    """A code that the phone shows."""

    code: Annotated[str, Field(min_length=1, max_length=20, repr=False)]


class LinkForm(Form):
    """A one-time link's token, and the password chosen with it; at the first start the name of the first administrator, too."""

    token: Annotated[str, Field(min_length=1, max_length=200, repr=False)]
    password: Secret
    name: Annotated[str, Field(max_length=64)] = ""
    display: Annotated[str, Field(max_length=LONGEST_DISPLAY)] = ""


class UserForm(Form):
    """A new user."""

    name: LoginName
    display: Display
    roles: Roles


class RolesForm(Form):
    """The roles that a user holds from now on."""

    roles: Roles


class ResetForm(Form):
    """Help for somebody locked out; ``second_factor`` says whether theirs is kept."""

    second_factor: Annotated[str, Field(pattern="^(keep|remove)$")] = "keep"


class KeyForm(Form):
    """A new key for a program. It gets scopes, never roles: what a role may decide is for persons."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    scopes: Annotated[list[Word], Field(min_length=1, max_length=50)]
    purposes: Annotated[list[Annotated[Purpose, Field(strict=False)]], Field(min_length=1, max_length=len(Purpose))]
    days: Annotated[int, Field(ge=1, le=366)] = 90
    per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 600
    per_day: Annotated[int, Field(ge=1, le=1_000_000_000)] = 100_000
