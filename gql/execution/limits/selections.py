"""Selection sets as execution sees them: fragments expanded, fields under their names in the response."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

Groups = dict[str, list[FieldNode]]


def response_name(field: FieldNode) -> str:
    """Give the name that a field has in the response."""
    return field.alias.value if field.alias else field.name.value


def every_node(document: DocumentNode) -> Iterator[Node]:
    """Give the nodes of a document, also of one that is not valid."""
    ahead = list[Node]([document])
    while ahead:
        node = ahead.pop()
        yield node
        for key in node.keys:
            value = getattr(node, key, None)
            ahead += value if isinstance(value, tuple | list) else [value] if isinstance(value, Node) else []


class Selections:
    """The selection sets of one document; `visited` counts the selections that were looked at."""

    def __init__(self, document: DocumentNode) -> None:
        definitions = document.definitions
        self.operations = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
        self.fragments = {
            node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.visited = 0

    def grouped(self, *sets: SelectionSetNode | None) -> Groups:
        """Collect the fields of selection sets that are merged, each fragment once (GraphQL, section 6.3.2).

        Directives and type conditions are not looked at, so there may be more fields than in the end.
        """
        groups: Groups = defaultdict(list)
        for field in self._fields(sets):
            groups[response_name(field)].append(field)
        return groups

    def _fields(self, sets: Iterable[SelectionSetNode | None]) -> Iterator[FieldNode]:
        ahead: list[SelectionNode] = [node for part in sets if part for node in part.selections]
        spread: set[str] = set()
        while ahead:
            node = ahead.pop()
            self.visited += 1
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                ahead.extend(node.selection_set.selections)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = self.fragments.get(node.name.value)
                ahead.extend(fragment.selection_set.selections if fragment else ())
