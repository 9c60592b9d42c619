"""Whether an instrument binds one party, or is in force between two, worked out from events."""

from __future__ import annotations

import pytest

from comity.model import Confidence, Effect, EventKind, Mode, Participation, Party, PartyKind, UsageError
from comity.registry import Applies, Body, Coverage, InForce, Registry, in_force_between, in_force_for
from comity.registry.instrument import EntryRule
from comity.registry.naming import Naming

from .made import consent, event, instrument, on, registry, when


def one(held: Registry, who: str, day: str, article: str = "") -> InForce:
    return in_force_for(held, held.instrument("T-1990"), held.party(who), on(day), article)


def two(held: Registry, first: str, second: str, day: str, article: str = "") -> InForce:
    return in_force_between(held, held.instrument("T-1990"), (held.party(first), held.party(second)), on(day), article)


def test_it_binds_from_the_day_that_the_final_clause_gives() -> None:
    held = registry([consent("FRA", "2000-01-01")])
    assert one(held, "FRA", "2000-01-30").in_force is False
    assert one(held, "FRA", "2000-01-31").in_force is True


@pytest.mark.parametrize(
    ("rule", "deposit", "since"),
    [
        ("deposit", "2015-01-02", "2015-01-02"),
        ("days:30", "2015-01-02", "2015-02-01"),
        ("days:90", "2015-01-02", "2015-04-02"),
        ("months:3", "2014-11-30", "2015-02-28"),
        ("month_after_days:60", "2015-01-02", "2015-04-01"),
        ("month_after_days:60", "2023-11-14", "2024-02-01"),
        ("month_after_days:60", "2024-10-25", "2025-01-01"),
        ("month_after_months:3", "2006-09-29", "2007-01-01"),
        ("month_after_months:3", "2015-03-01", "2015-07-01"),
    ],
)
def test_each_rule_of_entry_into_force(rule: str, deposit: str, since: str) -> None:
    held = registry([consent("FRA", deposit)], own=instrument(entry=EntryRule(rule)))
    found = one(held, "FRA", "2026-01-01").since
    assert found is not None
    assert found.text == since


def test_nobody_is_bound_before_the_instrument_is_in_force_at_all() -> None:
    held = registry([consent("FRA", "1991-01-01")])
    assert one(held, "FRA", "1992-05-31").in_force is False
    assert one(held, "FRA", "1992-06-01").in_force is True


def test_a_withdrawal_takes_effect_after_its_notice() -> None:
    notice = event(EventKind.WITHDRAWAL_NOTIFIED, "HUN", "2025-06-02")
    held = registry([consent("HUN", "2001-11-30"), notice])
    assert one(held, "HUN", "2026-06-01").in_force is True
    assert one(held, "HUN", "2026-06-02").in_force is False
    assert notice in one(held, "HUN", "2026-06-02").proof


def test_a_notice_that_is_taken_back_ends_nothing() -> None:
    events = [
        consent("HUN", "2001-11-30"),
        event(EventKind.WITHDRAWAL_NOTIFIED, "HUN", "2025-06-02"),
        event(EventKind.WITHDRAWAL_REVOKED, "HUN", "2026-03-01"),
    ]
    assert one(registry(events), "HUN", "2026-08-01").in_force is True


def test_who_comes_back_is_bound_again_and_was_not_between() -> None:
    events = [
        consent("KEN", "2000-01-01"),
        event(EventKind.WITHDRAWAL_EFFECTIVE, "KEN", "2005-01-01"),
        consent("KEN", "2010-01-01", Mode.ACCESSION),
    ]
    held = registry(events)
    assert [one(held, "KEN", day).in_force for day in ("2004-12-31", "2005-01-01", "2010-01-30", "2010-01-31")] == [
        True,
        False,
        False,
        True,
    ]
    assert not one(held, "KEN", "2020-01-01").conflicts


def test_a_succession_adds_no_waiting_period() -> None:
    held = registry([consent("KEN", "2000-05-01", Mode.SUCCESSION, effective=when("1993-01-01"))])
    assert one(held, "KEN", "1993-01-01").in_force is True


def test_provisional_application_is_not_force_but_applies() -> None:
    events = [event(EventKind.PROVISIONAL_APPLICATION, "FRA", "2000-01-01"), consent("FRA", "2003-01-01")]
    answer = one(registry(events), "FRA", "2001-01-01")
    assert (answer.in_force, answer.applies) == (False, Applies.PROVISIONALLY)
    assert one(registry(events), "FRA", "2004-01-01").applies is Applies.IN_FORCE


def test_a_suspension_holds_until_it_ends() -> None:
    events = [
        consent("FRA", "2000-01-01"),
        event(EventKind.SUSPENSION, "FRA", "2005-01-01"),
        event(EventKind.RESUMPTION, "FRA", "2006-01-01"),
    ]
    held = registry(events)
    assert [one(held, "FRA", day).in_force for day in ("2004-12-31", "2005-06-01", "2006-01-01")] == [True, False, True]


def test_who_is_not_in_a_complete_table_is_no_party_and_in_another_unknown() -> None:
    assert one(registry([]), "FRA", "2020-01-01").in_force is False
    incomplete = instrument(coverage=Coverage(is_complete=False, as_of=when("2026-11")))
    answer = one(registry([], own=incomplete), "FRA", "2020-01-01")
    assert (answer.in_force, answer.applies) == (None, Applies.UNKNOWN)
    assert "not a no" in answer.why


def test_a_year_alone_leaves_its_days_open() -> None:
    held = registry([consent("FRA", "2000")])
    assert [one(held, "FRA", day).in_force for day in ("2000-01-01", "2000-07-01", "2001-02-01")] == [False, None, True]


def test_a_signature_alone_binds_nobody() -> None:
    answer = one(registry([event(EventKind.SIGNATURE, "FRA", "1991-01-01")]), "FRA", "2020-01-01")
    assert answer.in_force is False
    assert "signed" in answer.why


def test_what_is_old_is_called_stale_with_its_date() -> None:
    seed = consent("FRA", "2000-01-01", as_of=when("2014-05"), confidence=Confidence.SEED)
    held = registry([seed], own=instrument(coverage=Coverage(is_complete=True, as_of=when("2014-05"))))
    answer = one(held, "FRA", "2020-01-01")
    assert (answer.in_force, answer.is_stale, str(answer.as_of), answer.confidence) == (True, True, "2014-05", Confidence.SEED)


def test_between_two_both_must_be_bound() -> None:
    held = registry([consent("FRA", "2000-01-01"), consent("KEN", "2010-01-01")])
    assert two(held, "FRA", "KEN", "2010-01-30").in_force is False
    answer = two(held, "KEN", "FRA", "2010-01-31")
    assert answer.in_force is True
    assert answer.since is not None
    assert answer.since.text == "2010-01-31"
    assert {found.party for found in answer.proof} == {"FRA", "KEN"}


def test_what_is_no_for_one_is_no_between_the_two_whatever_is_unknown_of_the_other() -> None:
    incomplete = instrument(coverage=Coverage())
    gone = [consent("HUN", "2000-01-01"), event(EventKind.WITHDRAWAL_EFFECTIVE, "HUN", "2005-01-01")]
    assert two(registry(gone, own=incomplete), "HUN", "FRA", "2010-01-01").in_force is False
    assert two(registry([consent("HUN", "2000-01-01")], own=incomplete), "HUN", "FRA", "2010-01-01").in_force is None


def reserved(*articles: str, effect: Effect = Effect.NONE) -> Participation:
    return event(EventKind.RESERVATION, "KEN", "2009-01-01", articles=articles, effect=effect, text="not to be applied")


BOTH = [consent("FRA", "2000-01-01"), consent("KEN", "2009-01-01")]


def test_a_reservation_limits_both_ways_and_only_its_article() -> None:
    held = registry([*BOTH, reserved("16")])
    for pair in (("FRA", "KEN"), ("KEN", "FRA")):
        assert [limit.event for limit in two(held, *pair, "2012-01-01", "16(2)").limits] == [reserved("16")]
        assert two(held, *pair, "2012-01-01", "9").limits == ()
    assert len(two(held, "FRA", "KEN", "2012-01-01").limits) == 1


def test_an_article_that_is_excluded_is_not_in_force_between_the_two_and_the_rest_is() -> None:
    held = registry([*BOTH, reserved("16", effect=Effect.EXCLUDES)])
    assert two(held, "FRA", "KEN", "2012-01-01", "16").in_force is False
    assert two(held, "FRA", "KEN", "2012-01-01", "9").in_force is True
    assert two(held, "FRA", "KEN", "2012-01-01").in_force is True


def test_a_reservation_to_a_paragraph_does_not_exclude_the_article() -> None:
    held = registry([*BOTH, reserved("16(2)", effect=Effect.EXCLUDES)])
    assert two(held, "FRA", "KEN", "2012-01-01", "16").in_force is True
    assert two(held, "FRA", "KEN", "2012-01-01", "16(2)").in_force is False


def test_a_reservation_that_was_withdrawn_limits_nothing_from_then_on() -> None:
    held = registry([*BOTH, reserved("16"), event(EventKind.RESERVATION_WITHDRAWN, "KEN", "2015-01-01", articles=("16",))])
    assert len(two(held, "FRA", "KEN", "2014-12-31").limits) == 1
    assert two(held, "FRA", "KEN", "2015-01-01").limits == ()


def test_an_objection_that_rules_force_out_blocks_relations_between_the_two_only() -> None:
    objection = event(EventKind.OBJECTION, "FRA", "2009-06-01", against="KEN", excludes_force=True)
    held = registry([*BOTH, consent("DEU", "2000-01-01"), reserved("16"), objection])
    blocked = two(held, "KEN", "FRA", "2012-01-01")
    assert blocked.in_force is False
    assert objection in blocked.proof
    assert two(held, "DEU", "KEN", "2012-01-01").in_force is True
    assert one(held, "KEN", "2012-01-01").in_force is True


def test_an_objection_without_that_leaves_force_and_is_told_with_the_reservation() -> None:
    objection = event(EventKind.OBJECTION, "FRA", "2009-06-01", against="KEN")
    answer = two(registry([*BOTH, reserved("16"), objection]), "KEN", "FRA", "2012-01-01")
    assert answer.in_force is True
    assert answer.limits[0].objections == (objection,)


def test_an_objection_ends_with_its_withdrawal_or_with_the_reservation() -> None:
    objection = event(EventKind.OBJECTION, "FRA", "2009-06-01", against="KEN", excludes_force=True)
    back = event(EventKind.OBJECTION_WITHDRAWN, "FRA", "2013-01-01", against="KEN")
    assert two(registry([*BOTH, reserved("16"), objection, back]), "KEN", "FRA", "2013-01-01").in_force is True
    gone = event(EventKind.RESERVATION_WITHDRAWN, "KEN", "2014-01-01")
    assert two(registry([*BOTH, reserved("16"), objection, gone]), "KEN", "FRA", "2014-01-01").in_force is True


@pytest.mark.parametrize("said", ["16", "016", "Art. 16", "article 16", " 16 ", "１６", "§ 16"])
def test_an_article_is_the_same_however_it_is_typed(said: str) -> None:
    held = registry([*BOTH, reserved("16", effect=Effect.EXCLUDES)])
    assert two(held, "FRA", "KEN", "2012-01-01", said).in_force is False
    assert one(held, "KEN", "2012-01-01", said).in_force is False


@pytest.mark.parametrize("said", ["16(2)", "16.2", "16 (2)", "16/2", "art. 16, paragraph 2", "16 para. 2"])
def test_so_is_a_paragraph(said: str) -> None:
    held = registry([*BOTH, reserved("16(2)", effect=Effect.EXCLUDES)])
    assert two(held, "FRA", "KEN", "2012-01-01", said).in_force is False


@pytest.mark.parametrize("said", ["6; drop", "sixteen", "16(", "x" * 100_000, "16 17", "-1"])
def test_what_cites_no_article_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="cites no article"):
        two(registry(BOTH), "FRA", "KEN", "2012-01-01", said)


def test_one_party_named_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="both parties"):
        two(registry(BOTH), "FRA", "FRA", "2012-01-01")


def test_an_objection_to_no_reservation_that_is_held_is_told_as_a_conflict() -> None:
    objection = event(EventKind.OBJECTION, "FRA", "2009-06-01", against="KEN", excludes_force=True)
    answer = two(registry([*BOTH, objection]), "KEN", "FRA", "2012-01-01")
    assert answer.in_force is False
    assert [conflict.what for conflict in answer.conflicts] == ["it objects to a reservation that is not held"]


def test_a_day_that_is_yet_to_come_is_never_fresh() -> None:
    held = registry([consent("FRA", "2000-01-01")])
    assert one(held, "FRA", "2026-11-26").is_stale is False
    assert one(held, "FRA", "2027-01-01").is_stale is True


def test_nobody_is_bound_before_they_exist() -> None:
    state = Party("KEN", PartyKind.STATE, "Kenya", "KE", begins=when("1963-12-12"))
    held = registry([consent("KEN", "1950-01-01")], own=instrument(in_force=when("1949-01-01")))
    alone = Registry(Naming([state], lambda: ()), held.instruments.values(), [], held.events())
    assert one(alone, "KEN", "1960-01-01").in_force is False


def test_a_territory_is_bound_only_where_the_instrument_was_extended_to_it() -> None:
    base = [consent("GBR", "2000-01-01")]
    assert one(registry(base), "GIB", "2010-01-01").in_force is None
    extended = event(EventKind.TERRITORIAL_EXTENSION, "GBR", "2008-01-01", territory="GIB")
    held = registry([*base, extended])
    assert [one(held, "GIB", day).in_force for day in ("2007-12-31", "2008-01-01")] == [None, True]
    ended = event(EventKind.TERRITORIAL_END, "GBR", "2012-01-01", territory="GIB")
    assert one(registry([*base, extended, ended]), "GIB", "2012-01-01").in_force is False


def test_a_state_that_ceased_to_be_is_bound_no_longer_and_its_successors_are_named() -> None:
    held = registry([consent("CSK", "1991-01-01")])
    assert one(held, "CSK", "1992-12-31").in_force is True
    assert one(held, "CSK", "1993-01-01").in_force is False
    assert "CZE" in one(registry([]), "CSK", "2000-01-01").why
    assert one(registry([]), "CSK", "1992-12-31").in_force is None


def test_members_are_bound_by_acts_of_their_body_unless_they_opted_out() -> None:
    act = instrument(binds=("EU",), in_force=when("2004-01-01"))
    join: dict[str, object] = {"instrument": "EU", "mode": Mode.MEMBER}
    events = [
        event(EventKind.JOIN, "FRA", "1958-01-01", **join),
        event(EventKind.JOIN, "HUN", "2004-05-01", **join),
        event(EventKind.JOIN, "GBR", "1973-01-01", **join),
        event(EventKind.LEAVE, "GBR", "2020-02-01", **join),
        event(EventKind.OPT_OUT, "DEU", "2004-01-01"),
        event(EventKind.JOIN, "DEU", "1958-01-01", **join),
    ]
    body = Body("EU", "European Union", "organisation", coverage=Coverage(is_complete=True, as_of=when("2026-11")))
    held = registry(events, own=act, bodies=[body])
    assert [two(held, "FRA", "HUN", day).in_force for day in ("2004-04-30", "2004-05-01")] == [False, True]
    assert [one(held, "GBR", day).in_force for day in ("2020-01-31", "2020-02-01")] == [True, False]
    assert one(held, "DEU", "2010-01-01").in_force is False
    assert one(held, "KEN", "2010-01-01").in_force is False
    assert one(held, "FRA", "2003-12-31").in_force is False


def test_a_withdrawal_before_any_consent_is_a_conflict_and_changes_nothing() -> None:
    wrong = event(EventKind.WITHDRAWAL_EFFECTIVE, "FRA", "1995-01-01")
    held = registry([wrong, consent("FRA", "2000-01-01")])
    answer = one(held, "FRA", "2010-01-01")
    assert answer.in_force is True
    assert [conflict.events for conflict in answer.conflicts] == [(wrong,)]


def test_sources_that_disagree_are_both_kept_the_surer_counts_and_the_conflict_is_told() -> None:
    seed = consent("FRA", "2000-03-01", source="a seed", confidence=Confidence.SEED)
    sure = consent("FRA", "2000-01-01")
    answer = one(registry([seed, sure]), "FRA", "2000-02-15")
    assert answer.in_force is True
    assert answer.proof == (sure,)
    assert {found.source for found in answer.conflicts[0].events} == {"a seed", "the depositary"}


def test_a_less_exact_date_is_no_conflict() -> None:
    year = consent("FRA", "2000", source="a seed", confidence=Confidence.SEED)
    assert one(registry([year, consent("FRA", "2000-01-01")]), "FRA", "2010-01-01").conflicts == ()


def test_a_consent_whose_effect_is_not_known_leaves_it_open_until_an_event_says() -> None:
    stated = instrument(entry=EntryRule("stated"))
    held = registry([consent("FRA", "2000-01-01")], own=stated)
    assert one(held, "FRA", "2010-01-01").in_force is None
    told = event(EventKind.ENTRY_INTO_FORCE, "FRA", "2000-04-01")
    held = registry([consent("FRA", "2000-01-01"), told], own=stated)
    assert [one(held, "FRA", day).in_force for day in ("2000-03-31", "2000-04-01")] == [False, True]


def test_an_instrument_that_ended_binds_nobody() -> None:
    held = registry([consent("FRA", "2000-01-01")], own=instrument(ended=when("2015-01-01")))
    assert [one(held, "FRA", day).in_force for day in ("2014-12-31", "2015-01-01")] == [True, False]


def test_an_instrument_that_never_entered_into_force_binds_nobody() -> None:
    held = registry([consent("FRA", "2025-10-25")], own=instrument(in_force=None))
    assert one(held, "FRA", "2026-11-26").in_force is False
