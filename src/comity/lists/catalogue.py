"""Which lists Comity can read. Adding a publisher is one folder under ``sources`` and one line here."""

from __future__ import annotations

from comity.lists.source import Source
from comity.model import UnknownName


def sources() -> tuple[Source, ...]:
    """All sources, families (``ftm:``, ``own:``) last."""
    from comity.lists.sources import ca_sema, eu_fsf, ftm, ofac, own, uk_sl, un_sc

    return (un_sc.SOURCE, ofac.SDN, ofac.CONSOLIDATED, eu_fsf.SOURCE, ca_sema.SOURCE, uk_sl.SOURCE, ftm.SOURCE, own.SOURCE)


def source(name: str) -> Source:
    """The source called ``name``; ``ftm:peps`` and ``own:staff`` belong to the families ``ftm:`` and ``own:``.

    Raises ``UnknownName`` with the names that exist.
    """
    for known in sources():
        if known.name == name or (known.name.endswith(":") and name.startswith(known.name) and name.removeprefix(known.name).strip()):
            return known
    names = (known.name + ("NAME" if known.name.endswith(":") else "") for known in sources())
    raise UnknownName(f"there is no list called {name!r}", "known lists: " + ", ".join(names))
