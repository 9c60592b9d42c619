"""Laws of the registry that hold for whatever the log says."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from comity.model import Confidence, Effect, EventKind, Mode, PartialDate, Participation, Party, PartyKind
from comity.registry import (
    Applies,
    Coverage,
    Day,
    InForce,
    Instrument,
    InstrumentKind,
    Need,
    Registry,
    bases_between,
    in_force_between,
    in_force_for,
    read_events,
    write_events,
)
from comity.registry.instrument import BasisRule, EntryRule, WithdrawalRule
from comity.registry.naming import Naming

A, B = (Party(code, PartyKind.STATE, name, code[:2]) for code, name in (("AAA", "Aland"), ("BBB", "Borduria")))
TODAY = date(2026, 11, 26)
FIRST = date(1990, 1, 1)

days = st.dates(FIRST, date(2026, 1, 1))
exact = days.map(lambda day: PartialDate(day.year, day.month, day.day))
dated = exact | days.map(lambda day: PartialDate(day.year, day.month)) | days.map(lambda day: PartialDate(day.year))
articles = st.lists(st.sampled_from(("9", "16", "16(2)")), max_size=2, unique=True).map(tuple)
CHANGING = (
    EventKind.SIGNATURE,
    EventKind.CONSENT,
    EventKind.ENTRY_INTO_FORCE,
    EventKind.WITHDRAWAL_NOTIFIED,
    EventKind.WITHDRAWAL_EFFECTIVE,
    EventKind.WITHDRAWAL_REVOKED,
    EventKind.SUSPENSION,
    EventKind.RESUMPTION,
    EventKind.PROVISIONAL_APPLICATION,
    EventKind.PROVISIONAL_END,
)


def events_of(kinds: tuple[EventKind, ...], parties: tuple[str, ...] = ("AAA", "BBB")) -> st.SearchStrategy[Participation]:
    return st.builds(
        Participation,
        st.just("T-1990"),
        st.sampled_from(parties),
        st.sampled_from(kinds),
        st.sampled_from((Mode.UNKNOWN, Mode.RATIFICATION, Mode.ACCESSION, Mode.SUCCESSION)),
        date=dated | st.none(),
        effective=st.none() | exact,
        articles=articles,
        effect=st.sampled_from(Effect),
        source=st.sampled_from(("the depositary", "a seed", "a gazette")),
        as_of=st.just(PartialDate(2026, 11)),
        confidence=st.sampled_from(Confidence),
    )


objections = st.builds(
    Participation,
    st.just("T-1990"),
    st.just("AAA"),
    st.sampled_from((EventKind.OBJECTION, EventKind.OBJECTION_WITHDRAWN)),
    date=dated,
    against=st.just("BBB"),
    excludes_force=st.booleans(),
    source=st.just("the depositary"),
    as_of=st.just(PartialDate(2026, 11)),
)
notes = events_of((EventKind.RESERVATION, EventKind.DECLARATION, EventKind.RESERVATION_WITHDRAWN)) | objections
logs = st.lists(events_of(CHANGING) | notes, max_size=9)
rules = st.sampled_from(("deposit", "days:30", "months:3", "month_after_days:60", "month_after_months:3", "stated"))
instruments = st.builds(
    lambda rule, begins, months, complete: Instrument(
        "T-1990",
        "Treaty",
        InstrumentKind.CONVENTION,
        in_force=begins,
        entry=EntryRule(rule),
        withdrawal=WithdrawalRule(months),
        coverage=Coverage(is_complete=complete, as_of=PartialDate(2026, 11)),
        bases=(BasisRule(Need.EXTRADITION, "9", "It obliges."), BasisRule(Need.EXTRADITION, "16", "It allows arrest.")),
    ),
    rules,
    exact | st.none(),
    st.sampled_from((None, 0, 6, 12)),
    st.booleans(),
)
asked = st.dates(FIRST - timedelta(days=400), date(2027, 6, 1)).map(lambda day: Day(day, TODAY))


def held(instrument: Instrument, events: list[Participation]) -> Registry:
    return Registry(Naming((A, B), lambda: ()), [instrument], [], events)


def between(instrument: Instrument, events: list[Participation], day: Day, article: str = "") -> InForce:
    return in_force_between(held(instrument, events), instrument, (A, B), day, article)


_WIDTH = {Applies.NOT: 0, Applies.UNKNOWN: 1, Applies.PROVISIONALLY: 2, Applies.IN_FORCE: 3}


@given(instruments, logs, asked)
def test_nothing_is_in_force_between_two_of_which_one_is_not_bound(instrument: Instrument, log: list[Participation], day: Day) -> None:
    registry = held(instrument, log)
    joint = in_force_between(registry, instrument, (A, B), day)
    if joint.in_force:
        assert in_force_for(registry, instrument, A, day).in_force
        assert in_force_for(registry, instrument, B, day).in_force
        for who in ("AAA", "BBB"):
            mine = [event for event in log if event.party == who and event.kind in (EventKind.CONSENT, EventKind.ENTRY_INTO_FORCE)]
            assert any(event.when is not None and event.when.earliest <= day.on for event in mine)


@given(instruments, logs, asked, st.sampled_from(("", "9", "16", "16(2)")))
def test_between_two_it_does_not_matter_who_is_named_first(
    instrument: Instrument, log: list[Participation], day: Day, article: str
) -> None:
    registry = held(instrument, log)
    one, other = (in_force_between(registry, instrument, pair, day, article) for pair in ((A, B), (B, A)))
    assert (one.applies, one.since, one.until, one.as_of, one.is_stale, one.confidence) == (
        other.applies,
        other.since,
        other.until,
        other.as_of,
        other.is_stale,
        other.confidence,
    )


@given(instruments, logs, asked, events_of((EventKind.RESERVATION, EventKind.DECLARATION)), st.sampled_from(("", "9", "16", "16(2)")))
def test_a_reservation_never_widens_anything(
    instrument: Instrument, log: list[Participation], day: Day, reservation: Participation, article: str
) -> None:
    before, after = between(instrument, log, day, article), between(instrument, [*log, reservation], day, article)
    assert _WIDTH[after.applies] <= _WIDTH[before.applies]
    assert {limit.event for limit in before.limits} <= {limit.event for limit in after.limits}
    needs = (bases_between(held(instrument, events), (A, B), Need.EXTRADITION, day) for events in (log, [*log, reservation]))
    fewer, more = ({(basis.of.id, basis.rule.article): _WIDTH[basis.standing.applies] for basis in found} for found in needs)
    assert all(key in fewer and width <= fewer[key] for key, width in more.items())


@given(instruments, st.lists(events_of(CHANGING) | notes, max_size=5), asked)
def test_the_log_replays_to_the_same_in_any_order_and_with_repeats(instrument: Instrument, log: list[Participation], day: Day) -> None:
    wanted = between(instrument, log, day)
    for order in list(permutations(log))[:24]:
        found = between(instrument, [*order, *order[:2]], day)
        assert (found.applies, found.since, found.until, found.why) == (wanted.applies, wanted.since, wanted.until, wanted.why)
        assert {limit.event for limit in found.limits} == {limit.event for limit in wanted.limits}
        assert {conflict.what for conflict in found.conflicts} == {conflict.what for conflict in wanted.conflicts}


@given(instruments, logs, asked)
def test_every_answer_but_one_of_absence_has_a_proof(instrument: Instrument, log: list[Participation], day: Day) -> None:
    answer = in_force_for(held(instrument, log), instrument, A, day)
    if answer.applies in (Applies.IN_FORCE, Applies.PROVISIONALLY):
        assert answer.proof
        assert answer.since is not None
        assert answer.since.first <= day.on
        assert answer.until is None or day.on < answer.until.last


@given(logs)
def test_what_is_written_is_read_back(log: list[Participation]) -> None:
    assert list(read_events(write_events(log), "log")) == log
