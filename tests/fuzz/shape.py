"""Whether an answer is one that the schema allows."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

LEAVES: dict[str, tuple[type, ...]] = {
    "Boolean": (bool,),
    "Int": (int,),
    "Float": (int, float),
    "String": (str,),
    "ID": (str,),
    "Timestamp": (int,),
    "BigInt": (int, str),
    "DateTime": (str,),
    "URL": (str,),
}


class Shape:
    """The shape of one document's answers."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.fragments = {
            part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
        }
        [self.operation] = [
            part for part in document.definitions if isinstance(part, OperationDefinitionNode)
        ]

    def faults(self, data: Any) -> list[str]:
        """Tell each place where the data is not as the schema says."""
        if data is None:
            return []
        return list(self._object(data, "Query", [self.operation.selection_set], "data"))

    def _object(self, value: Any, type_name: str, sets: list[SelectionSetNode], path: str) -> Iterator[str]:
        asked: dict[str, list[FieldNode]] = {}
        for part in sets:
            self._collect(part, type_name, asked)
        if not isinstance(value, dict) or not value.keys() <= asked.keys():
            yield f"{path}: {value!r} is no {type_name} of {sorted(asked)}"
            return
        for key, nodes in asked.items():
            if key in value and nodes[0].name.value != "__typename":
                type_: Any = self.schema.type_map[type_name]
                inner = [node.selection_set for node in nodes if node.selection_set]
                definition = self.schema.get_field(type_, nodes[0].name.value)
                assert definition
                yield from self._value(value[key], definition.type, inner, f"{path}.{key}")

    def _collect(self, part: SelectionSetNode, type_name: str, asked: dict[str, list[FieldNode]]) -> None:
        for node in part.selections:
            if isinstance(node, FieldNode):
                asked.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if not node.type_condition or self._applies(node.type_condition.name.value, type_name):
                    self._collect(node.selection_set, type_name, asked)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, type_name):
                    self._collect(fragment.selection_set, type_name, asked)

    def _applies(self, condition: str, type_name: str) -> bool:
        named: Any = self.schema.type_map[condition]
        concrete: Any = self.schema.type_map[type_name]
        return named is concrete or (is_abstract_type(named) and self.schema.is_sub_type(named, concrete))

    def _value(
        self, value: Any, type_: GraphQLOutputType, sets: list[SelectionSetNode], path: str
    ) -> Iterator[str]:
        if value is None:
            if is_non_null_type(type_):
                yield f"{path}: null in {type_}"
            return
        inner: Any = type_.of_type if is_non_null_type(type_) else type_
        if is_list_type(inner):
            yield from self._list(value, inner.of_type, sets, path)
        elif is_leaf_type(inner):
            yield from self._leaf(value, inner, path)
        else:
            concrete = inner.name if isinstance(inner, GraphQLObjectType) else value.get("__typename")
            if concrete:
                yield from self._object(value, concrete, sets, path)

    def _list(self, value: Any, of: Any, sets: list[SelectionSetNode], path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        for index, item in enumerate(value):
            yield from self._value(item, of, sets, f"{path}.{index}")

    def _leaf(self, value: Any, type_: Any, path: str) -> Iterator[str]:
        named = get_named_type(type_)
        if isinstance(named, GraphQLEnumType):
            fits = value in named.values
        elif named.name in LEAVES:
            fits = isinstance(value, LEAVES[named.name]) and (
                named.name == "Boolean" or not isinstance(value, bool)
            )
        else:
            fits = True
        if not fits:
            yield f"{path}: {value!r} in {named}"
