"""An evidence pack as a file to take away: its JSON, or the PDF that is set from it."""

from __future__ import annotations

from typing import Literal

from fastapi.responses import Response

from comity.review import Pack, render

PDF_COST = 1000
"""A PDF counts against a caller's rate like a request about so many subjects: setting one takes some tenths of a second."""

Kind = Literal["json", "pdf"]


def pack_answer(pack: Pack, kind: Kind, name: str) -> Response:
    """The pack as a file, with the SHA-256 of its JSON in ``Comity-Evidence-Sha256``."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Comity-Evidence-Sha256": pack.sha256}
    content = render(pack) if kind == "pdf" else pack.content
    return Response(content, media_type=f"application/{kind}", headers=headers)
