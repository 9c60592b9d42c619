"""Georgian and Armenian names (see ``caucasus.toml``): national, passport, Western and through-Russian spellings."""

from __future__ import annotations

from functools import lru_cache

from comity.names.romanisation.schemes import schemes

# Asomtavruli, Nuskhuri and Mtavruli are other shapes of the same letters: all come down to Mkhedruli.
_MKHEDRULI = {ord(letter): chr(0x10D0 + index) for index, letter in enumerate(map(chr, range(0x10A0, 0x10C6)))}
_MKHEDRULI |= {0x2D00 + index: chr(0x10D0 + index) for index in range(0x26)}
_MKHEDRULI |= {0x1C90 + index: chr(0x10D0 + index) for index in range(0x2B)}


@lru_cache(maxsize=16_384)
def _word(word: str, language: str) -> tuple[str, ...]:
    return tuple(scheme.apply(word) for scheme in schemes("caucasus", language))


def georgian(run: str) -> tuple[str, ...]:
    """The romanisations of a Georgian run, one per scheme."""
    words = run.translate(_MKHEDRULI).split(" ")
    return tuple(map(" ".join, zip(*(_word(word, "ka") for word in words), strict=True)))


def armenian(run: str) -> tuple[str, ...]:
    """The romanisations of a lower-case Armenian run, one per scheme."""
    return tuple(map(" ".join, zip(*(_word(word, "hy") for word in run.split(" ")), strict=True)))
