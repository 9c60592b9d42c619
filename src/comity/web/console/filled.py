"""What a person filled in: the fields of one form, each taken by its name, with its limits; what nobody asked for is refused.

A form is read under limits: ``MOST_FIELDS`` fields of ``LARGEST_FIELD`` bytes, and at most one file, which lies on the disk once it is
large.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from comity.model import LimitExceeded, UsageError

E = TypeVar("E", bound=StrEnum)

MOST_FIELDS = 1000
LARGEST_FIELD = 256 * 1024
LONGEST = 2000
"""Characters of a field where nothing else is said."""


async def read_form(request: Request) -> FormData:
    """The form in the body, without fields for a body that is none. Raises ``LimitExceeded`` for too many or too large fields."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return FormData()
    try:
        form = await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD)
    except Exception as error:
        if type(error).__name__ in ("MultiPartException", "HTTPException", "FormParserError", "MultipartParseError"):
            raise LimitExceeded("the form cannot be read, or is larger than a form may be", "fill it in again, with less") from None
        raise
    if sum(len(value) for _, value in form.multi_items() if isinstance(value, str)) > LARGEST_FIELD * 4:
        raise LimitExceeded("the form is larger than a form may be", "fill it in again, with less")
    return form


class Filled:
    """One form. Every method takes a field by its name and remembers it; ``done`` refuses a form with fields that nobody took.

    All raise ``UsageError`` that names the field and says what it takes.
    """

    def __init__(self, form: FormData) -> None:
        self._form = form
        self._taken = {"csrf"}

    def hidden(self, name: str) -> str:
        """A field that the page filled in itself; empty when it is missing."""
        return self.text(name, LONGEST)

    def text(self, name: str, longest: int = LONGEST) -> str:
        """The text of a field without white space around it; empty when nothing was filled in."""
        values = self._values(name)
        if len(values) > 1:
            raise UsageError(f"the field {name} was sent more than once", "load the page again")
        text = values[0].strip() if values else ""
        if len(text) > longest:
            raise UsageError(f"{name} has {len(text):,} characters; the most is {longest:,}", "say it shorter")
        return text

    def secret(self, name: str, longest: int = 1024) -> str:
        """The text of a field as it was typed, white space and all: a password."""
        values = self._values(name)
        if len(values) > 1 or (values and len(values[0]) > longest):
            raise UsageError(f"{name} cannot be that", f"at most {longest:,} characters")
        return values[0] if values else ""

    def needed(self, name: str, longest: int = LONGEST) -> str:
        """``text`` that must not be empty."""
        text = self.text(name, longest)
        if not text:
            raise UsageError(f"{name} is empty", "fill it in")
        return text

    def several(self, name: str, most: int = MOST_FIELDS) -> tuple[str, ...]:
        """Every value of a field that may be there more than once."""
        values = tuple(self._values(name))
        if len(values) > most:
            raise UsageError(f"{name} was chosen {len(values):,} times; the most is {most:,}", "choose fewer")
        return values

    def choice(self, name: str, kind: type[E]) -> E:
        """One of the values of ``kind``."""
        try:
            return kind(self.needed(name, 80))
        except ValueError:
            raise UsageError(f"{name} is none of the choices", f"choose one of: {', '.join(kind)}") from None

    def choices(self, name: str, kind: type[E]) -> frozenset[E]:
        """Any of the values of ``kind``, each once."""
        try:
            return frozenset(kind(value) for value in self.several(name, len(kind)))
        except ValueError:
            raise UsageError(f"{name} holds what is none of the choices", f"choose among: {', '.join(kind)}") from None

    def number(self, name: str, least: int, most: int) -> int:
        """A whole number within bounds."""
        text = self.needed(name, 20)
        if not (text.lstrip("-").isascii() and text.lstrip("-").isdigit() and least <= int(text) <= most):
            raise UsageError(f"{name} must be a whole number from {least:,} to {most:,}", "correct it")
        return int(text)

    def day(self, name: str) -> date | None:
        """A day as ``YYYY-MM-DD``, None when nothing was filled in."""
        text = self.text(name, 10)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise UsageError(f"{name} is no day", "write it as YYYY-MM-DD") from None

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self._values(name))

    def file(self, name: str) -> UploadFile:
        """The file that was chosen."""
        self._taken.add(name)
        found = self._form.get(name)
        if not isinstance(found, UploadFile) or not found.filename:
            raise UsageError("no file was chosen", "choose one, then send the form")
        return found

    def fields(self) -> Iterable[tuple[str, str]]:
        """Every field but the token of the sitting, as it was sent; files are left out."""
        return [(name, value) for name, value in self._form.multi_items() if isinstance(value, str) and name != "csrf"]

    def done(self) -> None:
        """Refuse a form with fields that nobody took: nothing is assigned that the page did not ask for."""
        unknown = sorted(set(self._form) - self._taken)
        if unknown:
            raise UsageError(f"the form has {len(unknown)} field(s) that this page does not know", "load the page again")

    def _values(self, name: str) -> list[str]:
        self._taken.add(name)
        values = self._form.getlist(name)
        if any(not isinstance(value, str) for value in values):
            raise UsageError(f"{name} is a file, not a text", "load the page again")
        return [str(value) for value in values]
