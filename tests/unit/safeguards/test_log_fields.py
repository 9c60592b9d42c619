"""Logs: what is listed passes, personal data and secrets do not, and nothing is lost in silence."""

from __future__ import annotations

import base64
import json
import secrets
import sys
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from comity.identity import KeyOrder, Passwords, Scope, issue, new_user, open_sitting, totp
from comity.identity.federated import login_name
from comity.model import Actor, Purpose, Role
from comity.safeguards import LogFields

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
FINE = {
    "event": "screening.done",
    "level": "info",
    "timestamp": "2026-03-01T09:00:00.123456Z",
    "request": "01JQ8Z3V4N5M6P7R8S9T0V1W2X",
    "actor": "user:ada.k",
    "object": "subject:01JQ8Z3V4N5M6P7R8S9T0V1W2X",
    "list": "un-sc",
    "route": "/api/v1/subjects/{id}",
    "method": "POST",
    "status": 200,
    "seconds": 0.0123,
    "hits": 3,
    "purpose": "aid_delivery",
    "version": "0.1.0",
    "digest": "a" * 64,
}


def written(**fields: object) -> dict[str, object]:
    return LogFields()(None, "info", dict(fields))


def test_names_ids_codes_counts_and_durations_pass_unchanged() -> None:
    assert written(**FINE) == FINE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Marta Novak"),
        ("subject", "Marta Novak"),
        ("subject", {"name": "Marta Novak"}),
        ("case", ["Marta Novak"]),
        ("object", "Marta Novak, born 1968"),
        ("reason", "she called from +32 2 555 01 23"),
        ("count", "Marta"),
        ("status", "Marta"),
        ("actor", "marta@example.org"),
        ("state", "Новак"),
        ("kind", b"Marta"),
        ("digest", "Marta"),
        ("exception", "ValueError: Marta Novak"),
        ("positional_args", ("Marta",)),
        ("Marta Novak", 1),
        ("route", "/api/v1/subjects?name=Marta%20Novak"),
        ("list", "x" * 129),
    ],
)
def test_personal_data_does_not_pass_and_is_counted(field: str, value: object) -> None:
    fields = LogFields()
    answer = fields(None, "info", {"event": "case.viewed", field: value})
    assert answer == {"event": "case.viewed", "dropped": 1}
    assert sum(fields.dropped.values()) == 1


def test_a_sentence_is_no_event() -> None:
    assert written(event="screened Marta Novak", hits=2) == {"event": "unnamed", "hits": 2, "dropped": 1}


def tokens() -> list[str]:
    order = KeyOrder("hub", AT + timedelta(days=9), frozenset({Purpose.AID_DELIVERY}), frozenset({Scope.SCREEN}))
    user = totp.offered(new_user("ada", "Ada", [Role.ANALYST], AT))
    return [
        issue(order, Actor("user:sol", frozenset({Role.SUPERVISOR})), AT).token,
        open_sitting("ada", AT).token,
        open_sitting("ada", AT).sitting.token_hash,
        user.totp,
        totp.provisioning_uri(user, "Comity"),
        totp.with_recovery_codes(user).codes[0],
        Passwords().hash("lantern gravel nineteen"),
        secrets.token_urlsafe(32),
        "Bearer:abc",
        "eyJhbGciOiJIUzI1NiJ9.e30.x",
    ]


@pytest.mark.parametrize("field", ["actor", "key", "state", "route", "event"])
def test_nothing_that_looks_like_a_secret_passes(field: str) -> None:
    for token in tokens():
        assert field not in written(**{field: token}) or written(**{field: token})[field] == "unnamed"


def test_somebody_who_comes_from_a_provider_is_named_by_their_id() -> None:
    actor = f"user:{login_name('https://login.example.org', '248289761001')}"
    assert written(actor=actor)["actor"] == actor
    assert "actor" not in written(actor=actor + "0"), "longer than such a name: a token, perhaps"
    assert "actor" not in written(actor=f"user:x{actor[5:]}")


def test_of_an_error_its_class_and_place_remain() -> None:
    try:
        json.loads("Marta Novak")
    except ValueError as error:
        for given_ in (error, sys.exc_info(), True):
            answer = written(event="job.failed", exc_info=given_)
            assert answer["error"] == "JSONDecodeError"
            assert str(answer["where"]).startswith("json.decoder:")
            assert "Marta" not in str(answer)
    assert written(event="job.failed", exc_info=None) == {"event": "job.failed"}
    assert written(event="job.failed", exc_info=ValueError("Marta")) == {"event": "job.failed", "error": "ValueError"}


def test_what_was_dropped_is_counted_by_reason() -> None:
    fields = LogFields()
    fields(None, "info", {"event": "a.b", "name": "x", "count": "x"})
    fields(None, "info", {"event": "a.b", "actor": "comity_x"})
    assert fields.dropped == {"field": 1, "form": 1, "secret": 1}


@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(sorted(FINE)),
        st.text(max_size=40) | st.integers() | st.binary(max_size=8) | st.none() | st.lists(st.text()),
    )
)
def test_what_passes_is_plain_ascii_without_blanks_or_numbers(fields: dict[str, object]) -> None:
    answer = written(**fields)
    for value in answer.values():
        assert (
            value is None
            or isinstance(value, int | float)
            or (isinstance(value, str) and value.isascii() and " " not in value and "\n" not in value)
        )
    assert answer.get("dropped", 0) == sum(1 for field in fields if field not in answer or answer[field] != fields[field])


def test_it_works_as_a_processor_of_structlog() -> None:
    lines: list[str] = []

    class Sink:
        def msg(self, line: str) -> None:
            lines.append(line)

        info = error = msg

    logger = structlog.wrap_logger(
        Sink(), processors=[structlog.processors.add_log_level, LogFields(), structlog.processors.JSONRenderer()]
    )
    logger.info("case.decided", case="01JQ", name="Marta Novak", seconds=0.5)
    assert json.loads(lines[0]) == {"event": "case.decided", "case": "01JQ", "seconds": 0.5, "level": "info", "dropped": 1}


def test_a_token_of_ordinary_base64_does_not_pass_as_a_code() -> None:
    for _ in range(50):
        assert "state" not in written(state=base64.b64encode(secrets.token_bytes(48)).decode() + "==")
