"""Every page of the console, in the order of its navigation."""

from __future__ import annotations

from fastapi import APIRouter

from comity.web.console import assets, overview

PAGES: tuple[APIRouter, ...] = (assets.router, overview.router)
"""The routers of the pages, to be mounted one after the other."""
