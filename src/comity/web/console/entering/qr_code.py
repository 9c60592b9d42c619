"""A QR code (ISO/IEC 18004) as SVG inside a page: shapes and classes only, so that the policy of contents lets it in."""

from __future__ import annotations

import segno
from markupsafe import Markup

QUIET = 4
"""Modules of quiet zone around the code (ISO/IEC 18004, section 6.3.8)."""

_PICTURE = Markup(
    '<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{title}" shape-rendering="crispEdges">'
    '<rect class="qr-ground" width="{size}" height="{size}"></rect><path class="qr-ink" d="{path}"></path></svg>'
)


def qr_code(text: str, title: str) -> Markup:
    """The code of ``text``, called ``title``, at error correction level M. Raises ``segno.DataOverflowError`` beyond 2,331 bytes."""
    rows = segno.make(text, error="m", micro=False).matrix
    path = "".join(f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return _PICTURE.format(size=len(rows) + 2 * QUIET, title=title, path=path)
