"""Operations made from the schema by its own grammar: any selection, any argument, with variables."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

DEPTH = 6
# How often a field of a leaf's type is asked for, and one with fields of its own.
LEAF, BRANCH, TYPE = 0.3, 0.22, 0.7
ALIASED = 200
# Sets of variables of one operation, so that its plan is used again.
SETS = 4
LEFT_OUT = object()


Variables = dict[str, Any]


@dataclass
class Asked:
    """An operation, and several sets of variables for it, as clients send them."""

    query: str
    variables: list[Variables]


class Grammar:
    """Makes operations, each from a number of its own, so that it can be made again."""

    def __init__(self, schema: GraphQLSchema, values: dict[str, list[Any]]) -> None:
        """Take the schema.

        Args:
            schema: graphql-core's.
            values: JSON values worth giving, by the name of an argument or of a scalar.
        """
        self._schema = schema
        self._values = values

    def operation(self, seed: int) -> Asked:
        """Make the query of a number."""
        return _Writing(self._schema, self._values, random.Random(seed)).operation()  # noqa: S311


class _Writing:
    def __init__(self, schema: GraphQLSchema, values: dict[str, list[Any]], draw: random.Random) -> None:
        self._schema, self._values, self._draw = schema, values, draw
        self._declared: list[str] = []
        self._fragments: list[str] = []
        self._variables: dict[str, Callable[[], Any]] = {}

    def operation(self) -> Asked:
        root = self._schema.query_type
        assert root
        count = self._draw.choice([1, 1, 1, 2])
        names = self._draw.sample([*root.fields], count)
        fields = " ".join(self._field(name, root.fields[name], 0) for name in names)
        head = f"query Q({', '.join(self._declared)})" if self._declared else "query"
        sets = [{name: give() for name, give in self._variables.items()} for _ in range(SETS)]
        given = [{name: value for name, value in each.items() if value is not LEFT_OUT} for each in sets]
        return Asked(f"{head} {{ {fields} }} {' '.join(self._fragments)}", given)

    def _selection(self, type_: Any, depth: int) -> str:
        if isinstance(type_, GraphQLInterfaceType) or not hasattr(type_, "fields"):
            return self._abstract(type_, depth)
        leaves = {
            name: part for name, part in type_.fields.items() if is_leaf_type(get_named_type(part.type))
        }
        chosen = [name for name in leaves if self._draw.random() < LEAF] or ["__typename"]
        branches = [name for name in type_.fields if name not in leaves] if depth < DEPTH else []
        chosen += [name for name in branches if self._draw.random() < BRANCH]
        self._draw.shuffle(chosen)
        written = [
            name if name == "__typename" else self._field(name, type_.fields[name], depth + 1)
            for name in chosen
        ]
        return "{ " + " ".join(self._wrapped(type_, part) for part in written) + " }"

    def _abstract(self, type_: Any, depth: int) -> str:
        types = [each for each in self._schema.get_possible_types(type_) if self._draw.random() < TYPE]
        parts = [f"... on {each.name} {self._selection(each, depth + 1)}" for each in types]
        return "{ " + " ".join(["__typename", *(["id"] if self._draw.random() < 0.5 else []), *parts]) + " }"

    def _field(self, name: str, definition: GraphQLField, depth: int) -> str:
        number = self._draw.randint(0, 999)
        alias = f"a{number}: " if number < ALIASED else ""
        arguments = [
            f"{key}: {self._value(key, part)}"
            for key, part in definition.args.items()
            if is_required_argument(part) or self._draw.random() < 0.4
        ]
        given = f"({', '.join(arguments)})" if arguments else ""
        named = get_named_type(definition.type)
        below = "" if is_leaf_type(named) else " " + self._selection(named, depth)
        return f"{alias}{name}{given}{self._directive()}{below}"

    def _wrapped(self, type_: GraphQLObjectType, written: str) -> str:
        chance = self._draw.random()
        if chance < 0.05:
            return f"... on {type_.name}{self._directive()} {{ {written} }}"
        if chance < 0.1 and "$" not in written:
            name = f"F{len(self._fragments)}"
            self._fragments.append(f"fragment {name} on {type_.name} {{ {written} }}")
            return f"...{name}"
        return written

    def _directive(self) -> str:
        if self._draw.random() > 0.06:
            return ""
        condition = "true"
        if self._draw.random() < 0.5:
            condition = self._variable("Boolean! = true", lambda: self._draw.choice([True, False, LEFT_OUT]))
        return f" @{self._draw.choice(['include', 'skip'])}(if: {condition})"

    def _value(self, name: str, argument: GraphQLArgument) -> str:
        if self._draw.random() < 0.5:
            return self._variable(str(argument.type), lambda: self._json(name, argument.type))
        return self._literal(self._json(name, argument.type), argument.type)

    def _variable(self, declared: str, give: Callable[[], Any]) -> str:
        name = f"v{len(self._declared)}"
        self._declared.append(f"${name}: {declared}")
        self._variables[name] = give
        return f"${name}"

    def _json(self, name: str, type_: GraphQLInputType) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._json(name, type_.of_type)
        if self._draw.random() < 0.05 and name not in self._values:
            return None
        if isinstance(type_, GraphQLList):
            return [self._json(name, type_.of_type) for _ in range(self._draw.randint(0, 4))]
        if isinstance(type_, GraphQLInputObjectType):
            fields = [key for key in type_.fields if self._draw.random() < 0.3]
            return {key: self._json(key, type_.fields[key].type) for key in fields}
        if isinstance(type_, GraphQLEnumType):
            return self._draw.choice([*type_.values])
        named: Any = type_
        return self._draw.choice(self._values.get(name) or self._values[named.name])

    def _literal(self, value: Any, type_: GraphQLInputType) -> str:
        inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(value, dict):
            fields = (f"{key}: {self._literal(each, inner.fields[key].type)}" for key, each in value.items())
            return "{" + ", ".join(fields) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self._literal(each, inner.of_type) for each in value) + "]"
        if isinstance(inner, GraphQLEnumType) and value is not None:
            return str(value)
        return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return {None: "null", True: "true", False: "false"}.get(value) or str(value)
