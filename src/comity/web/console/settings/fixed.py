"""What cannot be set: limits that protect people who sign in, and the node, as the program has them."""

from __future__ import annotations

from datetime import timedelta

from comity.identity import Ends, Rate
from comity.identity.throttle import FIRST_WAIT, FREE, LONGEST_WAIT, MOST
from comity.node import addresses, doorkeeper, links, turnstile
from comity.node.repeats import ANSWERS_KEPT
from comity.node.sweeping import DELIVERIES_KEPT, JOBS_KEPT
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def fixed_table(words: Words) -> Table:
    """Each limit and how much it is."""
    columns = (Column("what", words.say("What")), Column("much", words.say("How much")))
    rows = [{"what": Cell(what), "much": Cell(much)} for what, much in _fixed(words)]
    return Table("fixed", words.say("What cannot be set"), columns, rows, csv="/settings?as=csv&table=fixed")


def _fixed(words: Words) -> list[tuple[str, str]]:
    say, ends = words.say, Ends()
    return [
        (
            say("A sitting ends"),
            say(
                "after %(idle)s minutes without a request, and %(whole)s hours after signing in",
                idle=ends.idle // _MINUTE,
                whole=ends.whole // _HOUR,
            ),
        ),
        (say("A proof of who one is counts for acts of weight"), say("%(n)s minutes", n=doorkeeper.PROVED // _MINUTE)),
        (
            say("A one-time link is good for"),
            say(
                "%(first)s hour (first start), %(new)s days (new user), %(reset)s day (reset)",
                first=links.FIRST_START // _HOUR,
                new=links.NEW_USER.days,
                reset=links.RESET.days,
            ),
        ),
        (
            say("Failed sign-ins of one name"),
            say(
                "after %(free)s in a row the name rests: %(wait)s seconds, then twice as long each time, %(longest)s minutes at most; "
                "after %(most)s an administrator has to help",
                free=FREE,
                wait=FIRST_WAIT.seconds,
                longest=LONGEST_WAIT // _MINUTE,
                most=MOST,
            ),
        ),
        (say("Attempts to sign in from one address"), _rate(words, addresses.ATTEMPTS)),
        (say("Keys that are none, from one address"), _rate(words, addresses.BAD_KEYS)),
        (
            say("Hashes of passwords computed at once"),
            say("%(n)s; %(waiting)s people may wait, others are told to come back", n=turnstile.AT_ONCE, waiting=turnstile.WAITING),
        ),
        (say("What a person may ask for"), say("%(n)s requests a minute", n=doorkeeper.OF_A_PERSON.per_minute)),
        (say("Answers to repeated requests are kept"), say("%(n)s hours", n=ANSWERS_KEPT // _HOUR)),
        (say("Jobs that ended are kept"), say("%(n)s days", n=JOBS_KEPT.days)),
        (say("Deliveries that arrived are kept"), say("%(n)s days", n=DELIVERIES_KEPT.days)),
    ]


def _rate(words: Words, rate: Rate) -> str:
    return words.say("%(burst)s at once, then %(rate)s a minute", burst=rate.burst, rate=rate.per_minute)
