"""Make ``docs/reference/api.md`` from the OpenAPI document that the program itself gives, or check that it is that.

python scripts/make_api_page.py            writes the page
python scripts/make_api_page.py --check    exit code 1 when the page there is another
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comity.node.service import Service
from comity.web.app import application
from comity.web.described import FIELD

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "api.md"
HEAD = """# The API

Every path of a node, from the OpenAPI document at `/api/v1/openapi.json`, which says the forms, too. Made by
`scripts/make_api_page.py`; do not edit.

- **Who asks**: a key in `Authorization: Bearer comity_...`, or a person in a sitting. What each role and each scope of a key may do:
  [permissions](permissions.md). `signed in` is for any person, `open` asks for nothing.
- **What for**: where personal data is touched, a purpose in `Comity-Purpose`, unless the key has one only.
- **Sent again**: a path marked *once* takes `Idempotency-Key: "a text of your own"` (draft-ietf-httpapi-idempotency-key-header-07). The
  same request under the same key is carried out once; its answer is kept for 24 hours and given again with `Idempotent-Replayed: true`.
  Another request under the key is refused with `idempotency_key_reused`, one that is still being carried out with
  `idempotency_key_under_way`, both with status 409. A request that failed is not kept: send it again.
- **Errors** are problems (RFC 9457) with a stable `code`. A parameter or field that a path does not know is refused.
- **Pages**: ask with `after` set to the `next` of the page before, until `next` is empty. Times are ISO 8601 in UTC.

"""
METHODS = ("get", "post", "put", "patch", "delete")


def _never() -> Service:
    raise RuntimeError("the description needs no service")


def page() -> str:
    """The whole page."""
    document = application(_never).openapi()
    groups: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                groups.setdefault(operation.get("tags", ["others"])[0], []).append(_row(path, method, operation))
    return HEAD + "\n".join(_sections(groups)) + "\n"


def _sections(groups: dict[str, list[str]]) -> Iterator[str]:
    for number, (tag, rows) in enumerate(groups.items()):
        yield from ("",) if number else ()
        yield from (f"## {tag[:1].upper()}{tag[1:]}", "", "| method | path | permission | |", "|---|---|---|---|", *rows)


def _row(path: str, method: str, operation: dict[str, Any]) -> str:
    once = any(one["name"].lower() == "idempotency-key" for one in operation.get("parameters", ()))
    permission = operation.get(FIELD, "open")
    shown = permission if permission in ("open", "signed in") else f"`{permission}`"
    return f"| {method.upper()} | `{path}` | {shown} | {operation['summary']}{' (*once*)' if once else ''} |"


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    made = page()
    if parser.parse_args().check:
        stands = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if stands != made:
            print(f"{PAGE.name} is not what the program says: run scripts/make_api_page.py")
        return int(stands != made)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
