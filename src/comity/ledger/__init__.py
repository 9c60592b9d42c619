"""An append-only log that proves itself: nobody can change, remove, reorder or back-date an entry without whoever holds a signed head being
able to see it. A tree after RFC 9162, heads signed with Ed25519, proofs and certificates that are checked without the node.
"""

from comity.ledger.audit import AUDIT_NOT_SHOWN, Auditor, Fault, Report, audit, report_to_record
from comity.ledger.certificate import LARGEST_CERTIFICATE, NOT_SHOWN, Checked, certify, check
from comity.ledger.entries import entry_bytes, entry_from_record, entry_to_record
from comity.ledger.export import audit_export, export_lines, is_export
from comity.ledger.heads import (
    SignedHead,
    TreeHead,
    head_bytes,
    head_from_record,
    head_to_record,
    key_id,
    public_key_bytes,
    public_key_from_bytes,
    sign,
    verify_head,
)
from comity.ledger.merkle import EMPTY_ROOT, STORED_LEVELS, Frontier, Node, leaf_hash, node_hash
from comity.ledger.moments import moment_from_text, moment_text
from comity.ledger.proofs import (
    ConsistencyProof,
    Hashes,
    InclusionProof,
    prove_consistency,
    prove_inclusion,
    proves_consistency,
    proves_inclusion,
)

__all__ = [
    "AUDIT_NOT_SHOWN",
    "EMPTY_ROOT",
    "LARGEST_CERTIFICATE",
    "NOT_SHOWN",
    "STORED_LEVELS",
    "Auditor",
    "Checked",
    "ConsistencyProof",
    "Fault",
    "Frontier",
    "Hashes",
    "InclusionProof",
    "Node",
    "Report",
    "SignedHead",
    "TreeHead",
    "audit",
    "audit_export",
    "certify",
    "check",
    "entry_bytes",
    "entry_from_record",
    "entry_to_record",
    "export_lines",
    "head_bytes",
    "head_from_record",
    "head_to_record",
    "is_export",
    "key_id",
    "leaf_hash",
    "moment_from_text",
    "moment_text",
    "node_hash",
    "prove_consistency",
    "prove_inclusion",
    "proves_consistency",
    "proves_inclusion",
    "public_key_bytes",
    "public_key_from_bytes",
    "report_to_record",
    "sign",
    "verify_head",
]
