"""``comity lists import``: takes in a file as an edition of a list."""

from __future__ import annotations

import re
from pathlib import Path

import click

from comity.cli.desk import list_desk, open_node
from comity.cli.lists_outcome import tell
from comity.model import UsageError
from comity.node.lists import Allowance, FileToImport


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "name", metavar="NAME", required=True, help="The list: un-sc, ofac-sdn, …, ftm:NAME, or own:NAME for your own.")
@click.option("--map", "columns", metavar="ROLE=COLUMN,…", default="", help="Which columns hold what (own lists).")
@click.option("--sheet", metavar="NAME", default="", help="Which sheet of a workbook to read (own lists).")
@click.option("--make-current", is_flag=True, help="Put it in use even when a newer edition is held.")
@click.option("--accept-shrink", is_flag=True, help="Take it even when its number of entries is implausible.")
def import_(**given: object) -> None:
    """Take in FILE as an edition of a list.

    Reads .xz, .gz and plain files alike. Nothing changes when the file is damaged or is not that list.
    """
    path, name = given["file"], str(given["name"])
    assert isinstance(path, Path)
    mapping = parse_columns(str(given["columns"]))
    if given["sheet"]:
        mapping["sheet"] = str(given["sheet"])
    if mapping and not name.startswith("own:"):
        raise UsageError(f"--map and --sheet are for your own lists, not for {name}", "import it as own:NAME, or leave them out")
    node = open_node()
    allowance = Allowance(accept_shrink=bool(given["accept_shrink"]), make_current=bool(given["make_current"]))
    tell(list_desk(node).import_file(FileToImport(path, name, mapping), node.now, allowance), node.now)


def parse_columns(text: str) -> dict[str, str]:
    """``name=Full Name,dob=Born`` as roles to columns; a column's name may hold commas.

    Raises ``UsageError`` when a pair is not one, or a role is given twice.
    """
    mapping: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in re.split(r",(?=\s*\w[\w ]*=)", text))):
        role, equals, column = (part.strip() for part in pair.partition("="))
        if not (role and equals and column) or role in mapping:
            raise UsageError(f"--map cannot be read at {pair!r}", "write it as name=Full Name,dob=Born, each role once")
        mapping[role] = column
    return mapping
