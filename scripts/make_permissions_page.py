"""Make ``docs/reference/permissions.md`` from the tables of rights and purposes, or check that it is that.

python scripts/make_permissions_page.py            writes the page
python scripts/make_permissions_page.py --check    exit code 1 when the page there is another
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from comity.identity import Permission, Scope
from comity.identity.permissions import FOR_PERSONS, OF_ROLE, OF_SCOPE, PERSONAL
from comity.model import Purpose, Role
from comity.safeguards import ALLOWS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "permissions.md"
HEAD = """# Permissions

Who may do what, from `src/comity/identity/permissions.py` and `src/comity/safeguards/purposes.py`. Made by
`scripts/make_permissions_page.py`; do not edit.

Two questions are asked each time, and both must be answered yes: may this person or key do it at all, and does the purpose they chose
allow it. A refusal says which roles may, or which purposes fit.

- Administrators run the node. They never see personal data and never decide, and they hold no other role.
- Auditors see everything and change nothing, and they hold no other role.
- Nobody changes their own roles. Nobody issues a key that may do more than they may.
- A right marked *persons* is never a key's, whatever its scopes or roles.
- Whoever may import subjects may import a file as the whole base, which erases whom it does not name: ten, or a tenth of those who were
  there, and nobody when more would go. How many more may go is said by a person whose role may erase subjects.
- A right marked *purpose* touches personal data and is refused without a purpose.

"""


def page() -> str:
    """The whole page."""
    parts = ("## What each role may do\n", *_roles(), "\n## What each scope of a key allows\n", *_scopes())
    return HEAD + "\n".join((*parts, "\n## What each purpose allows on personal data\n", *_purposes())) + "\n"


def _roles() -> Iterator[str]:
    """A row for each right, a column for each role."""
    yield f"| right | {' | '.join(Role)} | |"
    yield "|---" * (len(Role) + 2) + "|"
    for right in Permission:
        cells = ("yes" if right in OF_ROLE[role] else "" for role in Role)
        marks = ", ".join(mark for mark, rights in (("persons", FOR_PERSONS), ("purpose", PERSONAL)) if right in rights)
        yield f"| `{right}` | {' | '.join(cells)} | {marks} |"


def _scopes() -> Iterator[str]:
    """A row for each scope."""
    yield from ("| scope | rights |", "|---|---|")
    for scope in Scope:
        yield f"| `{scope}` | {_listed(OF_SCOPE[scope])} |"


def _purposes() -> Iterator[str]:
    """A row for each purpose."""
    yield from ("| purpose | rights |", "|---|---|")
    for purpose in Purpose:
        yield f"| `{purpose}` | {_listed(ALLOWS[purpose]) or 'none'} |"


def _listed(rights: Iterable[str]) -> str:
    """The rights in the order of the enumeration."""
    wanted = set(rights)
    return ", ".join(f"`{right}`" for right in Permission if right in wanted)


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == page():
        return 0
    sys.stderr.write(f"{PAGE} is not what the code says; run python scripts/make_permissions_page.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
