"""``comity screen``: a file, or one subject, against the lists in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from comity.model import UsageError

if TYPE_CHECKING:
    from comity.cli.desk import Node
    from comity.cli.screen_input import Reading
    from comity.cli.screen_parting import Parting
    from comity.cli.screen_run import Results
    from comity.cli.screen_subject import Asked
    from comity.model import ScreeningRule

_FILE = click.Path(exists=True, allow_dash=True)
_NEW_FILE = click.Path(dir_okay=False, allow_dash=True)
_NEW_PLACE = click.Path(allow_dash=True)


@click.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--name", "names", multiple=True, metavar="NAME", help="Screen this subject instead of a file; again for its other names.")
@click.option("--dob", "birth_dates", multiple=True, metavar="DATE", help="With --name: date of birth, in full or in part (1968, 1968-03).")
@click.option("--country", "countries", multiple=True, metavar="COUNTRY", help="With --name: nationality, or seat, or flag.")
@click.option("--id", "identifiers", multiple=True, metavar="TYPE:VALUE", help="With --name or alone: a number, as passport:X1234567.")
@click.option("--type", "kind", default="", metavar="KIND", help="With --name: person, company, organisation, vessel or aircraft.")
@click.option("--gender", default="", metavar="GENDER", help="With --name: f, m or x.")
@click.option("--lists", default="", metavar="NAME,...", help="Only these lists; see comity lists status.")
@click.option("--rule", default="default", show_default=True, metavar="NAME|FILE.toml", help="What counts as a hit.")
@click.option("--min-score", type=float, metavar="SCORE", help="The score from which a resemblance is a hit, instead of the rule's.")
@click.option(
    "--out",
    default="",
    type=_NEW_PLACE,
    metavar="FILE",
    help="The same rows with the answers: .csv .tsv .xlsx .parquet; or .jsonl: the answers.",
)
@click.option("--json", "as_json", is_flag=True, help="Answers as JSON lines on standard output.")
@click.option(
    "--show", default=50, show_default=True, type=click.IntRange(min=0), metavar="N", help="How many hits to show, the most serious."
)
@click.option("--issues", default="", type=_NEW_FILE, metavar="FILE", help="All issues, a line each (.jsonl: as JSON).")
@click.option("--resume", is_flag=True, help="Go on with a run that was broken off: its rows are in OUT.partial.")
@click.option("--calibrate", is_flag=True, help="The alert rate of each threshold on FILE, in counts; nothing else is kept or shown.")
@click.option("--map", "columns", default="", metavar="ROLE=COL,...", help="Which column is what: name=Client,birth_date=3.")
@click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook.")
@click.option("--encoding", default="", metavar="NAME", help="The encoding of a text file, when it is not found out.")
@click.option("--delimiter", default="", metavar="CHAR", help="What stands between cells, when it is not found out.")
@click.option("--date-order", default="dmy", show_default=True, type=click.Choice(["dmy", "mdy", "ymd"]), help="How 03/04/1980 is read.")
@click.option(
    "--engine",
    default="local",
    show_default=True,
    type=click.Choice(["local", "processes", "ray"]),
    help="Where rows are screened: in this process; in several; on Ray. The last two fill a folder, --out, with Parquet.",
)
@click.option("--workers", default=0, type=click.IntRange(min=0), metavar="N", help="With --engine: so many workers; 0: one for each core.")
@click.option(
    "--rows-per-part", default=50_000, show_default=True, type=click.IntRange(min=1), metavar="N", help="With --engine: rows in one part."
)
@click.option(
    "--ray-address", default="", metavar="HOST:PORT", help="With --engine ray: a cluster that is there; else Ray is started here."
)
def screen(**options: Any) -> int:  # noqa: ANN401 - click passes options by name
    """Screen a FILE (CSV, TSV, XLSX, JSON lines, Parquet; - is CSV or JSON lines on standard input), or one subject with --name; with
    --engine also a folder of Parquet files.

    Exit code: 0 no row has a hit, 3 some have, 1 no hit but some rows could not be screened, 2 the command cannot be carried out as given,
    130 interrupted. With --calibrate 0, whatever is found.

    A hit is a resemblance, not an offence. What to do about it is for a person to decide.
    """
    request = _request(options)
    return _one(request) if request.asked.is_given else _file(request)


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for, in order."""

    file: str
    asked: Asked
    reading: Reading
    results: Results
    rule: ScreeningRule
    calibrate: bool
    parting: Parting


def _request(options: dict[str, Any]) -> _Request:
    """The options as a request. Raises ``UsageError`` for options that do not go together."""
    from comity.batch.rules import adjusted, find_rule
    from comity.cli.screen_input import Reading
    from comity.cli.screen_parting import Parting
    from comity.cli.screen_run import Results
    from comity.cli.screen_subject import Asked

    lists = frozenset(name for name in (part.strip() for part in options["lists"].split(",")) if name)
    request = _Request(
        file=options["file"] or "",
        asked=Asked(**{key: options[key] for key in ("names", "birth_dates", "countries", "identifiers", "kind", "gender")}),
        reading=Reading(**{key: options[key] for key in ("columns", "sheet", "encoding", "delimiter", "date_order")}),
        results=Results(**{key: options[key] for key in ("out", "as_json", "issues", "show", "resume")}),
        rule=adjusted(find_rule(options["rule"]), options["min_score"], lists),
        calibrate=options["calibrate"],
        parting=Parting(options["engine"], options["ray_address"], options["workers"], options["rows_per_part"]),
    )
    _check(request)
    return request


def _check(request: _Request) -> None:
    from comity.cli.screen_parting import LOCAL, check_parting

    results, asked = request.results, request.asked
    if request.file and asked.is_given:
        raise UsageError("a FILE and one subject cannot be screened in one run", "give either a FILE, or --name and what belongs to it")
    if not request.file and not asked.is_given:
        raise UsageError("there is nothing to screen", 'give a FILE, or --name "..."; see comity screen --help')
    if asked.is_given and (results.out or results.issues or results.resume):
        raise UsageError("--out, --issues and --resume belong to a FILE", "for one subject, --json writes the answer to standard output")
    reading = request.reading
    if asked.is_given and (reading.columns or reading.sheet or reading.encoding or reading.delimiter):
        raise UsageError("--map, --sheet, --encoding and --delimiter belong to a FILE", "leave them out, or give a FILE")
    if request.calibrate and asked.is_given:
        raise UsageError("--calibrate belongs to a FILE", "give a FILE with many rows that are like those to come")
    if request.calibrate and (results.out or results.issues or results.resume):
        raise UsageError("--calibrate keeps counts only: --out, --issues and --resume do not go with it", "run it without them")
    if request.calibrate and request.parting.engine != LOCAL:
        raise UsageError("--calibrate does not go with --engine", "leave --engine out")
    check_parting(request.parting, request.file, results)
    if results.resume and not results.out:
        raise UsageError("--resume needs the --out of the run to go on with", "give the same command again, with --resume added")
    if results.as_json and results.out == "-":
        raise UsageError("--json and --out - both want standard output", "give one of them")


def _file(request: _Request) -> int:
    from comity.cli.desk import open_node
    from comity.cli.screen_input import open_input
    from comity.cli.screen_output import Stated
    from comity.cli.screen_parting import LOCAL
    from comity.cli.screen_places import check_places
    from comity.cli.screen_progress import RunBar
    from comity.cli.screen_run import FileRun, ages_of, open_screener
    from comity.cli.screen_shield import Shield

    check_places(request.file, request.results.out, request.results.issues)
    node = open_node()
    if request.parting.engine != LOCAL:
        return _in_parts(request, node)
    with Shield() as shield, RunBar() as bar, open_input(request.file, request.reading, node.now.date(), shield) as source:
        screener = open_screener(node, sorted(request.rule.lists), bar, shield)
        stated = Stated(request.rule, ages_of(screener, request.rule, node))
        if request.calibrate:
            from comity.cli.screen_calibrate import CalibrationRun

            return CalibrationRun(source, screener, stated, request.results.as_json).run(bar)
        return FileRun(source, screener, stated, request.results).run(bar, shield)


def _in_parts(request: _Request, node: Node) -> int:
    from comity.cli.screen_parts import look_at, screen_parts
    from comity.cli.screen_progress import RunBar
    from comity.cli.screen_shield import Shield

    with Shield() as shield, RunBar() as bar:
        found = look_at(request.file, request.reading, node, shield)
        return screen_parts(found, node, request.rule, (request.results, request.parting), bar, shield)


def _one(request: _Request) -> int:
    from comity.cli.screen_one import screen_one

    return screen_one(request.asked, request.reading.date_order, request.rule, as_json=request.results.as_json)
