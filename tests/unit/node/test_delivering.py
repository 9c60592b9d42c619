"""Deliveries: signed by what the webhook has, repeated for a day, given up and not lost; by a sender that a test scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.exchange import Message, Sent
from comity.model import Actor, Conflict, UnknownName, UsageError
from comity.node import webhooks as desk
from comity.node.delivering import PAUSES, deliver_with, next_attempt
from comity.node.events import Notice, announce
from comity.node.jobs import Interrupted, JobContext
from comity.node.settings import Settings
from comity.storage import EditionStore
from comity.storage.database import Database
from comity.storage.database.deliveries import Delivery, DeliveryState
from comity.storage.database.webhooks import Webhook

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ADA = Actor("user:ada")
DAY = timedelta(days=1)
Answers = Callable[[Message], Sent]


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


class Post:
    """Answers each message with ``answer``, one queue after another, as a sender does."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.answer: Answers = lambda _message: Sent(204)

    def __call__(self, queues: Sequence[Sequence[Message]], stopped: Callable[[], bool]) -> list[list[Sent]]:
        came: list[list[Sent]] = []
        for queue in queues:
            came.append([])
            for message in queue:
                if stopped() or (came[-1] and came[-1][-1].error):
                    break
                self.sent.append(message)
                came[-1].append(self.answer(message))
        return came


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(tmp_path: Path, clock: Clock) -> Iterator[JobContext]:
    settings = Settings(tmp_path / "node")
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    yield JobContext(settings, EditionStore(settings.home), database, clock, {})
    database.close()


def hook(context: JobContext, *events: str, host: str = "bank") -> Webhook:
    order = desk.WebhookOrder(f"https://{host}.example/hooks", frozenset(events or ("list.updated",)))
    return desk.register(context, order, ADA)


def tell(context: JobContext, count: int = 1, kind: str = "list.updated") -> None:
    with context.database.writing() as writing:
        announce(writing, [Notice(kind, f"list:{number}") for number in range(count)], context.now())


def deliveries(context: JobContext, webhook: Webhook) -> list[Delivery]:
    with context.database.reading() as reading:
        return list(reading.deliveries.of(webhook.id, "", 500).items)


def test_an_event_goes_to_those_who_want_it_with_ids_only(context: JobContext) -> None:
    one, other = hook(context), hook(context, "job.failed", host="aid")
    tell(context)
    post = Post()
    assert deliver_with(post, context) == {"arrived": 1, "failed": 0, "given_up": 0}
    (message,) = post.sent
    assert (message.url, message.event, message.secrets) == (one.url, "list.updated", (one.secret,))
    body = json.loads(message.body)
    assert body == {"id": message.delivery, "event": "list.updated", "at": NOON.isoformat(), "object": "list:0", "facts": {}}
    assert deliveries(context, one)[0].state is DeliveryState.DELIVERED
    assert deliveries(context, other) == []


def test_what_fails_is_repeated_for_a_day_under_one_id_and_then_given_up(context: JobContext, clock: Clock) -> None:
    webhook = hook(context)
    tell(context)
    post = Post()
    post.answer = lambda _message: Sent(503, "the receiver answered 503")
    for _ in PAUSES:
        assert deliver_with(post, context)["failed"] == 1
        assert deliver_with(post, context)["failed"] == 0
        (one,) = deliveries(context, webhook)
        assert one.state is DeliveryState.WAITING
        clock.at = one.next_at
    assert timedelta(hours=19) < clock.at - NOON < timedelta(hours=29)
    assert deliver_with(post, context)["given_up"] == 1
    (dead,) = deliveries(context, webhook)
    assert (dead.state, dead.attempts, dead.last_status) == (DeliveryState.DEAD, len(PAUSES) + 1, 503)
    assert len({message.delivery for message in post.sent}) == 1
    with context.database.reading() as reading:
        last = list(reading.ledger.rows(0, 99))[-1][1]
    assert (last.action, last.facts["delivery"]) == ("webhook.give_up", dead.id)


def test_what_was_given_up_may_be_tried_again(context: JobContext, clock: Clock) -> None:
    webhook = hook(context)
    tell(context)
    post = Post()
    post.answer = lambda _message: Sent(0, "no connection")
    for _ in range(len(PAUSES) + 1):
        deliver_with(post, context)
        clock.at += DAY
    (dead,) = deliveries(context, webhook)
    back = desk.try_again(context.database, dead.id, ADA, clock())
    assert (back.state, back.attempts) == (DeliveryState.WAITING, 0)
    post.answer = lambda _message: Sent(200)
    assert deliver_with(post, context)["arrived"] == 1
    with pytest.raises(Conflict):
        desk.try_again(context.database, dead.id, ADA, clock())
    with pytest.raises(UnknownName):
        desk.try_again(context.database, "nowhere", ADA, clock())


def test_pauses_grow_and_are_spread() -> None:
    for attempts, pause in enumerate(PAUSES, 1):
        times = {next_attempt(attempts, NOON) for _ in range(30)}
        assert len(times) > 5
        assert all(at is not None and 0.8 * pause <= at - NOON <= 1.2 * pause for at in times)
    assert next_attempt(len(PAUSES) + 1, NOON) is None


def test_behind_one_that_fails_the_others_wait_without_counting(context: JobContext) -> None:
    webhook = hook(context)
    tell(context, 5)
    post = Post()
    post.answer = lambda _message: Sent(500, "the receiver answered 500")
    deliver_with(post, context)
    found = deliveries(context, webhook)
    assert sorted(one.attempts for one in found) == [0, 0, 0, 0, 1]
    assert len({one.next_at for one in found}) == 1


def test_a_receiver_that_is_away_is_asked_once_and_keeps_nobody_waiting(context: JobContext) -> None:
    away, there = hook(context), hook(context, host="aid")
    tell(context, 130)
    post = Post()
    post.answer = lambda message: Sent(0, "no connection") if message.url == away.url else Sent(204)
    assert deliver_with(post, context) == {"arrived": 130, "failed": 1, "given_up": 0}
    waiting = {(one.state, one.next_at) for one in deliveries(context, away)}
    assert len(waiting) == 1
    assert {one.state for one in deliveries(context, there)} == {DeliveryState.DELIVERED}


def test_work_that_is_stopped_leaves_the_rest_due(context: JobContext) -> None:
    webhook = hook(context)
    tell(context, 4)
    post = Post()

    def answer(_message: Message) -> Sent:
        context.running.stop()
        return Sent(204)

    post.answer = answer
    with pytest.raises(Interrupted):
        deliver_with(post, context)
    states = [one.state for one in deliveries(context, webhook)]
    assert states.count(DeliveryState.DELIVERED) == 1
    with context.database.reading() as reading:
        assert len(reading.deliveries.due(context.now(), 9)) == 3


def test_many_are_sent_in_one_run(context: JobContext) -> None:
    hook(context)
    tell(context, 130)
    assert deliver_with(Post(), context)["arrived"] == 130


def test_two_secrets_sign_while_one_replaces_the_other(context: JobContext, clock: Clock) -> None:
    webhook = hook(context)
    renewed = desk.renew_secret(context.database, webhook.id, ADA, clock())
    assert renewed.secret != webhook.secret
    post = Post()
    tell(context)
    deliver_with(post, context)
    assert list(post.sent[-1].secrets) == [renewed.secret, webhook.secret]
    clock.at += desk.OVERLAP
    tell(context)
    deliver_with(post, context)
    assert list(post.sent[-1].secrets) == [renewed.secret]


def test_a_disabled_webhook_gets_nothing_more(context: JobContext) -> None:
    webhook = hook(context)
    tell(context)
    desk.disable(context.database, webhook.id, ADA, NOON)
    tell(context)
    post = Post()
    deliver_with(post, context)
    assert post.sent == []
    assert [one.state for one in deliveries(context, webhook)] == [DeliveryState.DEAD]
    for act in (desk.disable, desk.renew_secret, desk.test):
        with pytest.raises(Conflict):
            act(context.database, webhook.id, ADA, NOON)


def test_what_may_not_be_registered_is_refused(context: JobContext) -> None:
    for url, events in (
        ("http://bank.example/", {"list.updated"}),
        ("https://10.0.0.5/", {"list.updated"}),
        ("https://bank.example/", set()),
        ("https://bank.example/", {"list.updated", "person.listed"}),
        ("https://bank.example/", {"webhook.test"}),
    ):
        with pytest.raises(UsageError):
            desk.register(context, desk.WebhookOrder(url, frozenset(events)), ADA)
    webhook = hook(context)
    with pytest.raises(UsageError):
        desk.change_events(context, webhook.id, frozenset({"person.listed"}), ADA)
    for _ in range(desk.MOST - 1):
        hook(context)
    with pytest.raises(Conflict):
        hook(context)


def test_every_change_is_an_entry_without_the_secret(context: JobContext) -> None:
    webhook = hook(context)
    desk.change_events(context, webhook.id, frozenset({"job.failed"}), ADA)
    renewed = desk.renew_secret(context.database, webhook.id, ADA, NOON)
    desk.test(context.database, webhook.id, ADA, NOON)
    desk.disable(context.database, webhook.id, ADA, NOON)
    with context.database.reading() as reading:
        found = [entry for _, entry, _ in reading.ledger.rows(0, 99)]
    assert [one.action for one in found] == [f"webhook.{verb}" for verb in ("register", "change", "renew", "test", "disable")]
    assert not [one for one in found if webhook.secret in repr(one) or renewed.secret in repr(one)]
    assert webhook.secret.startswith("whsec_")
    assert len(webhook.secret) > 40
