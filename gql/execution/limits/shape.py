"""The shape of a document, measured before it is validated, as validation itself can be the attack."""

from dataclasses import dataclass

from graphql import DirectiveNode, DocumentNode, FieldNode, SelectionSetNode

from gql.execution.limits.limits import Limits
from gql.execution.limits.selections import Selections, every_node

INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Shape:
    """The figures of a selection set; a field that several selections name counts for each."""

    depth: int = 0
    introspection_depth: int = 0
    fields: int = 0
    aliases: int = 0

    def beside(self, other: "Shape") -> "Shape":
        """Give the figures of both together."""
        return Shape(
            max(self.depth, other.depth),
            max(self.introspection_depth, other.introspection_depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
        )

    def below(self, field: FieldNode) -> "Shape":
        """Give the figures of a field whose own selection set has these."""
        fields, aliases = self.fields + 1, self.aliases + (field.alias is not None)
        if field.name.value in INTROSPECTION:
            return Shape(1, self.depth + 1, fields, aliases)
        return Shape(self.depth + 1, self.introspection_depth, fields, aliases)


class Survey:
    """Measures the selection sets of a document, each once, however often fragments repeat it."""

    def __init__(self, selections: Selections) -> None:
        self._selections = selections
        self._known: dict[int, Shape] = {}

    def of(self, selection_set: SelectionSetNode | None) -> Shape:
        """Measure a selection set; what contains itself counts as empty there, validation refuses it."""
        if selection_set is None:
            return Shape()
        if id(selection_set) not in self._known:
            self._known[id(selection_set)] = Shape()
            self._known[id(selection_set)] = self._measured(selection_set)
        return self._known[id(selection_set)]

    def _measured(self, selection_set: SelectionSetNode) -> Shape:
        shape = Shape()
        for fields in self._selections.grouped(selection_set).values():
            for field in fields:
                shape = shape.beside(self.of(field.selection_set).below(field))
        return shape


def check_shape(document: DocumentNode, limits: Limits) -> None:
    """Hold a document against the limits of its shape.

    Raises:
        LimitExceeded: it exceeds one; the first in the order of `docs/limits.md`.
    """
    selections = Selections(document)
    survey = Survey(selections)
    limits.check("directives", _directives(document))
    shapes = [survey.of(operation.selection_set) for operation in selections.operations]
    for name in Shape.__slots__:
        limits.check(name, max((getattr(shape, name) for shape in shapes), default=0))
    for operation in selections.operations:
        limits.check("root_fields", len(selections.grouped(operation.selection_set)))
    for definition in (*selections.operations, *selections.fragments.values()):
        limits.check("same_names", _most_merged(selections, definition.selection_set, limits.fields))


def _directives(document: DocumentNode) -> int:
    return sum(isinstance(node, DirectiveNode) for node in every_node(document))


def _most_merged(selections: Selections, selection_set: SelectionSetNode, fields_max: int) -> int:
    """Count the fields that become one in the response; validation compares each of them with each."""
    most, seen, ahead = 0, 0, [[selection_set]]
    while ahead and seen <= fields_max:  # more fields than that has only what contains itself
        for fields in selections.grouped(*ahead.pop()).values():
            seen += len(fields)
            most = max(most, len(fields))
            if below := [field.selection_set for field in fields if field.selection_set]:
                ahead.append(below)
    return most
