"""Identity documents of the UN file: their types in free text, and numbers that come wrapped in words."""

from __future__ import annotations

import re

from comity.lists.draft import Draft
from comity.lists.taken import Taken
from comity.model import Identifier, IdentifierType
from comity.names.countries import country_code

_KINDS: tuple[tuple[re.Pattern[str], IdentifierType], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"passe?port|pasaporte|travel document|laissez", IdentifierType.PASSPORT),
        (r"driv(?:er|ing)", IdentifierType.DRIVING_LICENCE),
        (r"fiscal code|\btax\b|\bnif\b", IdentifierType.TAX),
        (r"birth certificate|certificate of|ration card|student|serviceman|military|armed forces|fardc|other id", IdentifierType.OTHER),
        (r"identi|national|social security|\bssn\b|tazkira|residen|registration|voter|\bid\b", IdentifierType.NATIONAL_ID),
    )
)
_LONGEST_NUMBER = 200
_DOUBTFUL = re.compile(r"\bexpired\b|cancell?ed|revoked|stolen|\blost\b|\bfalse\b|forged|counterfeit|fraudulent|misuse", re.IGNORECASE)
_WRAPPED = re.compile(r"^(\D*?[^\W\d]{3}\D*?)[\s:.(“”)]+((?:[A-Z]{1,3} ?)?[A-Z0-9]{0,4}\d[\w./-]*(?: No\. \d+)?)$")
_TRAILING = re.compile(r"^([^(),]*\d[^(),]*?)(?:,? *\(([^()]*)\)|, ([^\d]+))$")


def kind_of(text: str) -> IdentifierType:
    """Return the type of a document from its description; ``other`` when it says nothing known."""
    return next((kind for pattern, kind in _KINDS if pattern.search(text)), IdentifierType.OTHER)


def bare_number(text: str) -> tuple[str, str]:
    """Return the number in ``text`` and the words around it: ``British passport number C00146605`` has both."""
    if len(text) > _LONGEST_NUMBER:
        return text, ""
    trailing = _TRAILING.match(text)
    core, after = (trailing[1], trailing[2] or trailing[3]) if trailing else (text, "")
    wrapped = _WRAPPED.match(core)
    number, before = (wrapped[2], wrapped[1].strip(" :.")) if wrapped else (core, "")
    return number, " ".join(words for words in (before, after) if words)


def take_document(draft: Draft, document: Taken) -> None:
    """Put one ``INDIVIDUAL_DOCUMENT`` into ``draft``: an identifier when it has a number, and a detail when it says more than that."""
    kind, subkind = document.take_text("TYPE_OF_DOCUMENT"), document.take_text("TYPE_OF_DOCUMENT2")
    printed = document.take_text("NUMBER")
    issuers = [document.take_text("ISSUING_COUNTRY"), document.take_text("COUNTRY_OF_ISSUE")]
    issued, city, note = document.take_text("DATE_OF_ISSUE"), document.take_text("CITY_OF_ISSUE"), document.take_text("NOTE")
    number, words = bare_number(printed)
    issuer = next((code for country in issuers if country and (code := draft.country("document issued by", country))), "")
    issuer = issuer or _country_in(city) or _country_in(words)
    if number:
        described = next((text for text in (words, subkind) if _says(text)), kind)
        draft.identifiers.append(Identifier(kind_of(described), number, issuer, bool(_DOUBTFUL.search(f"{words} {note}"))))
    said = [kind, subkind if subkind != kind else "", printed, f"issued {issued}" if issued else "", city, *dict.fromkeys(issuers), note]
    if any((subkind, words, issued, city, note)) or (not number and any(said)):
        draft.detail("document", "; ".join(text for text in said if text))


def _country_in(words: str) -> str:
    """The country that ``words`` name, or begin with (``British passport number``), if any."""
    told = words.split()
    return next((code for length in (len(told), 3, 2, 1) if told and (code := country_code(" ".join(told[:length])))), "")


def _says(text: str) -> bool:
    return any(pattern.search(text) for pattern, _ in _KINDS)
