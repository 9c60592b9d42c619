"""The part of the report on speed and memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from bench.markdown import memory, per_second, percent, seconds, table
from bench.measured import PeerSpeed, load

WORDS = """\
`comity screen customers.csv --out annotated.csv` as a process of its own, against the lists of the UN, OFAC (SDN) and the EU
({listings:,} listings, {names:,} names): 95 % invented customers with dates of birth and nationalities, 5 % listed names with
noise. "Without start" takes off the time of the same command on one row. The peers only score names in memory (a sample of the
same customers against the romanised listed names, the 20 best at .85 or above): no files, dates, explanations or outcomes, so the
comparison favours them.
"""


def report(work: Path) -> str:
    """Files, single names, lists and the index."""
    measured = load(work / "speed.json")
    peers = cast("list[PeerSpeed]", load(work / "speed-peers.json"))
    index = measured["index"]
    parts = (
        WORDS.format(names=index["names"], listings=index["listings"]).strip(),
        _files(measured["files"], peers),
        _outcomes(measured["files"][-1]),
        _single(measured["one_name"]),
        _lists(measured),
        _index(index),
    )
    return "\n\n".join(parts) + "\n"


def _index(index: dict[str, Any]) -> str:
    return (
        f"Building the index of all three from listings in memory takes {seconds(index['build_seconds'])} (peak memory of that process, "
        f"listings included: {memory(index['peak_bytes'])}); it takes {memory(index['bytes'])} on disk and opens in "
        f"{seconds(index['open_seconds'])} (median of 20 in one process)."
    )


def _row(one: dict[str, Any], start: float) -> tuple[str, ...]:
    what, peak = f"**Comity**, {one['rows']:,} row{'s' * (one['rows'] > 1)}", memory(one["peak_bytes"])
    if one["rows"] == 1:
        return what, seconds(one["seconds"]), "", "", peak, ""
    net = per_second((one["rows"] - 1) / (one["seconds"] - start))
    return what, seconds(one["seconds"]), per_second(one["rows"] / one["seconds"]), net, peak, ""


def _files(files: list[dict[str, Any]], peers: list[PeerSpeed]) -> str:
    ours = files[-1]["rows"] / files[-1]["seconds"]
    rows = [_row(one, files[0]["seconds"]) for one in files]
    for peer in peers:
        rate = peer["queries"] / peer["seconds"]
        slower = f"{ours / rate:,.0f} times"
        rows.append((f"{peer['name']}, {peer['queries']:,} names", seconds(peer["seconds"]), "", per_second(rate), "", slower))
    return table(("what", "wall", "rows/s", "rows/s without start", "peak memory", "Comity faster"), rows)


def _outcomes(largest: dict[str, Any]) -> str:
    counts: dict[str, int] = largest["outcomes"]
    shares = {}
    for origin in "IL":
        total = sum(count for key, count in counts.items() if key[0] == origin)
        shares[origin] = {key[2:]: count / max(1, total) for key, count in counts.items() if key[0] == origin}
    innocent, listed = shares["I"], shares["L"]
    return (
        f"Of the invented customers {percent(1 - innocent.get('clear', 0.0))} have a hit at the default rule "
        f"({percent(innocent.get('strong', 0.0))} strong); of the rows made from a listed name "
        f"{percent(1 - listed.get('clear', 0.0))} ({percent(listed.get('strong', 0.0))} strong), whichever listing was hit."
    )


def _single(one: dict[str, Any]) -> str:
    rows = (
        ("median of five", seconds(one["median_seconds"])),
        ("slowest of five", seconds(max(one["all_seconds"]))),
        ("first after the imports (index built or opened, kernels warm)", seconds(one["first_seconds"])),
        ("with nothing compiled yet (once per machine)", seconds(one["uncompiled_seconds"])),
        ("peak memory", memory(one["peak_bytes"])),
    )
    return table(('`comity screen --name "…"`, a new process each time', "wall"), rows)


def _lists(measured: dict[str, Any]) -> str:
    rows = []
    for name, one in measured["reading"].items():
        imported = seconds(measured["import_seconds"][name])
        rows.append((name, f"{one['entries']:,}", f"{one['names']:,}", seconds(one["seconds"]), memory(one["peak_bytes"]), imported))
    return table(("list", "entries", "names", "read", "peak memory of reading", "`comity lists import`"), rows)
