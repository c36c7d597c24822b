"""The price of each field of a document, as the schema's `@cost` and `@listSize` say it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Undefined,
    VariableNode,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    visit,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from gql.schema.cost import Cost, ListSize

# How many there are in one place of a schema like ours, where it is the schema itself that is asked.
INTROSPECTED = {"types": 50, "fields": 6, "args": 2, "directives": 8, "enumValues": 3, "inputFields": 2}
THOUSANDTHS = 1000


@dataclass(frozen=True, slots=True)
class Price:
    """What a field costs for each object that has it, and how many there are.

    Attributes:
        weight: thousandths of a point for one.
        is_list: whether the field is a list.
        assumed_size: how many items, where no argument says it.
        slicing: the arguments that say it, each with its default.
        sized_fields: the fields below that have so many items, in place of the field itself.
    """

    weight: int
    is_list: bool
    assumed_size: int
    slicing: dict[str, Any]
    sized_fields: Collection[str]


def price_of(name: str, field: GraphQLField) -> Price:
    """Read the price of a field from its definition."""
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    directives = getattr(definition, "directives", ())
    cost = next((each for each in directives if isinstance(each, Cost)), None)
    size = next((each for each in directives if isinstance(each, ListSize)), ListSize())
    points = float(cost.weight) if cost else not is_leaf_type(get_named_type(field.type))
    slicing = {each: _default(field, each) for each in size.slicing_arguments or ()}
    assumed_size = size.assumed_size or INTROSPECTED.get(name, 1)
    is_list = is_list_type(get_nullable_type(field.type))
    return Price(
        round(points * THOUSANDTHS), is_list, assumed_size, slicing, frozenset(size.sized_fields or ())
    )


class PriceList:
    """The prices of a schema's fields, each read once."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._known: dict[int, Price] = {}

    def of(self, document: DocumentNode) -> dict[int, Price]:
        """Map each field of a valid document, by the `id()` of its node, to its price."""
        found: dict[int, Price] = {}
        known = self._known
        type_info = TypeInfo(self._schema)

        class Pricing(Visitor):
            def enter_field(self, node: FieldNode, *_: object) -> None:
                if definition := type_info.get_field_def():
                    if id(definition) not in known:
                        known[id(definition)] = price_of(node.name.value, definition)
                    found[id(node)] = known[id(definition)]

        visit(document, TypeInfoVisitor(type_info, Pricing()))
        return found


def sizing_variables(document: DocumentNode, priced: Mapping[int, Price]) -> tuple[str, ...]:
    """Give the names of the variables that say how long lists are."""
    found: dict[str, None] = {}

    class Sizing(Visitor):
        def enter_variable(self, node: VariableNode, *_: object) -> None:
            found[node.name.value] = None

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            for argument in node.arguments or ():
                if argument.name.value in priced[id(node)].slicing:
                    visit(argument, Sizing())

    visit(document, Fields())
    return tuple(found)


def _default(field: GraphQLField, argument: str) -> Any:  # noqa: ANN401 - whatever the schema says
    default = field.args[argument].default_value
    return None if default is Undefined else default
