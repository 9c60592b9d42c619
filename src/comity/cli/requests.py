"""``comity requests``: the group of verbs on what people ask about their own data, for whoever holds the node's folder."""

from __future__ import annotations

from comity.cli.main import VerbGroup

requests = VerbGroup(
    name="requests",
    verbs={
        "list": ("comity.cli.requests_list:list_requests", "Show the requests and when they are due."),
        "show": ("comity.cli.requests_list:show_request", "Show how far one is, and what to answer."),
        "receive": ("comity.cli.requests_receive:receive", "Write down that a request came."),
        "find": ("comity.cli.requests_find:find", "Look for the person."),
        "identify": ("comity.cli.requests_find:identify", "Say who the person is."),
        "plan": ("comity.cli.requests_plan:plan", "Look into every place that may hold them."),
        "extend": ("comity.cli.requests_plan:extend", "Take two months more."),
        "file": ("comity.cli.requests_file:file", "Write the file for a person who asked to see their data."),
        "erase": ("comity.cli.requests_erase:erase", "Carry out an erasure."),
        "step": ("comity.cli.requests_step:step", "Say that a step of a correction was carried out."),
        "refuse": ("comity.cli.requests_close:refuse", "Refuse a request, or one step of it."),
        "withdraw": ("comity.cli.requests_close:withdraw", "Close one that its person took back."),
    },
    help="What people ask about their own data: to see it, to have it put right, to have it erased.",
)
