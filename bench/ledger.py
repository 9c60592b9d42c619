"""The ledger's pure part: appending, auditing a million entries, making and checking proofs; on one core, without a database.

``python -m bench.ledger [--entries N] [--note TEXT]`` from the repository root, with the Python that Comity is installed for; the page goes
to standard output. Entries are invented: decisions with four facts, one of them a digest, some 300 bytes each in canonical form. Making
them is not timed. A head is signed every 10,000 entries. The export is written to a temporary file, then audited from there.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.markdown import memory, per_second, seconds, table
from bench.run import facts, keep_to_one_core, say
from bench.screening.driving import peak_bytes
from comity.ledger import (
    Auditor,
    Frontier,
    SignedHead,
    audit_export,
    certify,
    check,
    entry_bytes,
    export_lines,
    key_id,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    proves_consistency,
    proves_inclusion,
    sign,
    verify_head,
)
from comity.ledger.proofs import root_of
from comity.model import Entry

BATCH = 10_000
TRIES = 300
START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()


def invented(number: int) -> Entry:
    """The entry that stands at ``number``."""
    told = {"hit": f"{number:064x}", "verdict": "not_a_match", "reason": "birth_date_differs", "case": f"c-{number:08x}"}
    at = START + timedelta(milliseconds=17 * number)
    return Entry(at, f"user:analyst-{number % 40}", "case.decide", f"case:{number:08x}", "customer_screening", told)


@dataclass(slots=True)
class Log:
    """What is kept of the log: its leaf hashes, its stored nodes, its heads. It is the port that proofs are made from."""

    kept: list[bytes] = field(default_factory=list)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    heads: list[SignedHead] = field(default_factory=list)

    def leaves(self, start: int, end: int) -> Sequence[bytes]:
        """The leaf hashes from ``start`` to before ``end``."""
        return self.kept[start:end]

    def node(self, level: int, index: int) -> bytes:
        """One stored node."""
        return self.nodes[level, index]


def batches(count: int) -> Iterator[tuple[int, list[Entry]]]:
    """Entries with the number of the first, made before they are handed over."""
    for start in range(0, count, BATCH):
        yield start, [invented(number) for number in range(start, min(count, start + BATCH))]


def append(log: Log, count: int) -> dict[str, float]:
    """Append ``count`` entries, timing canonical forms, leaf hashes and the tree apart."""
    spent = dict.fromkeys(("bytes", "leaf", "tree", "sign"), 0.0)
    tree = Frontier()
    for start, entries in batches(count):
        began = time.perf_counter()
        forms = [entry_bytes(number, entry) for number, entry in enumerate(entries, start)]
        formed = time.perf_counter()
        leaves = [leaf_hash(form) for form in forms]
        hashed = time.perf_counter()
        nodes = [node for leaf in leaves for node in tree.append(leaf)]
        grown = time.perf_counter()
        log.heads.append(sign(tree.size, tree.root(), entries[-1].at, KEY))
        ended = time.perf_counter()
        for name, took in zip(spent, (formed - began, hashed - formed, grown - hashed, ended - grown), strict=True):
            spent[name] += took
        log.kept.extend(leaves)
        log.nodes.update(((node.level, node.index), node.hash) for node in nodes)
    return spent


def audit(log: Log) -> float:
    """Seconds for the audit of the whole log, rows as a database would hand them over."""
    auditor = Auditor({key_id(PUBLIC): PUBLIC})
    took = 0.0
    for (start, entries), head in zip(batches(len(log.kept)), log.heads, strict=True):
        rows = list(zip(range(start, start + len(entries)), entries, log.kept[start : start + BATCH], strict=True))
        began = time.perf_counter()
        for number, entry, leaf in rows:
            auditor.entry(number, entry, leaf)
        auditor.head(head)
        took += time.perf_counter() - began
    report = auditor.report()
    assert report.fault is None
    assert report.signed == len(log.kept)
    return took


def export(log: Log, file: Path) -> tuple[float, float]:
    """Seconds to write an export and to audit it again."""
    rows = ((number, invented(number), leaf) for number, leaf in enumerate(log.kept))
    began = time.perf_counter()
    with file.open("wb") as out:
        out.writelines(export_lines([PUBLIC], rows, log.heads))
    written = time.perf_counter()
    with file.open("rb") as stream:
        assert audit_export(stream).fault is None
    return written - began, time.perf_counter() - written


def each(work: Callable[[int], object], numbers: Sequence[int]) -> str:
    """Half, 99 in 100, and all of the calls take at most so long."""
    times = []
    for number in numbers:
        began = time.perf_counter()
        work(number)
        times.append(1e6 * (time.perf_counter() - began))
    times.sort()
    return ", ".join(f"{times[at]:,.0f} µs" for at in (len(times) // 2, int(0.99 * len(times)), -1))


def single(log: Log) -> list[tuple[str, str]]:
    """Proofs and certificates one by one, about entries drawn at random."""
    size, last = len(log.kept), log.heads[-1]
    numbers = [Random(1).randrange(size) for _ in range(TRIES)]
    proofs = {number: prove_inclusion(log, number, size) for number in numbers}
    growths = {number: prove_consistency(log, number + 1, size) for number in numbers}
    roots = {number: root_of(log, 0, number + 1) for number in numbers}
    documents = {number: certify(invented(number), proofs[number], last, PUBLIC) for number in numbers}
    root = last.head.root
    assert all(proves_inclusion(proofs[number], log.kept[number], root) for number in numbers)
    assert all(proves_consistency(growths[number], roots[number], root) for number in numbers)
    return [
        ("inclusion proof: make", each(lambda number: prove_inclusion(log, number, size), numbers)),
        ("inclusion proof: check", each(lambda number: proves_inclusion(proofs[number], log.kept[number], root), numbers)),
        ("consistency proof: make", each(lambda number: prove_consistency(log, number + 1, size), numbers)),
        ("consistency proof: check", each(lambda number: proves_consistency(growths[number], roots[number], root), numbers)),
        ("signed head: check", each(lambda _: verify_head(last, PUBLIC), numbers)),
        ("certificate: check", each(lambda number: check(documents[number]), numbers)),
        ("certificate: bytes, at most", f"{max(map(len, documents.values())):,}"),
        ("hashes in an inclusion proof, at most", str(max(len(proof.path) for proof in proofs.values()))),
    ]


def main() -> None:
    """Measure, and print the page."""
    parser = argparse.ArgumentParser(description="Measure the ledger without a database.")
    parser.add_argument("--entries", type=int, default=1_000_000, help="how many entries")
    parser.add_argument("--note", default="", help="a sentence for the page, such as: the machine was busy")
    given = parser.parse_args()
    measured = facts(keep_to_one_core(), given.note)
    log, count = Log(), given.entries
    say(f"appending {count:,} entries …")
    spent = append(log, count)
    say("auditing …")
    audited = audit(log)
    with tempfile.TemporaryDirectory(prefix="comity-ledger-") as folder:
        file = Path(folder) / "export.jsonl"
        say("export …")
        written, read = export(log, file)
        size = file.stat().st_size
    whole = spent["bytes"] + spent["leaf"] + spent["tree"]
    rows = [
        ("append in batches, without a database", f"{per_second(count / whole)}/s"),
        ("… canonical form", f"{per_second(count / spent['bytes'])}/s"),
        ("… leaf hash", f"{per_second(count / spent['leaf'])}/s"),
        ("… tree", f"{per_second(count / spent['tree'])}/s"),
        ("sign a head", f"{per_second(len(log.heads) / spent['sign'])}/s"),
        (f"audit of {count:,} entries, {len(log.heads):,} heads", f"{seconds(audited)}, {per_second(count / audited)}/s"),
        (f"write an export, making the entries included: {memory(size)}", f"{seconds(written)}, {per_second(count / written)}/s"),
        ("audit that export", f"{seconds(read)}, {per_second(count / read)}/s"),
        *single(log),
        ("peak memory, leaf hashes of the whole log included", memory(peak_bytes())),
    ]
    print("# The ledger\n")
    print(table(("taken", ""), [(key, measured[key]) for key in ("date", "commit", "machine", "core", "load", "note")]))
    print("\nTimes of single calls are those that half, 99 in 100 and all of them do not exceed.\n")
    print(table(("what", ""), rows))


if __name__ == "__main__":
    main()
