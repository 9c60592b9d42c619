"""Make ``src/comity/registry/data/names/LANGUAGE.csv``, the names of states and territories in CLDR, or check that they are that.

python scripts/make_party_names.py            writes the files
python scripts/make_party_names.py --check    exit code 1 when a file there is another

Files called ``LANGUAGE-more.csv`` are written by hand and left alone.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from pathlib import Path

from babel import Locale

from comity.model import Party
from comity.registry.shipped import read_parties

DATA = Path(__file__).resolve().parents[1] / "src" / "comity" / "registry" / "data"
LANGUAGES = (
    *("en", "fr", "es", "ru", "ar", "zh", "zh_Hant"),
    *("bg", "cs", "da", "de", "el", "et", "fi", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
    *("az", "bs", "hy", "ka", "kk", "ky", "mk", "no", "sq", "sr", "sr_Latn", "tg", "tr", "uk", "uz"),
    *("am", "bn", "fa", "ha", "he", "hi", "id", "ja", "ko", "ms", "ne", "ps", "so", "sw", "th", "ur", "vi"),
)
LEFT_OUT = {("vi", "RUS")}
"""Names that read like the code of another party: ``Nga`` is Russia in Vietnamese, and Nigeria among the codes."""


def names(language: str, parties: list[Party]) -> str:
    """The table of one language: id and name of each party that lives and has an alpha-2 code."""
    told = Locale.parse(language).territories
    page = io.StringIO()
    rows = csv.writer(page, lineterminator="\n")
    for party in parties:
        if party.iso2 in told and party.ends is None and (language, party.id) not in LEFT_OUT:
            rows.writerow((party.id, told[party.iso2]))
    return page.getvalue()


def main() -> int:
    """Write the files, or compare them with what is there."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    is_check = options.parse_args().check
    parties = read_parties((DATA / "parties.csv").read_text(encoding="utf-8"), "parties.csv")
    differ = []
    for language in LANGUAGES:
        file, text = DATA / "names" / f"{language}.csv", names(language, parties)
        if not is_check:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            differ.append(file.name)
    print("\n".join(f"{name} is not what CLDR says now" for name in differ) or "ok")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
