"""The console's pages, as a supervisor asks for them, and how long each takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin

from bench.console_forms import form_with
from bench.markdown import seconds
from bench.run import say

TRIES = 30
LONGEST = 20.0
"""Seconds after which a request is given up."""

PATIENCE = 30.0
"""Seconds after which no more requests are made for one page."""

FEWEST = 5
"""Requests that are made all the same, unless they take four times as long."""

TOO_MANY = 429
"""The status of an answer that a limit of the one who asks refused (RFC 6585, section 4)."""

SCREENING, REQUEST = "customer_screening", "subject_request"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what it is called, its path (with places for what was filled in), and for which purpose it is asked. With ``form``, what is
    timed is that the form of the page that has these fields is sent, and its answer comes.
    """

    name: str
    path: str
    form: Mapping[str, str] = field(default_factory=dict)
    purpose: str = SCREENING


@dataclass(frozen=True, slots=True)
class Taken:
    """What a page took: half of the tries, and 95 in 100, at most so long; how heavy it is. Or, in ``half``, why nothing was measured."""

    half: str
    most: str = ""
    weight: str = ""


PAGES: Sequence[Page] = (
    Page("overview", "/"),
    Page("screen", "/screen"),
    Page("screen: one subject", "/screen", {"name": "{name}"}),
    Page("screen: files", "/screen/file"),
    Page("review: the queue", "/review"),
    Page("review: a name is searched", "/review", {"q": "{name}"}),
    Page("review: strong and overdue", "/review?outcome=strong&overdue=yes"),
    Page("review: claimed by nobody", "/review?who=unclaimed"),
    Page("review: of a rare list", "/review?list=own:guests"),
    Page("review: of a list and a base", "/review?list=un-sc&base=staff"),
    Page("review: decided", "/review?state=decided"),
    Page("review: one case", "/review/{case}"),
    Page("approval", "/approval"),
    Page("approval: the riskiest first", "/approval?order=risk"),
    Page("approval: of a rare list", "/approval?list=own:guests"),
    Page("approval: one proposal", "/approval/{proposal}"),
    Page("subjects", "/subjects"),
    Page("subjects: of a base", "/subjects?base=customers"),
    Page("subjects: how a number begins", "/subjects", {"base": "customers", "key": "47"}),
    Page("subjects: a name is searched", "/subjects", {"name": "{name}"}),
    Page("one subject", "/subjects/{subject}"),
    Page("monitoring", "/monitoring"),
    Page("lists", "/lists"),
    Page("one list", "/lists/own:guests"),
    Page("what changed in a list", "/lists/own:guests/changes"),
    Page("one listing", "/listings/un-sc/QDi.001"),
    Page("one listing, through its editions", "/listings/own:guests/G-7?editions=yes"),
    Page("exemptions", "/exemptions"),
    Page("exemptions: of a rare list", "/exemptions?list=own:guests"),
    Page("exemptions: ended", "/exemptions?state=ended"),
    Page("exemptions: ended, of a rare list", "/exemptions?state=ended&list=own:guests"),
    Page("one exemption", "/exemptions/{exemption}"),
    Page("evidence", "/evidence"),
    Page("replay", "/replay"),
    Page("ledger", "/ledger"),
    Page("ledger: of one action", "/ledger?action=case.decide"),
    Page("ledger: one entry", "/ledger/1"),
    Page("ledger: what proves it", "/ledger/proof"),
    Page("requests of persons", "/requests", purpose=REQUEST),
    Page("holds", "/requests/holds", purpose=REQUEST),
    Page("jobs", "/jobs"),
    Page("jobs: of a rare kind", "/jobs?kind=monitoring.delta"),
    Page("jobs: failed", "/jobs?state=failed"),
    Page("jobs: of a kind, failed", "/jobs?kind=lists.update&state=failed"),
    Page("users", "/users"),
    Page("keys", "/keys"),
    Page("webhooks", "/webhooks"),
    Page("one webhook", "/webhooks/webhook-1"),
    Page("deliveries given up", "/webhooks/dead"),
    Page("settings", "/settings"),
)


def measured(address: str, tokens: Mapping[str, str], values: Mapping[str, str]) -> Iterator[tuple[str, Taken]]:
    """What each page takes, told as it is measured. ``tokens`` open a sitting for each purpose, ``values`` fill the paths and forms."""
    import httpx2

    with ExitStack() as stack:
        clients = {
            purpose: stack.enter_context(httpx2.Client(base_url=address, cookies={"comity": token}, timeout=LONGEST))
            for purpose, token in tokens.items()
        }
        for page in PAGES:
            try:
                taken = _taken(_asking(clients[page.purpose], page, values))
            except httpx2.HTTPError as error:
                taken = Taken(f"more than {LONGEST:.0f} s" if isinstance(error, httpx2.TimeoutException) else type(error).__name__)
            say(f"  {page.name}: {taken.half}, {taken.most}, {taken.weight}")
            yield page.name, taken


def _asking(client: Any, page: Page, values: Mapping[str, str]) -> Callable[[], tuple[float, Any]]:  # noqa: ANN401 - httpx2's client
    """What asks for the page once: the seconds that it took, and the answer."""
    path = page.path.format(**values)
    wanted = {name: value.format(**values) for name, value in page.form.items()}

    def look() -> tuple[float, Any]:
        began = time.perf_counter()
        answer = client.get(path)
        return time.perf_counter() - began, answer

    def send() -> tuple[float, Any]:
        asked = client.get(path)
        form = form_with(asked.text, wanted)
        if form is None:
            return 0.0, None
        to, filled = urljoin(path, form.action), form.filled(wanted)
        began = time.perf_counter()
        if form.method == "post":
            sent = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = client.post(to, content=urlencode(filled), headers=sent, follow_redirects=True)
        else:
            answer = client.get(to, params=filled, follow_redirects=True)
        return time.perf_counter() - began, answer

    return send if wanted else look


def _taken(ask: Callable[[], tuple[float, Any]]) -> Taken:
    """What asking took, without the answers that only say that so much at once is not allowed."""
    times: list[float] = []
    began = time.perf_counter()
    weight = 0
    for _ in range(2 * TRIES):
        took, answer = ask()
        if answer is None:
            return Taken("the page has no such form")
        if answer.status_code == TOO_MANY:
            time.sleep(min(float(answer.headers.get("retry-after", 5)), LONGEST))
        elif answer.status_code != 200:
            return Taken(f"answered {answer.status_code}")
        else:
            times.append(took)
            weight = len(answer.content)
        gone = time.perf_counter() - began
        if len(times) > TRIES or gone > PATIENCE * (1 if len(times) > FEWEST else 4):
            break
    if len(times) < 2:
        return Taken(f"answered {TOO_MANY}")
    del times[0]  # the first loads what all others use
    times.sort()
    return Taken(seconds(times[len(times) // 2]), seconds(times[int(0.95 * len(times))]), f"{weight / 1000:.1f} kB")
