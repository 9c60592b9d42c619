"""Entities out of a FollowTheMoney stream: one JSON object a line (flat or nested), or statements in JSON lines or CSV, put together
again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO, cast

from comity.lists.source import Reading
from comity.lists.sources.ftm.vocabulary import LANGUAGES, SUBJECTS
from comity.model import FormatError, LimitExceeded, Locator, Severity
from comity.tables import Format, TableOptions, TextLines, open_table_stream, parse_object, repeated_keys

MAX_STATEMENTS = 500_000
"""Statements held at once while entities are put together."""
_HINT = "expected FollowTheMoney: entities, nested targets or statements, as JSON lines, or statements as CSV"


@dataclass(slots=True)
class Entity:
    """One entity: values by property, each a text or (nested files) another entity's JSON object. ``languages`` maps property, NUL
    and value to ISO 639-1.

    ``target`` is the file's own flag, None where it has none. ``line`` is where it begins.
    """

    id: str
    schema: str
    properties: dict[str, list[Any]] = field(default_factory=dict)
    caption: str = ""
    line: int | None = None
    target: bool | None = None
    languages: dict[str, str] = field(default_factory=dict)

    def texts(self, name: str) -> list[str]:
        """Return the texts of a property, white space folded, without blanks."""
        return [text for value in self.properties.get(name, ()) if isinstance(value, str) and (text := " ".join(value.split()))]


def read_entities(stream: BinaryIO, reading: Reading) -> Iterator[Entity]:
    """Yield the entities in ``stream``; a line that cannot be read is an issue. Raises ``FormatError`` when it holds nothing of the
    kind.
    """
    peeking = stream if hasattr(stream, "peek") else io.BufferedReader(cast("io.RawIOBase", stream))
    head = cast("io.BufferedReader", peeking).peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise FormatError(f"{reading.file} is empty", _HINT)
    if not head.startswith(b"{"):
        yield from _grouped(_csv_statements(peeking, reading), reading)
        return
    objects = _objects(peeking, reading)
    first = next(objects, None)
    if first is None:
        raise FormatError(f"{reading.file} holds no JSON object", _HINT)
    every = chain((first,), objects)
    if "properties" in first[1]:
        yield from _entities(every, reading)
    elif "prop" in first[1]:
        yield from _grouped(every, reading)
    else:
        raise FormatError(f"{reading.file}, line {first[0]}: neither an entity (properties) nor a statement (prop)", _HINT)


Located = tuple[int | None, Mapping[str, Any]]


def _objects(stream: BinaryIO, reading: Reading) -> Iterator[Located]:
    lines = TextLines(reading.file, stream)
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text:
            continue
        found, wrong = parse_object(text)
        if found is None:
            reading.issue(Locator(reading.file, line=number), wrong, "the line was left out; fetch the file again", Severity.ERROR)
        else:
            if twice := repeated_keys(text, found):
                reading.issue(
                    Locator(reading.file, line=number), f"the key {twice[0][:60]!r} is given more than once", "the last value was taken"
                )
            yield number, found
    if odd := lines.issue():
        reading.issues.append(odd)


def _entities(objects: Iterator[Located], reading: Reading) -> Iterator[Entity]:
    for line, found in objects:
        entity = entity_of(found, line)
        if entity is None:
            reading.issue(
                Locator(reading.file, line=line), "the object is not an entity", "it needs id, schema and properties", Severity.ERROR
            )
        else:
            yield entity


def entity_of(found: Mapping[str, Any], line: int | None) -> Entity | None:
    """Return the entity that a JSON object states, or None when it has no id, schema or properties."""
    entity_id, schema, properties = found.get("id"), found.get("schema"), found.get("properties")
    if not isinstance(entity_id, str) or not entity_id or not isinstance(schema, str) or not isinstance(properties, dict):
        return None
    values = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    caption, target = found.get("caption"), found.get("target")
    return Entity(
        entity_id, schema, values, caption if isinstance(caption, str) else "", line, target if isinstance(target, bool) else None
    )


def _csv_statements(stream: BinaryIO, reading: Reading) -> Iterator[Located]:
    with open_table_stream(stream, reading.file, options=TableOptions(form=Format.DELIMITED, max_cell=1_000_000)) as table:
        if not {"prop", "value", "schema"} <= set(table.columns) or not {"canonical_id", "entity_id"} & set(table.columns):
            raise FormatError(f"{reading.file} is not a file of statements: its columns are {', '.join(table.columns[:12])}", _HINT)
        for row in table.rows():
            reading.issues.extend(row.issues)
            yield row.line, dict(zip(table.columns, row.cells, strict=True))
        reading.issues.extend(table.issues)


def _grouped(statements: Iterator[Located], reading: Reading) -> Iterator[Entity]:
    """Put statements together by canonical id.

    Up to 500,000 are held, so a small file may be in any order; a larger one must be sorted by canonical id: raises ``LimitExceeded``
    when an id comes again after its entity was put together.
    """
    held: dict[str, Entity] = {}
    done: set[str] = set()
    count = 0
    for line, statement in statements:
        entity_id = statement.get("canonical_id") or statement.get("entity_id")
        if not isinstance(entity_id, str) or not isinstance(statement.get("prop"), str) or not isinstance(statement.get("value"), str):
            reading.issue(
                Locator(reading.file, line=line), "the statement lacks an id, a property or a value", "it was left out", Severity.ERROR
            )
            continue
        if entity_id in done:
            what = f"{reading.file}, line {line}: the statements are not sorted by canonical_id, and there are more than {MAX_STATEMENTS:,}"
            raise LimitExceeded(what, "sort the file by canonical_id, or use the file of entities")
        if count >= MAX_STATEMENTS and entity_id not in held:
            done.update(held)
            yield from held.values()
            held, count = {}, 0
        _state(held.setdefault(entity_id, Entity(entity_id, "", line=line)), statement)
        count += 1
    yield from held.values()


def _state(entity: Entity, statement: Mapping[str, Any]) -> None:
    """Add one statement. Property ``id`` is a checksum of the entity, not a fact; a schema in front of the property (``Person:name``)
    goes.
    """
    entity.schema = _telling(entity.schema, str(statement.get("schema") or ""))
    name, value = str(statement["prop"]).rpartition(":")[2], str(statement["value"])
    if name == "id":
        return
    values = entity.properties.setdefault(name, [])
    if value not in values:
        values.append(value)
    language = str(statement.get("lang") or "")
    if language:
        entity.languages[f"{name}\0{' '.join(value.split())}"] = LANGUAGES.get(language, language if len(language) == 2 else "")


def _telling(one: str, other: str) -> str:
    """Of two schemata stated for one entity, the more telling."""
    order = list(SUBJECTS)
    known = [schema for schema in (one, other) if schema in SUBJECTS]
    return min(known, key=order.index) if known else one or other
