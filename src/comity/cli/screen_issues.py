"""All issues of a run in a file of their own: one line each, as text, or as JSON when the file's name ends with ``.jsonl``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from comity.batch import issue_record
from comity.cli.screen_output import WRITING_HINT, is_answers
from comity.model import Issue, UsageError


class IssueFile:
    """Takes issues as they come; use it as a context manager. Raises ``UsageError`` when the file cannot be written."""

    def __init__(self, path: Path) -> None:
        try:
            self._stream = path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}", WRITING_HINT) from error
        self._as_json = is_answers(path)

    def add(self, issues: Iterable[Issue]) -> None:
        """Write issues, each on a line of its own."""
        for issue in issues:
            text = json.dumps(issue_record(issue), ensure_ascii=False) if self._as_json else f"{issue.severity.value}: {issue}"
            self._stream.write(" ".join(text.splitlines()) + "\n")

    def __enter__(self) -> IssueFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stream.close()
