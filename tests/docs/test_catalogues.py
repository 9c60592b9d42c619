"""The catalogues hold just the texts of the pages, whole in every language, with every placeholder where it was."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "make_catalogues.py"
WHOLE = ("ar", "es", "fr", "ru", "zh")


@pytest.fixture(scope="module")
def making() -> Any:
    """The script as a module."""
    spec = spec_from_file_location("make_catalogues", SCRIPT)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_catalogues_are_up_to_date_and_compiled() -> None:
    ran = subprocess.run([sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"run scripts/make_catalogues.py: {ran.stderr}"


@pytest.mark.parametrize("language", WHOLE)
def test_nothing_is_left_in_english(making: Any, language: str) -> None:
    assert making.missing(language, making.template()) == []


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
def test_every_placeholder_is_one_of_the_text(making: Any, language: str) -> None:
    wrong = []
    for one in making.catalogue(language, making.template()):
        known, said = set(_placeholders(one.id)), _placeholders(one.string)
        if one.id and (
            not set(said) <= known or (isinstance(one.id, str) and one.string and sorted(said) != sorted(_placeholders(one.id)))
        ):
            wrong.append((one.id, one.string))
    assert wrong == []


def _placeholders(text: Any) -> list[str]:
    whole = " ".join(text) if isinstance(text, tuple | list) else text or ""
    return re.findall(r"%\(\w+\)s|<[^>]+>", whole)
