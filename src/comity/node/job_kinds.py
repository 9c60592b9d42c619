"""Every kind of job that this node can do, in one table: a new kind is one line here."""

from __future__ import annotations

from collections.abc import Mapping

from comity.identity import Permission
from comity.node import base_imports, coming_back, delivering, ledger_audit, list_jobs, monitoring_jobs, sweeping
from comity.node.base_imports import IMPORT
from comity.node.file_screening import running
from comity.node.jobs import Kind, Lane
from comity.node.monitoring import ARRIVED, ATTEMPTS

KINDS: Mapping[str, Kind] = {
    "lists.update": Kind(
        list_jobs.update_list, "Fetches a list from its publisher.", takes=("list",), needs=Permission.LIST_UPDATE, attempts=5
    ),
    "index.build": Kind(list_jobs.build_index, "Builds the index over the editions in use.", lane=Lane.LONG),
    "monitoring.delta": Kind(
        monitoring_jobs.screen_delta,
        "Screens the customers whom a changed list concerns.",
        ("list", "old", "new"),
        needs=None,
        lane=Lane.LONG,
        attempts=ATTEMPTS,
    ),
    "monitoring.lapse": Kind(
        monitoring_jobs.lapse_list,
        "Lets the cases of a list lapse that is no longer in use.",
        ("list",),
        needs=None,
        lane=Lane.LONG,
        attempts=ATTEMPTS,
    ),
    ARRIVED: Kind(
        monitoring_jobs.screen_arrived,
        "Screens customers that came and were not screened at once.",
        ("since",),
        needs=None,
        lane=Lane.LONG,
        attempts=ATTEMPTS,
    ),
    IMPORT: Kind(
        monitoring_jobs.import_subjects,
        "Imports a file of customers that a person sent.",
        ("upload", "base", "columns", "whole", "keep_until"),
        needs=None,
        lane=Lane.LONG,
        attempts=base_imports.ATTEMPTS,
    ),
    "monitoring.all": Kind(monitoring_jobs.screen_all, "Screens every customer under watch against all lists.", lane=Lane.LONG),
    "subjects.index": Kind(monitoring_jobs.index_subjects, "Indexes the customers under watch.", lane=Lane.LONG, routine=True),
    "cases.come_back": Kind(
        coming_back.come_back, "Brings back cases whose exemption ran out, or that are to be looked at again.", lane=Lane.LONG, routine=True
    ),
    running.KIND: Kind(running.screen_file, "Screens a file that somebody uploaded.", ("file",), needs=None, lane=Lane.LONG),
    "retention.run": Kind(monitoring_jobs.run_retention, "Erases what is due under the rules of retention.", lane=Lane.LONG),
    "ledger.verify": Kind(  # routine: it writes an entry by itself, also into a ledger that takes no other
        ledger_audit.verify_by_job,
        "Audits the ledger against its signed heads.",
        needs=Permission.LEDGER_VERIFY,
        lane=Lane.LONG,
        routine=True,
    ),
    "webhooks.deliver": Kind(delivering.deliver, "Sends the events that are due to the webhooks that want them.", routine=True),
    "node.sweep": Kind(sweeping.sweep, "Drops sittings, answers, jobs and deliveries whose time is over.", routine=True),
}
"""By name, as the table of jobs, the API and the schedule know them."""
