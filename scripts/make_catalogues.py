"""Bring the catalogues of the console's texts up to date with the pages, and compile them; or check that they are.

python scripts/make_catalogues.py            takes in new texts, drops those that are gone, compiles
python scripts/make_catalogues.py --check    exit code 1 when that would change anything
python scripts/make_catalogues.py --missing  says how many texts each language lacks

A text is whatever stands in ``{% trans %}`` of a template, in ``words.say("...")``, ``words.count("one", "many", n)`` or ``_("...")``.
English is the text itself. Translators edit the ``.po`` files; nothing else in ``catalogues`` is edited by hand.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CONSOLE = ROOT / "src" / "comity" / "web" / "console"
CATALOGUES = CONSOLE / "catalogues"
LANGUAGES = ("ar", "es", "fr", "ru", "zh")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "say": None, "gettext": None, "count": (1, 2), "ngettext": (1, 2)}
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.do", "trimmed": "false", "silent": "false"}}
MADE = datetime(2026, 11, 26, tzinfo=UTC)
"""A fixed time: the same texts give the same files."""


def template() -> Catalog:
    """Every text that the pages use, with the files that it stands in."""
    found = Catalog(project="Comity", creation_date=MADE, revision_date=MADE)
    for file, _, message, comments, context in extract_from_dir(CONSOLE, METHODS, OPTIONS, KEYWORDS):
        found.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return found


def catalogue(language: str, texts: Catalog) -> Catalog:
    """The catalogue of ``language`` with just the texts that the pages use."""
    path = po(language)
    known = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    known.update(texts, no_fuzzy_matching=True)
    known.obsolete.clear()
    known.project, known.version, known.fuzzy = "Comity", "1", False
    known.header_comment = f"# The texts of the console in {known.locale.english_name}. Made by scripts/make_catalogues.py; translate here."
    known.creation_date = known.revision_date = MADE
    known.last_translator = known.language_team = "Comity"
    return known


def po(language: str) -> Path:
    """The file that translators edit."""
    return CATALOGUES / language / "LC_MESSAGES" / "comity.po"


def files(language: str, texts: Catalog) -> Iterator[tuple[Path, bytes]]:
    """The files of one language, as they must be."""
    made = catalogue(language, texts)
    written, compiled = BytesIO(), BytesIO()
    write_po(written, made, width=140, sort_output=True, include_lineno=False, ignore_obsolete=True)
    write_mo(compiled, made)
    yield po(language), written.getvalue()
    yield po(language).with_suffix(".mo"), compiled.getvalue()


def says(path: Path, content: bytes) -> dict[object, object]:
    """What a file says, whatever wrote it: two versions of the tools write other headers."""
    if path.suffix == ".mo":
        return {key: said for key, said in vars(GNUTranslations(BytesIO(content)))["_catalog"].items() if key}
    return {one.id: one.string for one in read_po(BytesIO(content)) if one.id}


def missing(language: str, texts: Catalog) -> list[str]:
    """The texts that ``language`` lacks."""
    return [str(one.id) for one in catalogue(language, texts) if one.id and not _is_whole(one.string)]


def _is_whole(said: object) -> bool:
    return all(said) if isinstance(said, tuple | list) else bool(said)


def main() -> int:
    """Write, or check."""
    parser = argparse.ArgumentParser(description="Keep the catalogues of the console's texts.")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--missing", action="store_true")
    given = parser.parse_args()
    texts, changed = template(), []
    for language in LANGUAGES:
        if given.missing:
            print(f"{language}: {len(missing(language, texts))} of {len(texts)} missing")
            continue
        for path, content in files(language, texts):
            if not path.exists() or says(path, path.read_bytes()) != says(path, content):
                changed.append(str(path.relative_to(ROOT)))
                if not given.check:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
    if changed:
        print("\n".join(("would change:" if given.check else "written:", *changed)), file=sys.stderr)
    return int(given.check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
