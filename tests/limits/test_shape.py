import pytest
from graphql import parse

from gql.execution.limits.errors import LimitExceeded
from gql.execution.limits.selections import Selections
from gql.execution.limits.shape import Survey, check_shape
from tests.limits.operations import limits


def doubling(levels: int) -> str:
    """A document whose fragments double the fields at each level."""
    fragments = (
        f"fragment F{level} on T {{ a: x {{ ...F{level + 1} }} b: x {{ ...F{level + 1} }} }}"
        for level in range(levels)
    )
    return "\n".join(["{ ...F0 }", *fragments, f"fragment F{levels} on T {{ x }}"])


def visits(document: str) -> tuple[int, int]:
    """Count the fields of an operation, and the selections that were visited to count them."""
    selections = Selections(parse(document))
    shape = Survey(selections).of(selections.operations[0].selection_set)
    return shape.fields, selections.visited


def refusal(document: str, **settings: int) -> str:
    with pytest.raises(LimitExceeded) as refused:
        check_shape(parse(document), limits(**settings))
    return f"{refused.value.parameter} {refused.value.details['found']}/{refused.value.details['highest']}"


def test_fragments_that_double_are_counted_without_being_expanded() -> None:
    counted = {levels: visits(doubling(levels)) for levels in (10, 20, 40, 80)}

    assert [fields for fields, _ in counted.values()] == [3 * 2**levels - 2 for levels in counted]
    steps = [visited for _, visited in counted.values()]
    assert steps[1] - steps[0] == (steps[2] - steps[1]) / 2 == (steps[3] - steps[2]) / 4


@pytest.mark.parametrize(
    ("document", "settings", "found"),
    [
        ("{ a { b { c } } }", {"limit_depth": 2}, "depth 3/2"),
        ("{ a { ... { b { ...F } } } } fragment F on T { c }", {"limit_depth": 2}, "depth 3/2"),
        ("{ a b ...F } fragment F on T { c }", {"limit_fields": 2}, "fields 3/2"),
        ("{ a b ...F ...F } fragment F on T { c }", {"limit_root_fields": 2}, "root_fields 3/2"),
        ("{ x: a y: a z { v: a } }", {"limit_aliases": 2}, "aliases 3/2"),
        ("{ __schema { a { b } } }", {"limit_introspection_depth": 2}, "introspection_depth 3/2"),
        ("query @a { b @c ...F @d } fragment F on T { e }", {"limit_directives": 2}, "directives 3/2"),
        ("query ($v: Int = 1 @a) { b @c(d: [{e: $v}]) }", {"limit_directives": 1}, "directives 2/1"),
        ("{ a a ...F } fragment F on T { a }", {"limit_same_names": 2}, "same_names 3/2"),
        ("{ a { b } a { b b } }", {"limit_same_names": 2}, "same_names 3/2"),
        ("{ a } fragment Unused on T { b b b }", {"limit_same_names": 2}, "same_names 3/2"),
    ],
)
def test_what_exceeds_a_limit_is_refused_with_what_was_found(
    document: str, settings: dict[str, int], found: str
) -> None:
    assert refusal(document, **settings) == found


def test_introspection_is_not_as_deep_as_its_own_fields() -> None:
    check_shape(parse("{ __schema { a { b { c { d } } } } }"), limits(limit_depth=1))


def test_what_contains_itself_is_left_to_validation() -> None:
    check_shape(
        parse("{ ...A } fragment A on T { a { ...A ...B } } fragment B on T { b { ...A } }"), limits()
    )


def test_an_unknown_fragment_is_left_to_validation() -> None:
    check_shape(parse("{ ...Nothing }"), limits())


def test_a_document_without_operations_is_left_to_validation() -> None:
    check_shape(parse("type T { a: Int }"), limits())
