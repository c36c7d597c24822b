"""The schema as it is printed."""

from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    parse,
    validate,
)

from gql.schema import sdl
from gql.tasks.filters import FILTERS

ROOT = Path(__file__).parents[2]
BUILT_IN = {"Boolean", "Float", "ID", "Int", "String"}


def own_types(schema: GraphQLSchema) -> dict[str, Any]:
    return {
        name: type_
        for name, type_ in schema.type_map.items()
        if not name.startswith("__") and name not in BUILT_IN
    }


def undescribed(schema: GraphQLSchema) -> list[str]:
    found = []
    for name, type_ in own_types(schema).items():
        parts: dict[str, Any] = {name: type_}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, definition in type_.fields.items():
                parts[f"{name}.{field}"] = definition
                parts |= {f"{name}.{field}({argument})": value for argument, value in definition.args.items()}
        if isinstance(type_, GraphQLEnumType):
            parts |= {f"{name}.{value}": definition for value, definition in type_.values.items()}
        found += [path for path, part in parts.items() if not part.description]
    return found


def test_everything_in_the_schema_has_a_description() -> None:
    assert undescribed(build_schema(sdl())) == []


def test_what_has_no_description_would_be_found() -> None:
    bare = build_schema('"A" type Query { a(b: Int): E } enum E { F }')
    assert undescribed(bare) == ["Query.a", "Query.a(b)", "E", "E.F"]


def test_custom_scalars_name_their_specification() -> None:
    scalars = [
        type_ for type_ in own_types(build_schema(sdl())).values() if isinstance(type_, GraphQLScalarType)
    ]
    assert {scalar.name for scalar in scalars} == {"BigInt", "DateTime", "JSON", "Timestamp", "URL"}
    assert all((scalar.specified_by_url or "").startswith("https://") for scalar in scalars)


def test_the_definition_is_sorted_and_the_same_each_time() -> None:
    names = [line.split()[1] for line in sdl().splitlines() if line.startswith(("type ", "enum ", "scalar "))]
    assert names == sorted(names)
    assert sdl() == sdl()


def test_the_committed_file_is_the_printed_schema() -> None:
    assert (ROOT / "schema.graphql").read_text() == sdl()


def test_every_filter_is_an_argument_of_the_listing_for_admins() -> None:
    query: Any = build_schema(sdl()).type_map["Query"]
    arguments = query.fields["allTasks"].args
    described = {argument.description for argument in arguments.values()}
    assert {filter_.description for filter_ in FILTERS.values()} <= described
    own = {argument.description for argument in query.fields["myTasks"].args.values()}
    assert {filter_.description for filter_ in FILTERS.values() if filter_.admins_only}.isdisjoint(own)


def test_every_example_of_the_playground_is_valid() -> None:
    schema = build_schema(sdl())
    examples = sorted((ROOT / "frontend/src/examples").glob("*.graphql"))
    assert len(examples) >= 4
    for example in examples:
        assert validate(schema, parse(example.read_text())) == [], example.name
