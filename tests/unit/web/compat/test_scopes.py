"""Which lists are meant; a choice of nothing is an error."""

from __future__ import annotations

import pytest

from comity.model import NoEdition, UnknownName, UsageError
from comity.web.compat.scopes import Scope

IN_USE = ("un-sc", "eu-fsf", "own:staff")


@pytest.mark.parametrize(
    ("scope", "meant"),
    [
        (Scope("default"), {"un-sc", "eu-fsf", "own:staff"}),
        (Scope("un-sc"), {"un-sc"}),
        (Scope("un_sc_sanctions"), {"un-sc"}),
        (Scope("own:staff"), {"own:staff"}),
        (Scope("default", ["un-sc", "eu_fsf"]), {"un-sc", "eu-fsf"}),
        (Scope("default", ["default"]), {"un-sc", "eu-fsf", "own:staff"}),
        (Scope("default", [], ["own:staff"]), {"un-sc", "eu-fsf"}),
        (Scope("default", ["un-sc", "eu-fsf"], ["eu-fsf"]), {"un-sc"}),
    ],
)
def test_scopes(scope: Scope, meant: set[str]) -> None:
    assert scope.lists(IN_USE) == meant


def test_an_unknown_scope_names_those_that_exist() -> None:
    with pytest.raises(UnknownName) as caught:
        Scope("sanctions").lists(IN_USE)
    assert "default, eu-fsf, own:staff, un-sc" in caught.value.hint


@pytest.mark.parametrize(
    "scope",
    [
        Scope("default", ["us_ofac_sdn"]),
        Scope("default", [], ["peps"]),
        Scope("un-sc", ["eu-fsf"]),
        Scope("un-sc", [], ["un_sc_sanctions"]),
        Scope("default", [], ["default"]),
    ],
)
def test_no_search_in_nothing(scope: Scope) -> None:
    with pytest.raises(UsageError):
        scope.lists(IN_USE)


def test_without_any_list_there_is_no_edition() -> None:
    with pytest.raises(NoEdition):
        Scope("default").lists([])
