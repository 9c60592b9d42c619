"""A person's file as a text to be read: Markdown, made from the same values as the JSON, with nothing left out.

Every value is escaped, so a name is shown as it is written and never as a heading, a link or a piece of HTML (CommonMark 0.31, section 2.4:
any ASCII punctuation may be escaped with a backslash). What begins HTML is written as an entity, for programs that know no Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.node.person_file import PersonFile

_TITLES = {
    "subjects": "What we know about you, and where it comes from",
    "looked_at": "When your data was looked at or changed, and what for",
    "hits": "Listed people whom you resemble, and what was compared",
    "cases": "What people looked at",
    "decisions": "What was decided",
    "decision_texts": "What was written about it",
    "exemptions": "Resemblances that are known not to be you",
    "sent_to": "Where notices about you were sent",
}
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def person_text(file: PersonFile) -> str:
    """The file as Markdown."""
    content = file.content
    return "\n".join((*_head(content), *_parts(content), *_notes(content))) + "\n"


def _head(content: Mapping[str, Any]) -> Iterator[str]:
    yield "# What is held about you"
    yield ""
    yield f"Request {escaped(content['request'])}, answered at {escaped(content['made_at'])} (times are UTC)."
    yield ""
    if content["purposes"]:
        yield f"Your data was used for: {escaped(', '.join(content['purposes']))}."
        yield ""
    yield content["automated_decisions"]
    yield ""
    yield content["rights"]


def _parts(content: Mapping[str, Any]) -> Iterator[str]:
    for name, title in _TITLES.items():
        if name not in content:
            continue
        yield ""
        yield f"## {title}"
        yield ""
        if not content[name]:
            yield "Nothing."
        for number, one in enumerate(content[name], 1):
            yield f"{number}. {len(content[name])} in all" if number == 1 and len(content[name]) > 1 else f"{number}."
            yield from _lines(one, 1)


def _notes(content: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield "## How to go on"
    yield ""
    yield from (f"- {note}" for note in content["notes"])


def _lines(value: object, depth: int) -> Iterator[str]:
    """A value as a nested list of names and values."""
    indent = "   " * depth
    if isinstance(value, Mapping):
        for name, one in value.items():
            if isinstance(one, Mapping | list):
                yield f"{indent}- {escaped(_label(name))}:"
                yield from _lines(one, depth + 1)
            else:
                yield f"{indent}- {escaped(_label(name))}: {escaped(one)}"
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if value and all(not isinstance(one, Mapping | list) for one in value):
            yield f"{indent}- {escaped(', '.join(str(one) for one in value if one is not None))}"
            return
        for one in value:
            yield from _lines(one, depth)


def _label(name: str) -> str:
    return name.replace("_", " ")


def escaped(value: object) -> str:
    """``value`` as one line of text that Markdown shows as it is."""
    return _PUNCTUATION.sub(_shown, _NOT_SHOWN.sub(" ", str(value)))


def _shown(sign: re.Match[str]) -> str:
    return _ENTITIES.get(sign[0], "\\" + sign[0])
