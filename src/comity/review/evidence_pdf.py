"""An evidence pack as a PDF that can be printed, read aloud and checked.

A4; PDF/A-3a with the pack's JSON attached (ISO 19005-3) and PDF/UA-1 (ISO 14289-1): tagged, with title and language. The SHA-256 of the
JSON stands on every page. It is set with fonts that come along and dated with the pack's own time, so the same pack gives the same bytes
with the same version of the typesetter.
"""

from __future__ import annotations

import json
from importlib.resources import as_file, files

from comity.model import UsageError
from comity.review.evidence import Pack
from comity.review.evidence_view import view_of


def render(pack: Pack) -> bytes:
    """The pack as PDF.

    Raises ``UsageError`` should the typesetter refuse it; the JSON of the pack can be handed over all the same.
    """
    import typst

    folder = files("comity.review")
    template = (folder / "evidence.typ").read_bytes()
    data = {"view": json.dumps(view_of(pack)), "evidence": pack.content.decode("utf-8")}
    with as_file(folder / "fonts") as fonts:
        try:
            return typst.compile(
                template,
                font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
                ignore_system_fonts=True,
                sys_inputs=data,
                format="pdf",
                pdf_standards=["a-3a", "ua-1"],
                timestamp=pack.at,
            )
        except typst.TypstError as error:
            raise UsageError("this evidence cannot be set as a PDF", "hand over its JSON: it holds the same facts") from error
