"""Leaves: scalars and enums, as the schema's own types write them."""

from collections.abc import Callable
from typing import Any, Final

from graphql import GraphQLEnumType, GraphQLLeafType

from gql.execution.plans.parts import Now, Unsuited, Writer

# Of these types a value of Python's stands for itself; the type's own function judges every other.
PLAIN: Final = {
    "String": "type({value}) is str",
    "ID": "type({value}) is str",
    "URL": "type({value}) is str",
    "Boolean": "type({value}) is bool",
    "Timestamp": "type({value}) is int",
    "Int": "type({value}) is int and -0x80000000 <= {name} <= 0x7FFFFFFF",
    "BigInt": "type({value}) is int and -0x20000000000000 < {name} < 0x20000000000000",
}
# A database may hold any number of words that no enum has.
WORDS_KEPT: Final = 256


def leaf(type_: GraphQLLeafType) -> Now:
    """Compile what a value is in the response."""
    coerce = type_.coerce_output_value
    if isinstance(type_, GraphQLEnumType):
        return word(coerce)
    plain, existing = PLAIN.get(type_.name), _existing(coerce)

    def write(writer: Writer, value: str) -> str:
        judged = writer.constant(existing)
        if plain is None:
            return f"{judged}({value})"
        if stored := writer.cells.get(value):
            return f"({stored} if {plain.format(value=stored, name=stored)} else {judged}({value}))"
        name = writer.name()
        is_plain = plain.format(value=f"{name} := {value}", name=name)
        return f"({name} if {is_plain} else {judged}({name}))"

    return Now(write)


def word(coerce: Callable[[Any], Any]) -> Now:
    """Compile what a member of an enum is in the response, or what is stored for it."""
    words = Words(coerce)
    return Now(lambda writer, value: f"{writer.constant(words)}[{value}]")


class Words(dict[Any, Any]):
    """The words of an enum's members, each asked for once: Strawberry looks all of them through."""

    def __init__(self, coerce: Callable[[Any], Any]) -> None:
        super().__init__()
        self._coerce = coerce

    def __missing__(self, member: object) -> str:
        """Ask for a word; raise what the type raises."""
        word = str(self._coerce(member))
        if len(self) < WORDS_KEPT:
            self[member] = word
        return word


def _existing(coerce: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def judged(value: Any) -> Any:  # noqa: ANN401 - whatever a scalar makes of its value
        coerced = coerce(value)
        if coerced is None:
            raise Unsuited
        return coerced

    return judged
