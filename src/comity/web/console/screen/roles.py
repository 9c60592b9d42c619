"""What the roles of columns are called on pages, in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.node.file_screening import roles_offered
from comity.tables import Role
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


NAMES: Mapping[Role, str] = {
    Role.NAME: _("whole name"),
    Role.FIRST: _("given name"),
    Role.MIDDLE: _("middle name"),
    Role.LAST: _("family name"),
    Role.PATRONYMIC: _("patronymic"),
    Role.ALIAS: _("other names"),
    Role.TITLE: _("title"),
    Role.BIRTH_DATE: _("date of birth"),
    Role.BIRTH_YEAR: _("year of birth"),
    Role.FOUNDED: _("date of founding"),
    Role.NATIONALITY: _("nationality"),
    Role.COUNTRY: _("country of the address, seat or flag"),
    Role.GENDER: _("gender"),
    Role.TYPE: _("kind"),
    Role.ID: _("identifier, type not stated"),
    Role.PASSPORT: _("passport"),
    Role.NATIONAL_ID: _("national identity number"),
    Role.TAX_ID: _("tax number"),
    Role.REGISTRATION: _("registration number"),
    Role.LEI: _("legal entity identifier (LEI)"),
    Role.BIC: _("bank identifier (BIC)"),
    Role.IMO: _("IMO number"),
    Role.MMSI: _("MMSI"),
    Role.CALL_SIGN: _("call sign"),
    Role.WALLET: _("wallet address"),
    Role.KEY: _("your own number, not compared"),
    Role.IGNORE: _("not compared"),
}
"""Every role that a column of a file to be screened may have."""


def role_choices(words: Words) -> Sequence[tuple[str, str]]:
    """Values and names of the roles, ``not compared`` first."""
    offered = sorted(roles_offered(), key=lambda role: role is not Role.IGNORE)
    return [(role.value, words.say(NAMES[role])) for role in offered]
