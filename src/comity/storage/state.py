"""What a node knows about one list: the editions it has had, which one is in use, and what the publisher last said."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from comity.lists.ports import Validators
from comity.model import Edition, StoreError
from comity.model.record import edition_from_record, edition_to_record
from comity.storage.atomic import write_text
from comity.storage.folder_names import list_name


@dataclass(frozen=True, slots=True)
class Volume:
    """One edition on the shelf: its record, the ``folder`` that holds its files, the digest of its facts."""

    edition: Edition
    folder: str
    facts: str


@dataclass(frozen=True, slots=True)
class ListState:
    """One list: ``volumes`` by date, oldest first; ``current`` is the id of the one in use, or empty when none was imported."""

    name: str
    volumes: tuple[Volume, ...] = ()
    current: str = ""
    validators: Validators | None = None

    def volume(self, edition_id: str) -> Volume | None:
        """The volume of that edition id."""
        return next((volume for volume in self.volumes if volume.edition.id == edition_id), None)

    def of_bytes(self, sha256: str) -> Volume | None:
        """The volume that was read from those bytes."""
        return next((volume for volume in self.volumes if volume.edition.sha256 == sha256), None)

    def with_volume(self, volume: Volume) -> ListState:
        """This state with ``volume`` in its place by date, instead of any other of the same id."""
        rest = [other for other in self.volumes if other.edition.id != volume.edition.id]
        return replace(self, volumes=tuple(sorted([*rest, volume], key=lambda v: (v.edition.dated, v.edition.fetched_at, v.edition.id))))


def _volume_to_record(volume: Volume) -> dict[str, Any]:
    return {"edition": edition_to_record(volume.edition), "folder": volume.folder, "facts": volume.facts}


def _volume_from_record(record: dict[str, Any]) -> Volume:
    edition = edition_from_record(record["edition"])
    for text in (edition.id, edition.source, edition.sha256):
        _text(text)
    return Volume(edition, _text(record["folder"]), _text(record["facts"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def write_state(path: Path, state: ListState) -> None:
    """Replace the state at ``path``; the moment at which an import takes effect. Raises ``StoreError``."""
    record = {
        "name": state.name,
        "current": state.current,
        "validators": asdict(state.validators) if state.validators else None,
        "volumes": [_volume_to_record(volume) for volume in state.volumes],
    }
    write_text(path, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def read_state(path: Path) -> ListState:
    """The state at ``path``. Raises ``StoreError`` when it is damaged or cannot be read."""
    name = list_name(path.stem)
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        said: dict[str, str] | None = record["validators"]
        volumes = tuple(_volume_from_record(item) for item in record["volumes"])
        return ListState(_text(record["name"]), volumes, _text(record["current"]), Validators(**said) if said else None)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}", "check the permissions of the folder") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(
            f"{path} is damaged: what is kept of the list {name} is not known",
            f"run `comity lists remove {name}`, then update or import it again",
        ) from error
