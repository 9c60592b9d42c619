"""What came of a job, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from comity.storage.database.jobs import Job
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


Result = Mapping[str, Any]

_COUNTED: Mapping[str, str] = {
    "added": _("entries added"),
    "amended": _("entries amended"),
    "removed": _("entries removed"),
    "subjects": _("subjects"),
    "hit.new": _("new hits"),
    "hit.changed": _("changed hits"),
    "hit.lapsed": _("hits that lapsed"),
    "exemption.ended": _("exemptions that ended"),
    "exemptions": _("exemptions that ended"),
    "cases": _("cases brought back"),
    "erased": _("erased"),
    "held": _("kept by a legal hold"),
    "asked": _("put before a person"),
    "arrived": _("arrived"),
    "failed": _("failed, to be tried again"),
    "given_up": _("given up"),
    "sittings": _("sittings dropped"),
    "jobs": _("old jobs dropped"),
    "answers": _("kept answers dropped"),
    "deliveries": _("old deliveries dropped"),
    "secrets": _("old secrets forgotten"),
}


def outcome_of(words: Words, job: Job) -> str:
    """What came of ``job`` or why its last attempt failed; empty while nothing has."""
    if job.error:
        return job.error
    if job.result is None:
        return ""
    try:
        return _BY_KIND.get(job.kind, _counted)(words, job.result)
    except (KeyError, TypeError):  # written by another version of the program
        return _counted(words, job.result)


def _of_list(words: Words, result: Result) -> str:
    if result["change"] == "new":
        told = words.say("A new edition with %(entries)s entries.", entries=f"{result['entries']:,}")
    elif result["change"] == "same":
        told = words.say("The publisher's file is an edition that was here already.")
    else:
        told = words.say("The publisher has nothing newer.")
    noted = words.count("%(num)s remark while reading.", "%(num)s remarks while reading.", result["issues"])
    return f"{told} {noted}" if result["issues"] else told


def _of_index(words: Words, result: Result) -> str:
    lists = words.count("%(num)s list", "%(num)s lists", len(result["editions"]))
    return words.say("The index holds %(entries)s entries of %(lists)s.", entries=f"{result['listings']:,}", lists=lists)


def _of_ledger(words: Words, result: Result) -> str:
    if result["right"]:
        return words.say("All %(entries)s entries are as they were written and signed.", entries=f"{result['entries']:,}")
    fault = result["fault"]
    place = {"first": f"{fault['first']:,}", "last": f"{fault['last']:,}"}
    return words.say("The ledger is not what was signed, between the entries %(first)s and %(last)s: ", **place) + str(fault["reason"])


def _counted(words: Words, result: Result) -> str:
    """What was counted, in the order of the table above, without what came to nothing."""
    order = {name: place for place, name in enumerate(_COUNTED)}
    counted = sorted(result.items(), key=lambda one: order.get(one[0], len(order)))
    told = [f"{_called(words, name)}: {_amount(value)}" for name, value in counted if value not in (0, {}, [], "", None)]
    text = "; ".join(told)
    return text[:1].upper() + text[1:] or words.say("Nothing was to be done.")


def _called(words: Words, name: str) -> str:
    return words.say(_COUNTED.get(name, name.replace("_", " ").replace(".", " ")))


def _amount(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_amount(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value[:20]))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


_BY_KIND: Mapping[str, Callable[[Words, Result], str]] = {
    "lists.update": _of_list,
    "index.build": _of_index,
    "ledger.verify": _of_ledger,
}
