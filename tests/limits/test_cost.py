from collections.abc import Callable, Iterator
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, get_nullable_type, is_leaf_type, is_list_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql.allowance.allowance import Allowance
from gql.allowance.bucket import Rate
from gql.execution.limits.prices import price_of
from gql.schema import make_schema
from gql.tasks.summaries.limits import BUCKETS_MAX, FACET_MAX, TIMELINE_MAX
from tests.limits.operations import Client

Make = Callable[..., Client]
SCHEMA = make_schema()._schema


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        ("{ __typename }", {}, 1),
        ("{ viewer { role user { username } } }", {}, 2),
        ("{ myTasks { total } }", {}, 1),
        ("{ myTasks { items { mjId prompt } } }", {}, 21),
        ("{ myTasks(pageSize: 100) { items { mjId } } }", {}, 101),
        (
            "{ myTasks(pageSize: 100) { list: items { user { id } buttons { label } } } }",
            {},
            1 + 100 * (1 + 1 + 25),
        ),
        ("query ($n: Int!) { myTasks(pageSize: $n) { items { mjId } } }", {"n": 7}, 8),
        ("query ($n: Int! = 9) { myTasks(pageSize: $n) { items { mjId } } }", {}, 10),
        ("{ myTasks { items { mjId } items { prompt } } }", {}, 21),
        (
            "{ ...A myTasks { items { user { id } } } } fragment A on Query { myTasks { items { mjId } } }",
            {},
            1 + 20 * 2,
        ),
        ("{ a: myTasks { page } b: myTasks { page } }", {}, 2),
        ("{ tasks(first: 3) { edges { node { mjId } } nodes { mjId } } }", {}, 1 + 3 * 2 + 3),
        ("{ tasks { nodes { mjId } } }", {}, 21),
        ("{ tasks(last: 5) { nodes { mjId } } }", {}, 6),
        ("{ viewer { taskSummary { timeline { total } } } }", {}, 1 + 1 + 200),
        ("{ taskBuckets { count } }", {}, 366),
        ('{ nodes(ids: ["a", "b"]) { id } }', {}, 2),
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a"] * 7}, 7),
        ("{ viewer { role } __schema { types { name } } }", {}, 1),
    ],
)
async def test_an_operation_costs_a_point_for_each_object(
    client_with: Make, query: str, variables: dict[str, Any], cost: int
) -> None:
    assert await client_with().cost(query, **variables) == {"requested": cost, "limit": 10_000}


@pytest.mark.parametrize("size", ["1000000", "101"])
async def test_a_page_that_is_too_large_is_refused_by_its_resolver(client_with: Make, size: str) -> None:
    response = await client_with().run(f"{{ myTasks(pageSize: {size}) {{ page }} }}")
    assert response["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("size", [-1, 0, True, "5", None, 2.5, 10**30, [1]])
async def test_a_size_of_a_wrong_type_or_range_is_refused_by_graphql_or_the_resolver(
    client_with: Make, size: object
) -> None:
    query = "query ($n: Int!) { myTasks(pageSize: $n) { items { mjId } } }"
    response = await client_with().run(query, {"n": size})
    assert response["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def lists_of_objects() -> Iterator[tuple[str, str, Any]]:
    for name, type_ in SCHEMA.type_map.items():
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            for field_name, field in type_.fields.items():
                if is_list_type(get_nullable_type(field.type)) and not is_leaf_type(
                    get_named_type(field.type)
                ):
                    yield name, field_name, field


def sized_from_above(type_name: str) -> set[str]:
    """Give the fields of a type that every field which returns it says the size of."""
    above = [
        price_of(field_name, field).sized_fields
        for type_ in SCHEMA.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for field_name, field in type_.fields.items()
        if get_named_type(field.type).name == type_name
    ]
    return set.intersection(*map(set, above)) if above else set()


AT_MOST_ONE = {("RefreshTaskPayload", "userErrors")}


@pytest.mark.parametrize(("type_name", "field_name", "field"), [*lists_of_objects()])
def test_every_list_of_objects_says_its_size(type_name: str, field_name: str, field: Any) -> None:
    price = price_of(field_name, field)
    is_said = price.assumed_size > 1 or price.slicing or field_name in sized_from_above(type_name)
    assert is_said or (type_name, field_name) in AT_MOST_ONE


@pytest.mark.parametrize(
    ("type_name", "field_name", "most"),
    [
        ("Query", "taskBuckets", BUCKETS_MAX),
        ("Viewer", "taskBuckets", BUCKETS_MAX),
        ("TaskSummary", "timeline", TIMELINE_MAX),
        ("TaskFacets", "byUser", FACET_MAX),
        ("TaskFacets", "byChannel", FACET_MAX),
    ],
)
def test_a_list_is_taken_to_be_as_long_as_it_can_become(type_name: str, field_name: str, most: int) -> None:
    type_ = SCHEMA.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    assert price_of(field_name, type_.fields[field_name]).assumed_size == most


TASK = st.recursive(
    st.just("mjId"),
    lambda below: st.one_of(
        st.builds("user {{ tasks(first: {}) {{ nodes {{ {} }} }} }}".format, st.integers(1, 3), below),
        st.builds("buttons {{ label }} ... on Task {{ {} }}".format, below),
        st.builds("user {{ username }} {}".format, below),
    ),
    max_leaves=3,
)
BUCKETS = st.sampled_from(
    [
        "viewer { taskSummary { timeline(interval: HOUR) { total } } taskBuckets { count } }",
        "taskSummary { timeline { total } byStatus { status count } }",
        "taskBuckets { count }",
    ]
)
ROOT = st.one_of(
    BUCKETS,
    st.builds("allTasks(pageSize: {}) {{ items {{ {} }} }}".format, st.integers(1, 5), TASK),
    st.builds(
        "tasks(last: {0}) {{ edges {{ node {{ {1} }} }} nodes {{ {1} }} }}".format, st.integers(1, 5), TASK
    ),
    st.builds(
        "users {{ nodes {{ tasks(first: {}) {{ nodes {{ {} }} }} }} }}".format, st.integers(1, 3), TASK
    ),
)


def weight(item: Any) -> float:
    bucket = isinstance(item, dict) and item.keys() <= {"total", "count"}
    return 0.1 if bucket else isinstance(item, dict)


def items(value: Any) -> float:
    """Count the objects that lists hold, at any depth; ten buckets as one."""
    if isinstance(value, dict):
        return sum(map(items, value.values()))
    if isinstance(value, list):
        return sum(weight(item) + items(item) for item in value)
    return 0


@given(roots=st.lists(ROOT, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_operation_returns_more_than_it_was_taken_to_cost(
    client_with: Make, roots: list[str]
) -> None:
    query = "{ " + " ".join(f"r{number}: {root}" for number, root in enumerate(roots)) + " }"
    client = client_with(allowance=Allowance(Rate(10**9)), limit_cost=10**9, limit_depth=99)
    response = await client.run(query)

    assert "errors" not in response, response["errors"]
    cost = response["extensions"]["cost"]
    assert cost["requested"] >= cost["used"] >= items(response["data"]) > 0
