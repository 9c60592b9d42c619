"""The sections of an evidence document, each made from its part of the pack."""

from __future__ import annotations

from collections.abc import Sequence

from comity.review.evidence_layout import Layout, Row, View, section
from comity.review.evidence_text import FIELDS, Facts, Small, days, grouped, rule_line, signed, subject_lines, when

VERDICTS = {"match": "Match", "not_a_match": "Not a match", "cannot_tell": "Cannot tell"}
STEPS = {"proposal": "Proposed", "approval": "Approved", "refusal": "Refused", "final": "Decided", "withdrawal": "Taken back"}

_NOT_STATED = Small("not stated")
_CHANGED = "They stand here as they were when this document was made; what was compared below are those that the hit was found with."
_HOW_TO_CHECK = (
    "The file evidence.json is attached to this PDF and holds the same facts for machines. The SHA-256 above, which stands on every page, "
    "is of that file: take it out of the PDF, compute its SHA-256, and compare. Equal means that not a letter has changed."
)


def words(code: str) -> str:
    """A code of ours as words."""
    return code.replace("_", " ")


def who_was_screened(layout: Layout, facts: Facts) -> View:
    """The subject by itself."""
    subject = facts["subject"]
    return section("Who was screened", layout.facts((label, subject_lines(subject, field)) for field, label in FIELDS.items()))


def how_it_was_screened(layout: Layout, facts: Facts) -> View:
    """When and under which rule nothing was found."""
    screening = facts["screening"]
    return section("How", layout.facts([("Screened at", [when(screening["at"])]), ("Rule", [rule_line(screening["rule"])])]))


def side_by_side(layout: Layout, facts: Facts) -> View:
    """Subject and listing, fact by fact; then what the listing says beside."""
    listing, rows = facts["listing"], list[Row]()
    for field, label in FIELDS.items():
        mine, theirs = subject_lines(facts["subject"], field), subject_lines(listing["subject"], field)
        if mine or theirs:
            rows.append(([label], mine or [_NOT_STATED], theirs or [_NOT_STATED]))
    changed = facts["case"].get("subject_changed_at")
    said = [layout.para(f"The facts of the subject changed at {when(changed)}. {_CHANGED}")] if changed else []
    heads = ("Fact", "Subject of this node", f"Listing {listing['id']} on {listing['list']}")
    blocks = [*said, layout.table(heads, ("0.75fr", "2fr", "2fr"), rows)]
    beside = layout.facts(
        [
            ("Programmes", listing.get("programmes", [])),
            ("Legal basis", listing.get("legal_basis", [])),
            ("Listed on", [listing["listed_on"]] if "listed_on" in listing else []),
            ("Amended on", [", ".join(listing["amended_on"])] if "amended_on" in listing else []),
            *((detail["label"], [detail["text"]]) for detail in listing.get("details", [])),
            ("Place in the source", [listing["locator"]] if "locator" in listing else []),
        ]
    )
    if beside["rows"]:
        blocks += [layout.subheading("What else the listing says"), beside]
    return section("Side by side", *blocks)


def what_was_compared(layout: Layout, facts: Facts) -> View:
    """The pairs of values, for and against in the same form and size, and how they add up."""
    hit, blocks = facts["hit"], list[View]()
    evidence: Sequence[Facts] = hit["evidence"]
    against, neutral = [one for one in evidence if one["effect"] < 0], [one for one in evidence if one["effect"] == 0]
    for heading, part in (("Speaks for a match", [one for one in evidence if one["effect"] > 0]), ("Speaks against a match", against)):
        blocks += [layout.subheading(heading), _pairs(layout, part) if part else layout.para("Nothing that was compared.")]
    if neutral:
        blocks += [layout.subheading("Changes nothing"), _pairs(layout, neutral)]
    total = sum(one["effect"] for one in evidence)
    ends = "." if abs(total - hit["score"]) < 0.0001 * (len(evidence) + 1) else ", since the scale has ends."
    blocks.append(layout.para(f"The effects add up to {total:.4f}; the score is {hit['score']:.4f}{ends}"))
    rows = [("Rule", [rule_line(hit["rule"])]), ("Found at", [when(hit["found_at"])]), ("Screening", [hit["screening"]])]
    return section("What was compared", *blocks, layout.facts(rows))


def _pairs(layout: Layout, evidence: Sequence[Facts]) -> View:
    rows = [
        (
            [words(one["kind"]).capitalize()],
            [one["query"] or _NOT_STATED],
            [one["listing"] or _NOT_STATED],
            [one["why"]],
            [signed(one["effect"])],
        )
        for one in evidence
    ]
    return layout.table(("Fact", "Subject", "Listing", "Why", "Effect"), ("1fr", "1.6fr", "1.6fr", "2fr", "auto"), rows)


def decisions(layout: Layout, facts: Facts) -> View:
    """Who decided what, when and why, oldest first."""
    if not facts["decisions"]:
        return section("Decisions", layout.para("Nobody has decided yet."))
    rows = [_decision(one) for one in facts["decisions"]]
    return section("Decisions", layout.table(("When", "Who", "What", "Why"), ("1fr", "1.2fr", "1.1fr", "2.6fr"), rows))


def _decision(one: Facts) -> Row:
    what = [f"{STEPS[one['step']]}: {VERDICTS[one['verdict']].lower()}"]
    why = [words(one["reason"]).capitalize(), *([one["text"]] if "text" in one else [])]
    answers = "takes back" if one["step"] == "withdrawal" else "answers"
    refers = [Small(f"{word} {one[key]}") for key, word in (("answers", answers), ("reverses", "replaces")) if key in one]
    return (
        [when(one["at"])],
        [one["by"], Small(f"purpose: {words(one['purpose'])}")],
        what,
        [*why, Small(f"decision {one['id']} on hit {one['hit']}"), *refers],
    )


def exemption(layout: Layout, facts: Facts) -> list[View]:
    """The exemption that came of it, if any."""
    if "exemption" not in facts:
        return []
    one = facts["exemption"]
    rows = [
        ("State", [one["state"]]),
        ("Granted", [when(one["granted_at"]), Small(f"by decision {one['decision']}")]),
        ("Until", [when(one["expires_at"]), Small("or until either side changes in a fact that matters")]),
        ("Facts of the listing", [Small(grouped(one["listing_digest"]))]),
        ("Facts of the subject", [Small(grouped(one["subject_digest"]))]),
    ]
    return [section("Exemption", layout.facts(rows))]


def earlier_hits(layout: Layout, facts: Facts) -> list[View]:
    """The hits that earlier decisions rested on, if they are not the one shown."""
    if "earlier_hits" not in facts:
        return []
    rows = [
        ([one["id"]], [when(one["found_at"])], [one["edition"]], [one["outcome"]], [f"{one['score']:.4f}"]) for one in facts["earlier_hits"]
    ]
    said = "Decisions above that name another hit than the one shown rest on one of these; the JSON holds them in full."
    table = layout.table(("Hit", "Found at", "Edition", "Outcome", "Score"), ("1.4fr", "1.3fr", "1.7fr", "0.8fr", "auto"), rows)
    return [section("Earlier hits", layout.para(said), table)]


def editions(layout: Layout, facts: Facts) -> View:
    """Every edition screened against, its age then, whether that was too old, and its digest."""
    rows = [_edition(one) for one in facts["editions"]]
    return section("Lists and their age", layout.table(("List", "Edition", "Age when screened"), ("1fr", "4.1fr", "1fr"), rows))


def _edition(one: Facts) -> Row:
    dated = f"published {when(one['published'])}" if "published" in one else f"fetched {when(one['fetched_at'])}"
    size = f"{one['entries']:,} entries, {one['names']:,} names" + (f"; {one['partial']}" if "partial" in one else "")
    age = [days(one["age_days"]), *([f"STALE: older than {days(one['stale_after_days'])}"] if one["stale"] else [])]
    digest = [Small(f"SHA-256 {grouped(one['sha256'])}")] if "sha256" in one else []
    return [one["list"], Small(one.get("publisher", ""))], [one["id"], Small(f"{dated}; {size}"), *digest], age


def ledger(layout: Layout, facts: Facts) -> list[View]:
    """The numbers of the ledger's entries, if any were given."""
    rows = [([f"{one['number']:,}"], [when(one["at"])], [one["actor"]], [one["action"]], [one["object"]]) for one in facts["ledger"]]
    heads = ("Number", "When", "Who", "Act", "On")
    return [section("Entries in the ledger", layout.table(heads, ("auto", "1.7fr", "1fr", "1.2fr", "2fr"), rows))] if rows else []


def how_to_check(layout: Layout, facts: Facts, sha256: str) -> View:
    """Who made the pack, and how to see that it is whole."""
    made = facts["made"]
    rows = [
        ("Made at", [when(made["at"])]),
        ("By", [made["by"]]),
        ("On node", [made["node"]]),
        ("Purpose", [words(made["purpose"])]),
        ("With", [made["software"]]),
        ("SHA-256", [Small(grouped(sha256))]),
    ]
    return section("How to check this document", layout.facts(rows), layout.para(_HOW_TO_CHECK))
