"""Every page of the console, in the order of its navigation."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from comity.web.console import assets, screen
from comity.web.console.approval import routes as approval
from comity.web.console.entering import account, door, look, phone, proof, purpose, welcome
from comity.web.console.evidence import routes as evidence
from comity.web.console.exemptions import routes as exemptions
from comity.web.console.jobs import routes as jobs
from comity.web.console.keys import routes as keys
from comity.web.console.ledger import entries as ledger_entries
from comity.web.console.ledger import proof as ledger_proof
from comity.web.console.lists import acts as list_acts
from comity.web.console.lists import changes as list_changes
from comity.web.console.lists import pages as list_pages
from comity.web.console.monitoring import importing as base_imports
from comity.web.console.monitoring import pages as monitoring
from comity.web.console.overview import routes as overview
from comity.web.console.registry import body, instrument, matrix, pair, party, start, world_map
from comity.web.console.replay import routes as replay
from comity.web.console.requests import acting, correcting, erasing, holding, listing
from comity.web.console.review import routes as review
from comity.web.console.route import lost
from comity.web.console.settings import routes as settings
from comity.web.console.subjects import listing as listings
from comity.web.console.subjects import pages as subjects
from comity.web.console.users import routes as users
from comity.web.console.webhooks import acting as webhooks_acting
from comity.web.console.webhooks import looking as webhooks

PAGES: tuple[APIRouter, ...] = (
    assets.router,
    *(door.router, welcome.router, purpose.router, proof.router, account.router, phone.router, look.router),
    overview.router,
    *screen.PAGES,
    review.router,
    approval.router,
    *(subjects.router, listings.router),
    *(base_imports.router, monitoring.router),
    *(list_acts.router, list_changes.router, list_pages.router),
    exemptions.router,
    *(start.router, pair.router, instrument.router, party.router, body.router, matrix.router, world_map.router),
    evidence.router,
    replay.router,
    *(ledger_proof.router, ledger_entries.router),
    *(listing.router, holding.router, acting.router, erasing.router, correcting.router),
    *(jobs.router, users.router, keys.router, webhooks.router, webhooks_acting.router, settings.router),
)
"""The routers of the pages, to be mounted one after the other."""


def mount(app: FastAPI) -> None:
    """Add the pages to ``app``, and the answer to addresses that lead nowhere."""
    for pages in PAGES:
        app.include_router(pages)
    app.state.lost_page = lost
