"""Every page of the console with somebody who may see it, and the few addresses that are no pages.

``tests/api/console/test_every_page.py`` holds these lists against the routes there are: a page that is added is added here.
"""

from __future__ import annotations

from dataclasses import replace

from comity.model import Actor, Purpose

from .conftest import ANA, BO, LENA, TOM

HANDLER = replace(LENA, purpose=Purpose.SUBJECT_REQUEST)

PAGES: list[tuple[Actor | None, str]] = [
    *((None, path) for path in ("/sign-in", "/welcome")),
    *((LENA, path) for path in ("/", "/purpose", "/proof", "/me", "/screen", "/screen/file")),
    *((ANA, f"/screen/file/{{file}}{path}") for path in ("", "/columns", "/rows", "/rows/1")),
    *((LENA, path) for path in ("/review", "/review/{case}")),
    *((BO, path) for path in ("/approval", "/approval/{proposed}")),
    *((LENA, path) for path in ("/subjects", "/subjects/{subject}", "/listings/un-sc/QDi.006?editions=yes")),
    *(
        (LENA, path)
        for path in ("/monitoring", "/monitoring/import", "/monitoring/files/{sent}?base=kunden", "/monitoring/imports/{import}")
    ),
    *((LENA, path) for path in ("/lists", "/lists/un-sc", "/lists/own:guests/changes", "/lists/import")),
    *((LENA, path) for path in ("/registry", "/registry/pair", "/registry/map", "/registry/matrix?body=ECOWAS&area=financing")),
    *((LENA, f"/registry/{path}") for path in ("instruments/FINANCING-1999", "parties/KEN", "bodies/AU")),
    *((LENA, path) for path in ("/exemptions", "/exemptions/{exemption}", "/evidence", "/replay")),
    *((LENA, path) for path in ("/ledger", "/ledger/0", "/ledger/proof", "/ledger/proof/audit")),
    *((HANDLER, path) for path in ("/requests", "/requests/new", "/requests/holds", "/requests/{received}")),
    *((HANDLER, path) for path in ("/requests/{erasure}/erase", "/requests/{correction}/correct/{subject}")),
    *((TOM, path) for path in ("/users", "/users/ana", "/jobs", "/jobs/{job}", "/settings")),
    *((TOM, path) for path in ("/webhooks", "/webhooks/dead", "/webhooks/{webhook}", "/webhooks/deliveries/{delivery}")),
    *((LENA, path) for path in ("/keys", "/keys/{key}")),
]
"""Who looks, and at what; ``{...}`` are the ids that ``furnished.furnish`` gives."""

AGAIN: list[tuple[Actor | None, str]] = [
    (None, "/sign-in?left=yes"),
    *((LENA, path) for path in ("/screen?name=Otto+Brandner", "/review?state=decided", "/review/{decided}", "/subjects?base=exercise")),
    *((LENA, path) for path in ("/listings/own:guests/X1?editions=yes", "/lists/own:guests", "/evidence?q={case}", "/ledger?who=ana")),
    *((LENA, path) for path in ("/registry?q=nuclear", "/registry/pair?one=FR&other=GB&for=mla", "/registry/parties/KEN?show=obligations")),
    *((HANDLER, path) for path in ("/requests?state=all", "/requests/{access}", "/requests/{erasure}", "/requests/{correction}")),
    (ANA, "/screen/file/{file}/rows?outcome=issues"),
]
"""Pages that were there, with other things on them: looked at by the slow tests alone."""

PROBLEMS: list[tuple[Actor | None, str, int]] = [
    (None, "/nowhere", 404),
    (LENA, "/no/where", 404),
    (ANA, "/users", 403),
    (LENA, "/review/nothing", 404),
    (LENA, "/ledger/proof?below=soon", 400),
    (LENA, "/registry/pair?one=FR&other=Atlantis", 404),
    (HANDLER, "/requests/{received}/erase", 409),
]
"""Pages that say what did not work, with their status."""

EXCUSED = {
    "/assets/{digest}/{name}": "scripts and styles",
    "/evidence/case-{case_id}.{kind}": "PDF and JSON",
    "/ledger/{number}/certificate": "JSON",
    "/screen/file/{file_id}/annotated": "the file that was sent, with answers in it",
    "/screen/file/{file_id}/answers": "JSON lines",
}
"""Addresses that answer with something else than a page."""
