"""The resolutions behind each list type of the UN file (``UN_LIST_TYPE``).

Source: the sanctions committees' pages at https://main.un.org/securitycouncil/en/sanctions/information, from general knowledge, to check.
The resolution that set the regime up comes first.
"""

from __future__ import annotations

RESOLUTIONS: dict[str, tuple[str, ...]] = {
    "Al-Qaida": ("UNSCR 1267 (1999)", "UNSCR 1989 (2011)", "UNSCR 2253 (2015)"),
    "CAR": ("UNSCR 2127 (2013)", "UNSCR 2745 (2024)"),
    "DPRK": ("UNSCR 1718 (2006)",),
    "DRC": ("UNSCR 1533 (2004)",),
    "GB": ("UNSCR 2048 (2012)",),
    "Haiti": ("UNSCR 2653 (2022)",),
    "Iran": ("UNSCR 1737 (2006)",),
    "Iraq": ("UNSCR 1483 (2003)", "UNSCR 1518 (2003)"),
    "Lebanon": ("UNSCR 1636 (2005)",),
    "Libya": ("UNSCR 1970 (2011)",),
    "Mali": ("UNSCR 2374 (2017)",),
    "Somalia": ("UNSCR 751 (1992)",),
    "SouthSudan": ("UNSCR 2206 (2015)",),
    "Sudan": ("UNSCR 1591 (2005)",),
    "Taliban": ("UNSCR 1988 (2011)",),
    "Yemen": ("UNSCR 2140 (2014)",),
}
"""Resolutions by list type."""
