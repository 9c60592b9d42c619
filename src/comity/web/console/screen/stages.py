"""What the stages of an uploaded file are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from comity.node.file_screening import Stage
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


NAMES: Mapping[Stage, str] = {
    Stage.TO_MAP: _("waits for its columns to be chosen"),
    Stage.WAITS: _("waits for its turn"),
    Stage.RUNS: _("is being screened"),
    Stage.DONE: _("screened"),
    Stage.FAILED: _("failed"),
    Stage.CANCELLED: _("cancelled"),
}
"""Every stage, in words."""


def stage_name(words: Words, stage: Stage) -> str:
    """``stage`` in the visitor's language."""
    return words.say(NAMES[stage])
