"""``/registry/pair``: every legal basis between two parties for a need on a day, the most particular first, and how sure each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi import Query as Parameter

from comity.model import ComityError, Party, UsageError
from comity.registry import Applies, Basis, Instrument, Need, Reach, bases_between, in_force_for, membership, one_sided
from comity.web.console.registry.asked import Asked, Asking, download
from comity.web.console.registry.rows import dated, spanned, sure, to_what
from comity.web.console.registry.shown import shown
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import Cell, Column, Table, csv_of, wants_csv
from comity.web.parameters import only_known
from comity.web.problems import status_of

PATH = "/registry/pair"
Said = Annotated[str, Parameter(max_length=100)]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute, dependencies=[Depends(only_known)])


@dataclass(frozen=True, slots=True)
class Question:
    """What was filled in: the two as they were typed, and the need."""

    one: str
    other: str
    need: Need


@dataclass(frozen=True, slots=True)
class Numbered:
    """One basis that applies, and its place among all."""

    place: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Group:
    """Bases of one kind, under a heading that says of which."""

    title: str
    about: str
    bases: Sequence[Numbered]


@router.get(PATH)
def pair(asked: Asking, one: Said = "", other: Said = "", need: Annotated[Need, Parameter(alias="for")] = Need.EXTRADITION) -> Response:
    """The form, and the answer once both are given; a name that nobody has gives the form again, with what is wrong."""
    question = Question(one.strip(), other.strip(), need)
    if not (question.one or question.other):
        return _form(asked, question)
    try:
        two = _two(asked, question)
    except ComityError as error:
        return _form(asked, question, error)
    return _answer(asked, question, two)


def _two(asked: Asked, question: Question) -> tuple[Party, Party]:
    if not (question.one and question.other):
        raise UsageError("one of the two parties is missing", "give both")
    one, other = asked.registry.party(question.one), asked.registry.party(question.other)
    if one == other:
        raise UsageError(f"{one.name} is both parties", "give two")
    return one, other


def _form(asked: Asked, question: Question, error: ComityError | None = None) -> Response:
    values = {"question": question, "needs": tuple(Need), "error": error, "two": ()}
    return shown(asked, "pair.html", values, status_of(error)[0] if error else 200)


def _answer(asked: Asked, question: Question, two: tuple[Party, Party]) -> Response:
    found = bases_between(asked.registry, two, question.need, asked.day)
    groups = _groups(asked, [basis for basis in found if basis.standing.applies is not Applies.UNKNOWN])
    said = {"one": two[0].id, "other": two[1].id, "for_": question.need.value}
    tables = {
        "bases": _in_short(asked, [one for group in groups for one in group.bases], said),
        "unknown": _unknown(asked, two, [basis for basis in found if basis.standing.applies is Applies.UNKNOWN], said),
        "one-sided": _one_sided(asked, one_sided(asked.registry, two, question.need, asked.day), said),
    }
    if wants_csv(asked.visitor.request):
        return csv_of(asked.visitor.request, tables, asked.words)
    values = {"question": question, "needs": tuple(Need), "error": None, "two": two, "groups": groups, "tables": tables}
    return shown(asked, "pair.html", values)


def _groups(asked: Asked, found: Sequence[Basis]) -> list[Group]:
    """Treaties before resolutions, before what binds nobody, before what another one takes the place of; each as the registry ranks it."""
    say = asked.words.say
    kinds = [_kind(basis) for basis in found]
    told = (
        (say("Treaties and laws"), say("In force between the two. The most particular and best known come first.")),
        (say("Resolutions"), say("They oblige or urge States; the power to act comes from a treaty or from national law.")),
        (say("Political commitments"), say("They bind nobody in law, and open a way.")),
        (say("In force, and replaced between the two"), say("Another instrument takes their place as long as it applies.")),
    )
    groups, place = [], 0
    for kind, (title, about) in enumerate(told):
        among = [basis for basis, its in zip(found, kinds, strict=True) if its == kind]
        if among:
            groups.append(Group(title, about, [Numbered(place + number, basis) for number, basis in enumerate(among, 1)]))
        place += len(among)
    return groups


def _kind(basis: Basis) -> int:
    if basis.replaced_by:
        return 3
    if basis.reach is Reach.NON_BINDING:
        return 2
    return int(basis.reach is Reach.GENERAL_DUTY)


def _in_short(asked: Asked, bases: Sequence[Numbered], said: dict[str, str]) -> Table:
    say = asked.words.say
    columns = (
        *(Column("place", "#", is_number=True), Column("basis", say("Basis")), Column("article", say("Article"))),
        *(Column("reach", say("How near")), Column("since", say("Applies since")), Column("limits", say("Limits"), is_number=True)),
        *(Column("as_of", say("As of")), Column("sure", say("Certainty"))),
    )
    table = Table("bases", say("In short"), columns, [_short_row(asked, one) for one in bases], say("No basis is known to be in force."))
    return Table(table.name, table.caption, table.columns, table.rows, table.empty, csv=download(asked, table, PATH, **said))


def _short_row(asked: Asked, one: Numbered) -> dict[str, Cell]:
    basis, standing = one.basis, one.basis.standing
    return {
        "place": Cell(one.place),
        "basis": Cell(asked.short(basis.of.id), f"#basis-{one.place}", "name"),
        "article": Cell(basis.rule.article),
        "reach": Cell(basis.reach),
        "since": spanned(asked, standing.since),
        "limits": Cell(len(basis.limits)),
        "as_of": dated(asked, standing.as_of),
        "sure": sure(asked, standing.confidence),
    }


def _unknown(asked: Asked, two: tuple[Party, Party], bases: Sequence[Basis], said: dict[str, str]) -> Table:
    say = asked.words.say
    columns = (Column("basis", say("Basis")), Column("article", say("Article")), Column("why", say("What is not known")))
    rows = [{**_named(asked, basis), "why": Cell(_open(asked, two, basis))} for basis in bases]
    table = Table("unknown", say("To be asked of the depositary: %(num)s", num=len(rows)), columns, rows)
    return Table(table.name, table.caption, columns, rows, say("Nothing is left open."), csv=download(asked, table, PATH, **said))


def _one_sided(asked: Asked, bases: Sequence[Basis], said: dict[str, str]) -> Table:
    say = asked.words.say
    columns = (Column("basis", say("Basis")), Column("article", say("Article")), Column("why", say("Why not")))
    rows = [{**_named(asked, basis), "why": Cell(basis.standing.why)} for basis in bases]
    table = Table("one-sided", say("Not in force between the two: %(num)s", num=len(rows)), columns, rows)
    return Table(table.name, table.caption, columns, rows, say("None binds one of the two only."), csv=download(asked, table, PATH, **said))


def _named(asked: Asked, basis: Basis) -> dict[str, Cell]:
    return {"basis": to_what(asked, basis.of.id), "article": Cell(basis.rule.article)}


def _open(asked: Asked, two: tuple[Party, Party], basis: Basis) -> str:
    """Of whom what is not known: those of whom the same is not known are named together."""
    open_of: dict[str, list[str]] = {}
    for party in two:
        if isinstance(basis.of, Instrument):
            answer = in_force_for(asked.registry, basis.of, party, asked.day)
        else:
            answer = membership(asked.registry, basis.of.id, party, asked.day)
        if answer.applies is Applies.UNKNOWN:
            open_of.setdefault(answer.why, []).append(party.name)
    return "; ".join(f"{', '.join(names)}: {why}" for why, names in open_of.items())
