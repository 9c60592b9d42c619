"""One romaniser per script family: from a lower-case run of words of that script to its Latin spellings, one per scheme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from comity.names.romanisation import arabic, burmese, caucasus, cyrillic, greek, han, hangul, hebrew, indic, latin, thai

Romaniser = Callable[[str], tuple[str, ...]]
"""Takes a run of words of one script, lower-case, single-spaced; gives at least one spelling, always in the order of its schemes."""

SCRIPTS: Final[Mapping[str, Romaniser]] = {
    "Latn": latin.romanise,
    "Mymr": burmese.romanise,
    "Thai": thai.romanise,
    "Arab": arabic.romanise,
    "Armn": caucasus.armenian,
    **{script: indic.romaniser(script) for script in indic.SCRIPTS},
    "Cyrl": cyrillic.romanise,
    "Geor": caucasus.georgian,
    "Grek": greek.romanise,
    "Hang": hangul.romanise,
    "Hani": han.romanise,
    "Hebr": hebrew.romanise,
}
"""The romaniser of each script by ISO 15924 code; scripts that are not here go to anyascii."""

__all__ = ["SCRIPTS", "Romaniser"]
