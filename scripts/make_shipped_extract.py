"""Make the UN extract that ships with Comity from the publisher's XML file (plain, .gz or .xz), or check that it is what this script makes.

    python scripts/make_shipped_extract.py FILE           writes src/comity/storage/shipped/un-sc.jsonl.xz and un-sc.json
    python scripts/make_shipped_extract.py --check FILE   exit code 1 when the files there are not what FILE gives

Facts only: see ``comity.storage.shipped.making`` for what is left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from comity.lists.unpack import unpack
from comity.node.reading import read_file
from comity.storage.shipped import FOLDER
from comity.storage.shipped.making import write_extract

NAME = "un-sc"
FILES = (f"{NAME}.jsonl.xz", f"{NAME}.json")


def make(file: Path, folder: Path) -> str:
    """Write the extract of ``file`` into ``folder``; returns its edition id. Raises what the reader raises."""
    full, listings = read_file(file, NAME)
    if full.published is None:
        sys.exit(f"{file} states no date of publication")
    return write_extract(folder, full, listings).id


def differing(file: Path, folder: Path) -> list[str]:
    """The names of the files in ``folder`` that are not what ``file`` gives, compared without their compression."""
    with tempfile.TemporaryDirectory() as made:
        make(file, Path(made))
        return [name for name in FILES if not (folder / name).exists() or _content(Path(made) / name) != _content(folder / name)]


def _content(path: Path) -> bytes:
    with path.open("rb") as stream:
        return unpack(stream, 1 << 30).read()


def main() -> int:
    """Make or check; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the UN Security Council consolidated list, XML")
    parser.add_argument("--check", action="store_true", help="write nothing; compare")
    given = parser.parse_args()
    if given.check:
        wrong = differing(given.file, FOLDER)
        sys.stdout.write(
            "".join(f"{name} is not what {given.file} gives\n" for name in wrong) or "The shipped extract is what the file gives.\n"
        )
        return 1 if wrong else 0
    identity = make(given.file, FOLDER)
    sys.stdout.write(f"Wrote {identity} ({sum((FOLDER / name).stat().st_size for name in FILES):,} bytes)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
