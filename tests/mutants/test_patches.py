"""The patches of `make mutants` fit the code as it is; what they do to the tests is seen there."""

import ast

import pytest

from tests.mutants.patches import MUTANTS, Mutant, PatchDoesNotApply


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_mutant_is_other_code_that_python_takes(mutant: Mutant) -> None:
    code = mutant.path.read_text(encoding="utf-8")
    assert ast.dump(ast.parse(mutant.of(code))) != ast.dump(ast.parse(code))


def test_a_patch_whose_place_is_gone_says_which_and_where() -> None:
    with pytest.raises(PatchDoesNotApply, match=r"no compare-and-set: gql/tasks/changes/repository\.py"):
        MUTANTS[1].of("")
