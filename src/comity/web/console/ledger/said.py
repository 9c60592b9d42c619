"""What entries of the ledger say, in plain words: the act, and the kind of thing that it was done to."""

from __future__ import annotations

from collections.abc import Mapping

from comity.model import Entry
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


ACTS: Mapping[str, str] = {
    "subject.view": _("looked at a subject"),
    "subject.import": _("put subjects under watch"),
    "subject.export": _("gave out what is held about a subject"),
    "subject.correct": _("put the facts of a subject right"),
    "subject.erase": _("erased subjects"),
    "screening.run": _("screened"),
    "case.view": _("looked at cases"),
    "case.claim": _("took a case"),
    "case.release": _("gave a case back"),
    "case.assign": _("gave a case to somebody"),
    "case.decide": _("decided a case or proposed a decision"),
    "case.approve": _("approved a decision"),
    "case.refuse": _("refused a proposed decision"),
    "case.reverse": _("reversed a decision"),
    "case.take_back": _("took back a decision"),
    "case.close_many": _("closed many cases at once"),
    "case.reopen": _("opened a case again"),
    "case.replay": _("tried past decisions at another threshold"),
    "evidence.make": _("made a record of evidence"),
    "exemption.view": _("looked at exemptions"),
    "exemption.grant": _("granted an exemption"),
    "exemption.withdraw": _("withdrew an exemption"),
    "exemption.end": _("ended an exemption"),
    "exemption.restore": _("let an exemption hold again"),
    "request.receive": _("received the request of a person"),
    "request.view": _("looked at the request of a person"),
    "request.search": _("looked for the person who asks"),
    "request.identify": _("said who the person is"),
    "request.plan": _("looked into every holding"),
    "request.extend": _("took two months more"),
    "request.refuse": _("refused a request or a part of it"),
    "request.withdraw": _("closed a request that was taken back"),
    "request.step": _("ended a step of a correction"),
    "request.correct": _("put facts right that a request is about"),
    "request.file": _("made the file for the person"),
    "request.carry_out": _("carried out an erasure"),
    "hold.view": _("looked at the legal holds"),
    "hold.place": _("placed a legal hold"),
    "hold.release": _("released a legal hold"),
    "retention.run": _("erased what was due"),
    "list.update": _("updated a list"),
    "list.use": _("put an edition of a list in use"),
    "list.view": _("looked at a list"),
    "job.view": _("looked at jobs"),
    "job.run": _("ordered a job"),
    "job.cancel": _("cancelled a job"),
    "job.finish": _("finished a job"),
    "job.fail": _("failed in a job"),
    "ledger.view": _("looked at the ledger"),
    "ledger.verify": _("looked at the proof of the ledger"),
    "ledger.export": _("took the whole ledger away"),
    "ledger.make_key": _("made the key that signs"),
    "ledger.rotate_key": _("put another key that signs in use"),
    "sitting.open": _("signed in"),
    "sitting.end": _("signed out"),
    "sitting.refuse": _("refused somebody at sign-in"),
    "sitting.prove": _("proved again who they are"),
    "sitting.purpose": _("chose what they work for"),
    "access.refuse": _("was refused"),
    "user.view": _("looked at the users"),
    "user.add": _("added a user"),
    "user.invite": _("invited a user"),
    "user.roles": _("changed the roles of a user"),
    "user.disable": _("disabled a user"),
    "user.reset": _("reset how a user signs in"),
    "user.password": _("set a password"),
    "user.profile": _("changed their account"),
    "key.view": _("looked at the keys"),
    "key.issue": _("issued a key"),
    "key.revoke": _("revoked a key"),
    "webhook.view": _("looked at the webhooks"),
    "webhook.register": _("registered a webhook"),
    "webhook.change": _("changed a webhook"),
    "webhook.renew": _("renewed the secret of a webhook"),
    "webhook.disable": _("disabled a webhook"),
    "webhook.test": _("tested a webhook"),
    "webhook.try_again": _("had a notice sent again"),
    "webhook.give_up": _("gave a notice up"),
    "backup.made": _("made a backup"),
    "backup.make": _("made a backup"),
    "backup.restore": _("restored a backup"),
    "settings.view": _("looked at the settings"),
    "settings.change": _("changed a setting"),
}
"""What each act is called, behind the name of who did it. One that is not here is called by its code."""

KINDS: Mapping[str, str] = {
    "subject": _("subject"),
    "case": _("case"),
    "queue": _("queue"),
    "screening": _("screening"),
    "exemption": _("exemption"),
    "request": _("request of a person"),
    "hold": _("legal hold"),
    "list": _("list"),
    "base": _("base of subjects"),
    "job": _("job"),
    "ledger": _("ledger"),
    "ledger_key": _("key that signs"),
    "user": _("user"),
    "key": _("key"),
    "webhook": _("webhook"),
    "backup": _("backup"),
    "permission": _("permission"),
    "retention": _("retention"),
}
"""What each kind of thing is called. One that is not here is called by its own name."""


def act_said(words: Words, action: str) -> str:
    """What ``action`` is called."""
    return words.say(ACTS[action]) if action in ACTS else action


def thing_said(words: Words, of: str) -> str:
    """What the object ``of`` of an entry (its kind and id) is called."""
    kind, _, rest = of.partition(":")
    return f"{words.say(KINDS[kind]) if kind in KINDS else kind.replace('_', ' ')} {rest}".strip()


def who_said(words: Words, actor: str) -> str:
    """What whoever acted is called: a user by the name that they sign in with."""
    kind, _, rest = actor.partition(":")
    if kind == "user":
        return rest
    if kind == "system":
        return words.say("the node (%(part)s)", part=rest.replace("_", " "))
    return words.say("key %(id)s", id=rest) if kind == "key" else actor


def facts_said(entry: Entry) -> str:
    """The facts of ``entry``, one a line."""
    return "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in sorted(entry.facts.items()))
