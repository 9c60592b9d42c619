"""The forms of a page, read out of its markup, and sent as a browser sends them: wherever and however the page says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = Mapping[str, str | None]


@dataclass(slots=True)
class Form:
    """A form: how and where it is sent (``action`` empty: to the page that it stands on), and its fields as they stand."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """The fields, with ``values`` in the place of what stands in those of their names."""
        kept = [(name, value) for name, value in self.fields if name not in values]
        return [*kept, *values.items()]


class _Reader(HTMLParser):
    """Collects forms. Buttons and unchecked boxes send nothing; a choice sends what is selected, else its first option."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._choice: tuple[str, list[str], list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self._form = Form((said.get("method") or "get").lower(), said.get("action") or "")
            self.forms.append(self._form)
        elif self._form is not None and tag in ("input", "select", "textarea", "option"):
            self._take(self._form, tag, said)

    def _take(self, form: Form, tag: str, said: Attributes) -> None:
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "select":
            self._choice = (name, [], [])
        elif tag == "textarea":
            self._area = (name, [])
        elif tag == "option" and self._choice is not None:
            self._choice[1].append(value)
            self._choice[2].extend([value] if "selected" in said else [])
        elif tag == "input" and name and _is_sent(said):
            form.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._choice is not None:
            name, options, selected = self._choice
            if self._form is not None and name and options:
                self._form.fields.append((name, (selected or options)[0]))
            self._choice = None
        elif tag == "textarea" and self._area is not None:
            name, texts = self._area
            if self._form is not None and name:
                self._form.fields.append((name, "".join(texts)))
            self._area = None


def _is_sent(said: Attributes) -> bool:
    kind = (said.get("type") or "text").lower()
    return kind not in ("submit", "button", "file", "image", "reset") and (kind not in ("checkbox", "radio") or "checked" in said)


def form_with(markup: str, names: Collection[str]) -> Form | None:
    """The first form of a page that has a field of each of the names; None when no form has them."""
    reader = _Reader()
    reader.feed(markup)
    return next((form for form in reader.forms if {name for name, _ in form.fields} >= set(names)), None)
