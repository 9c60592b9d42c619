"""What the columns of a table mean: recognised by name in many spellings and languages, or chosen by the user.

The spellings stand in ``data/column_names.tsv`` (role, spelling, language). Names are compared without case, accents, punctuation and
``camelCase``; a number at the end (``alias 2``) and an owner at the beginning (``customer name``) are left off when the whole name is not
known.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from comity.model import MissingColumn, UsageError
from comity.tables.garbled import looks_garbled


class Role(StrEnum):
    """What a column says of its subject. ``key`` is the caller's own id of the row; ``listing_id``, ``listed_on``, ``programme`` and
    ``remark`` matter to own lists.
    """

    NAME = "name"
    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"
    PATRONYMIC = "patronymic"
    ALIAS = "alias"
    TITLE = "title"
    BIRTH_DATE = "birth_date"
    BIRTH_YEAR = "birth_year"
    FOUNDED = "founded"
    NATIONALITY = "nationality"
    COUNTRY = "country"
    GENDER = "gender"
    TYPE = "type"
    ID = "id"
    PASSPORT = "passport"
    NATIONAL_ID = "national_id"
    TAX_ID = "tax_id"
    REGISTRATION = "registration"
    LEI = "lei"
    BIC = "bic"
    IMO = "imo"
    MMSI = "mmsi"
    CALL_SIGN = "call_sign"
    WALLET = "wallet"
    KEY = "key"
    LISTING_ID = "listing_id"
    LISTED_ON = "listed_on"
    PROGRAMME = "programme"
    REMARK = "remark"
    IGNORE = "ignore"


NAMING = (Role.NAME, Role.FIRST, Role.LAST, Role.MIDDLE, Role.PATRONYMIC, Role.ALIAS)
IDENTIFYING = (
    Role.PASSPORT,
    Role.NATIONAL_ID,
    Role.TAX_ID,
    Role.REGISTRATION,
    Role.LEI,
    Role.BIC,
    Role.IMO,
    Role.MMSI,
    Role.CALL_SIGN,
    Role.WALLET,
    Role.ID,
)
_OWNER_WORDS = """
account applicant beneficiary borrower client contact counterparty creditor customer debtor employee entity guest holder individual
insured member originator owner participant partner party passenger payee payer person primary receiver recipient sender
subject supplier user vendor
"""
_OWNERS = frozenset(_OWNER_WORDS.split())
_GENERIC = frozenset({"name", "names", "nombre", "nome", "naam", "nama"})
_NOT_NAMES = re.compile("[\0\ufffd\u2e80-\u9fff]")
"""What the names of columns have when a file is read in a wrong encoding: nothing, lost letters, ideographs."""
_MAP_EXAMPLE = 'for example --map name="Full name",birth_date=3 (a column by its name or its number)'


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which columns (positions from 0) hold which role, among ``columns``. Several columns may share a role; a column has at most one."""

    columns: tuple[str, ...]
    roles: Mapping[Role, tuple[int, ...]] = field(default_factory=dict)

    def positions(self, role: Role) -> tuple[int, ...]:
        """Positions of the columns that hold ``role``, in the table's order as chosen."""
        return self.roles.get(role, ())

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns without a role, or told to be ignored: they are not compared."""
        used = {position for role, positions in self.roles.items() if role is not Role.IGNORE for position in positions}
        return tuple(column for position, column in enumerate(self.columns) if position not in used)

    def describe(self) -> str:
        """One line for people: ``name from 'Full name'; birth_date from 'DOB'; not compared: 'Branch'``."""
        told = [
            f"{role.value} from " + " + ".join(repr(self.columns[position]) for position in self.roles[role])
            for role in Role
            if role is not Role.IGNORE and self.roles.get(role)
        ]
        if self.unused:
            told.append("not compared: " + ", ".join(repr(column) for column in self.unused))
        return "; ".join(told)

    def require_subject(self) -> ColumnMap:
        """Return this map. Raises ``MissingColumn`` when no column holds a name or an identifier."""
        if any(self.roles.get(role) for role in (*NAMING, *IDENTIFYING)):
            return self
        found = ", ".join(repr(column) for column in self.columns[:40])
        hint = f"the first row must hold the column names; if it does, say which is which: {_MAP_EXAMPLE}"
        if any(looks_garbled(column) or _NOT_NAMES.search(column) for column in self.columns):
            hint += "; if the names look garbled, say --encoding, for example cp1251"
        raise MissingColumn(f"no column holds a name or an identifier; the columns are {found}", hint)


def normalise(name: str) -> str:
    """Return a column name reduced to what spellings share: ``Date of Birth``, ``dateOfBirth`` and ``DATE_OF_BIRTH`` give ``date of
    birth``.
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare.replace("'", "").replace("’", "")))


@cache
def spellings() -> Mapping[str, Role]:
    """Every known spelling, normalised, and its role. Source: ``data/column_names.tsv``."""
    known: dict[str, Role] = {}
    text = files("comity.tables").joinpath("data", "column_names.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            role, spelling, _language = line.split("\t")
            known.setdefault(normalise(spelling), Role(role))
    return known


def role_named(name: str) -> Role | None:
    """Return the role that a column of that name has by itself, or None when the name is not known."""
    known, plain = spellings(), normalise(name)
    if plain in known:
        return known[plain]
    plain = re.sub(r" ?\d+$", "", plain)
    for spelling in (plain, re.sub(r" nr$", "nummer", plain)):
        if spelling in known:
            return known[spelling]
    words = plain.split()
    if len(words) > 1 and words[0] in _OWNERS:
        return known.get(" ".join(words[1:]))
    return None


def _settle(roles: dict[Role, tuple[int, ...]], columns: Sequence[str]) -> dict[Role, tuple[int, ...]]:
    """Roles after looking at the columns together: what ``Nom`` or ``Name`` means depends on whether a ``Prénom`` or ``Vorname`` stands
    beside it.
    """
    settled = dict(roles)
    names = settled.get(Role.NAME, ())
    if not names:
        for whole in (Role.LAST, Role.FIRST):
            if whole in settled and not {Role.FIRST, Role.LAST, Role.PATRONYMIC} - {whole} & settled.keys():
                settled[Role.NAME] = settled.pop(whole)
                return settled
    if len(names) == 1 and normalise(columns[names[0]]) in _GENERIC and (Role.FIRST in settled) != (Role.LAST in settled):
        settled[Role.LAST if Role.FIRST in settled else Role.FIRST] = settled.pop(Role.NAME)
    return settled


def recognise(columns: Sequence[str]) -> ColumnMap:
    """Return the roles that the names of ``columns`` tell. Raises ``MissingColumn`` when none is a name or an identifier."""
    roles: dict[Role, tuple[int, ...]] = {}
    for position, column in enumerate(columns):
        role = role_named(column)
        if role is not None:
            roles[role] = (*roles.get(role, ()), position)
    return ColumnMap(tuple(columns), _settle(roles, columns)).require_subject()


def parse_map(text: str, columns: Sequence[str]) -> ColumnMap:
    """Return the map written as ``name=COL,dob=COL2,last=COL3``; a role may be repeated for several columns.

    A column is given by its name or its number from 1. A column's name may hold commas: only ``,word=`` starts the next pair. Roles that
    are not mentioned are still recognised by name; ``ignore=COL`` leaves a column out. Raises ``UsageError`` and ``MissingColumn``.
    """
    pairs = []
    for piece in re.split(r",(?=\s*\w[\w ]*=)", text):
        role, equals, column = piece.partition("=")
        if not equals or not role.strip() or not column.strip():
            raise UsageError(f"--map cannot be read at {piece.strip()!r}: it is not ROLE=COLUMN", _MAP_EXAMPLE)
        pairs.append((role.strip(), column.strip().strip('"')))
    return choose(pairs, columns)


def choose(pairs: Iterable[tuple[str, str]], columns: Sequence[str]) -> ColumnMap:
    """Return the map of (role, column) ``pairs`` over what is recognised: a role or a column that is named in ``pairs`` is taken only
    from there.
    """
    chosen: dict[Role, tuple[int, ...]] = {}
    for role_text, column in pairs:
        role = _role_called(role_text)
        chosen[role] = (*chosen.get(role, ()), _position(column, columns))
    taken = {position for positions in chosen.values() for position in positions}
    roles = dict(chosen)
    for position, name in enumerate(columns):
        role_found = role_named(name)
        if role_found is not None and role_found not in chosen and position not in taken:
            roles[role_found] = (*roles.get(role_found, ()), position)
    return ColumnMap(tuple(columns), roles).require_subject()


def _role_called(text: str) -> Role:
    wanted = text.strip().lower().replace(" ", "_").replace("-", "_")
    if wanted in Role.__members__.values():
        return Role(wanted)
    role = spellings().get(normalise(text))
    if role is None:
        raise UsageError(f"there is no role {text!r} for a column", "roles: " + ", ".join(role.value for role in Role))
    return role


def _position(column: str, columns: Sequence[str]) -> int:
    if column in columns:
        return list(columns).index(column)
    plain = [normalise(name) for name in columns]
    if (wanted := normalise(column)) and wanted in plain and plain.count(wanted) == 1:
        return plain.index(wanted)
    if column.isdecimal() and 1 <= int(column) <= len(columns):
        return int(column) - 1
    near = difflib.get_close_matches(wanted, plain, n=1, cutoff=0.5)
    guess = f"did you mean {columns[plain.index(near[0])]!r}? " if near else ""
    listed = ", ".join(repr(name) for name in columns[:40])
    raise MissingColumn(f"there is no column {column!r}", f"{guess}the columns are {listed}")
