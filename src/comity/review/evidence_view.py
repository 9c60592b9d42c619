"""An evidence pack laid out as a document: title, the matter in short, and its sections in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comity.review import evidence_sections as sections
from comity.review.evidence import Pack
from comity.review.evidence_layout import Layout, View
from comity.review.evidence_text import Facts, Small, when

STATES = {
    "open": "open, no decision yet",
    "proposed": "waiting for a second person",
    "decided": "decided",
    "lapsed": "lapsed, the hit is gone",
}


def view_of(pack: Pack) -> View:
    """Everything that the template needs, as plain values."""
    layout = Layout()
    facts: Facts = pack.facts
    is_case = facts["kind"] == "case"
    made = {
        "title": layout.text(_title(facts))["t"],
        "overline": "Sanctions screening · Decision record" if is_case else "Sanctions screening · Clear result",
        "node": layout.text(str(facts["made"]["node"])),
        "sha256": pack.sha256,
        "made": layout.text(f"Made {when(facts['made']['at'])} by {facts['made']['by']}"),
        "callout": _case_in_short(layout, facts) if is_case else _clear_in_short(layout, facts),
        "note": layout.text(str(facts["note"])),
        "sections": [
            *(_of_case(layout, facts) if is_case else _of_clear(layout, facts)),
            sections.editions(layout, facts),
            *sections.ledger(layout, facts),
            sections.how_to_check(layout, facts, pack.sha256),
        ],
    }
    made["sections"] += layout.not_shown()
    return made


def _title(facts: Facts) -> str:
    return f"Evidence of case {facts['case']['id']}" if "case" in facts else f"Evidence of clear screening {facts['screening']['id']}"


def _of_case(layout: Layout, facts: Facts) -> list[View]:
    return [
        sections.side_by_side(layout, facts),
        sections.what_was_compared(layout, facts),
        sections.decisions(layout, facts),
        *sections.exemption(layout, facts),
        *sections.earlier_hits(layout, facts),
    ]


def _of_clear(layout: Layout, facts: Facts) -> list[View]:
    return [sections.who_was_screened(layout, facts), sections.how_it_was_screened(layout, facts)]


def _case_in_short(layout: Layout, facts: Facts) -> View:
    """What was decided, about whom, beside which listing."""
    case, hit, listing = facts["case"], facts["hit"], facts["listing"]
    state = STATES[case["state"]]
    verdict = f"{sections.VERDICTS[case['verdict']]} ({state})" if "verdict" in case else state.capitalize()
    said = f"The screening said {hit['outcome']}, with a score of {hit['score']:.4f}. The score decided nothing."
    sides = (("Subject of this node", _caption(facts["subject"])), (f"Listing {listing['id']} on {listing['list']}", _named(hit["name"])))
    return _callout(layout, verdict, sides, [said])


def _clear_in_short(layout: Layout, facts: Facts) -> View:
    """Who was found on none of which lists, and which of those were stale."""
    stale = sorted({one["list"] for one in facts["editions"] if one["stale"]})
    said = [facts["screening"]["statement"], *([f"Stale when it was screened against: {', '.join(stale)}."] if stale else [])]
    verdict = "Clear: no listing reached the threshold of the rule"
    return _callout(layout, verdict, [("Subject of this node", _caption(facts["subject"]))], said)


def _callout(layout: Layout, verdict: str, sides: Iterable[tuple[str, Sequence[str]]], said: Iterable[str]) -> View:
    return {
        "verdict": layout.text(verdict),
        "sides": [{"label": layout.text(label), "cell": [layout.text(line) for line in lines]} for label, lines in sides],
        "said": [layout.text(line) for line in said],
    }


def _caption(subject: Facts) -> list[str]:
    names = subject.get("names", [])
    return _named(names[0]) if names else ["a subject without a name"]


def _named(name: Facts) -> list[str]:
    """A name and, where it has letters that are not Latin, its romanisation."""
    return [name["full"], *([Small(f"in Latin letters: {name['latin']}")] if "latin" in name else [])]
