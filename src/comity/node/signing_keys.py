"""The key with which this node signs its ledger, and every public key that it ever signed with: files in the home, for its owner only.

::

    <home>/keys/ledger.pem             the private key in use (PKCS #8, RFC 5208), mode 0600
    <home>/keys/ledger-<16 hex>.pub    a public key (SubjectPublicKeyInfo, RFC 8410), by the beginning of its fingerprint; kept for good
    <home>/keys/ledger-head.json       the last head that was signed here: what a database that went backwards is held against
    <home>/keys/.lock                  keeps two processes of one home from signing at once

Heads that were signed before a rotation are verified with the keys of then. The database holds no private key: whoever can write there
cannot sign.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from comity.ledger import SignedHead, head_from_record, head_to_record, key_id, public_key_bytes, public_key_from_bytes
from comity.model import DataError, StoreError
from comity.storage import locked
from comity.storage.atomic import sync_folder

FOLDER = "keys"
PRIVATE = "ledger.pem"
HEAD = "ledger-head.json"
PATIENCE = 60.0
"""Seconds to wait for another process that signs."""

_SHORT = 16
_DAMAGED = "restore the folder keys of the last backup, or move the file away to begin with a new key"


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The keys in ``folder``. Nothing is made before the first use."""

    folder: Path

    @staticmethod
    def of(home: Path) -> SigningKeys:
        """The keys of the node whose home that is."""
        return SigningKeys(home / FOLDER)

    @property
    def private_file(self) -> Path:
        """Where the private key is, or will be."""
        return self.folder / PRIVATE

    def held(self) -> AbstractContextManager[None]:
        """The right to sign, for the length of a ``with`` block; one process at a time. Raises ``StoreError``; does not nest."""
        self._prepare()
        return locked(self.folder / ".lock", PATIENCE)

    def current(self) -> Ed25519PrivateKey | None:
        """The private key in use, None before the first was made. Raises ``StoreError`` when it cannot be read."""
        data = self._read(self.private_file)
        if data is None:
            return None
        try:
            key = load_pem_private_key(data, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise StoreError(f"{self.private_file} does not hold an Ed25519 key", _DAMAGED)
        return key

    def put(self, key: Ed25519PrivateKey) -> None:
        """Put ``key`` in use; the one before is gone, its public half stays. Raises ``StoreError``."""
        self._write(self.private_file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.add_public(key.public_key())

    def add_public(self, key: Ed25519PublicKey) -> None:
        """Keep a public key. Raises ``StoreError``."""
        self._write(self._public_file(key_id(key)), public_key_bytes(key))

    def public(self) -> Mapping[str, Ed25519PublicKey]:
        """Every public key that this node signed with, by fingerprint, in the order of the file names. Raises ``StoreError``."""
        found = {}
        for path in sorted(self.folder.glob(f"ledger-{'[0-9a-f]' * _SHORT}.pub")):
            try:
                key = public_key_from_bytes(self._read(path) or b"")
            except DataError:
                raise StoreError(f"{path} does not hold an Ed25519 key", _DAMAGED) from None
            found[key_id(key)] = key
        return found

    def last_head(self) -> SignedHead | None:
        """The last head that was signed in this home. Raises ``StoreError`` when what is kept of it is damaged."""
        data = self._read(self.folder / HEAD)
        try:
            return head_from_record(json.loads(data)) if data is not None else None
        except (ValueError, DataError):
            raise StoreError(f"{self.folder / HEAD} is damaged", "run `comity ledger verify`, then move the file away") from None

    def remember(self, signed: SignedHead) -> None:
        """Keep ``signed`` as the last head. Raises ``StoreError``."""
        self._write(self.folder / HEAD, json.dumps(head_to_record(signed), sort_keys=True).encode() + b"\n")

    def retire(self, signed: SignedHead) -> None:
        """Take the private key out of use: it signed ``signed``, and what is in the database now is not what follows.

        A new one is made with the next signature; the head stays, under a name that tells its size. Raises ``StoreError``.
        """
        try:
            (self.folder / HEAD).replace(self.folder / f"ledger-head-{signed.head.size}-lost.json")
            self.private_file.unlink(missing_ok=True)
            sync_folder(self.folder)
        except OSError as error:
            raise StoreError(f"the key in {self.folder} cannot be retired: {error.strerror}", "check the permissions") from error

    def _public_file(self, fingerprint: str) -> Path:
        return self.folder / f"ledger-{fingerprint[:_SHORT]}.pub"

    def _prepare(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder {self.folder} cannot be made: {error.strerror}", "check the permissions of the home") from error

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror}", "check its owner and permissions") from error

    def _write(self, path: Path, data: bytes) -> None:
        """Replace ``path``, at no moment readable by others, old or new after a crash."""
        self._prepare()
        aside = path.with_name(path.name + ".new")
        try:
            aside.unlink(missing_ok=True)  # a crash may have left it
            with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise StoreError(f"{path} cannot be written: {error.strerror}", "check the free space and the permissions") from error


def new_key() -> Ed25519PrivateKey:
    """A key that nobody has: from the system's randomness (RFC 8032, section 5.1.5)."""
    return Ed25519PrivateKey.generate()
