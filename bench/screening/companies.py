"""How a company's name changes between its register and a file: the legal form, shortened words, a branch."""

from __future__ import annotations

from random import Random

from bench.screening.tables import abbreviations, legal_forms, places

KINDS = ("legal form written otherwise", "legal form left out", "legal form added", "words shortened", "branch added")
"""Every class of change."""

ADDED = ("Ltd", "LLC", "Limited", "Co., Ltd.", "Inc.", "JSC", "GmbH", "S.A.", "FZE", "Company")
BRANCHES = ("({} Branch)", "- {} Branch", "{} Representative Office", "({})", "{} Branch Office", "- {}")


def changed(name: str, kind: str, random: Random) -> str | None:
    """``name`` after a change of that ``kind``; None when it cannot be had."""
    if kind == "words shortened":
        return _shortened(name, random)
    if kind == "branch added":
        return f"{name} {random.choice(BRANCHES).format(random.choice(places()['city']))}"
    found = _legal_form(name)
    if kind == "legal form added":
        return None if found else f"{name} {random.choice(ADDED)}"
    if not found:
        return None
    before, form, after = found
    if kind == "legal form left out":
        rest = f"{before} {after}".strip(" ,.-")
        return rest if len(rest) > 3 else None
    return _otherwise(before, form, after, random)


def _otherwise(before: str, form: str, after: str, random: Random) -> str | None:
    spellings = {spelling for line in legal_forms() if form in {_bare(one) for one in line} for spelling in line}
    others = sorted(spelling for spelling in spellings if _bare(spelling) != form)
    return f"{before} {random.choice(others)} {after}".strip() if others else None


def _bare(form: str) -> str:
    return form.lower().replace(".", "").replace(",", "")


def _legal_form(name: str) -> tuple[str, str, str] | None:
    """What stands before the legal form, the form in lower case without points, and what stands behind it; the longest that fits."""
    words = name.split()
    bare = [_bare(word) for word in words]
    for size in range(min(6, len(words) - 1), 0, -1):
        for start in (0, len(words) - size):
            form = " ".join(bare[start : start + size])
            if form in _known():
                return " ".join(words[:start]).rstrip(","), form, " ".join(words[start + size :])
    return None


def _known() -> frozenset[str]:
    return frozenset(_bare(spelling) for line in legal_forms() for spelling in line)


def _shortened(name: str, random: Random) -> str | None:
    """Every word that has a short form written so."""
    words = name.split()
    short = [random.choice(abbreviations().get(word.lower().strip(",."), (word,))) for word in words]
    return " ".join(short) if short != words else None
