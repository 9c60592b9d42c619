"""Screening from the keyboard: one subject that is answered while typing stops, and a file that comes back annotated.

The promise: what is screened here is screened as the API does it, with the same entries in the ledger; nothing of a subject stands in an
address; and everything works without scripts, with one press of a button more.
"""

from comity.web.console.screen import file_page, file_rows, file_upload, subject

PAGES = (subject.router, file_upload.router, file_page.router, file_rows.router)
"""The routers of these pages."""

__all__ = ["PAGES"]
