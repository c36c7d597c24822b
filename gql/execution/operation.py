"""An operation that may run, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from graphql import OperationDefinitionNode, OperationType
from graphql.execution import VariableValues
from strawberry.types.execution import ExecutionResult

from gql.execution.limits.cost import Costs, Estimate
from gql.execution.limits.documents import Prepared
from gql.execution.plans.parts import Part
from gql.execution.request import GraphQLRequest

# What the field of a subscription costs; it is paid at the beginning.
ROOT_POINTS = 1
# An object as a key would keep a plan alive that nobody asks for any more.
NUMBERS: Final = count()


@dataclass(slots=True, eq=False)
class Planned:
    """What is known of an operation with its variables after it was first planned.

    Attributes:
        plan: None where it has none.
        variables: as the schema has them.
        arguments: those of its fields, see `Run`.
        done: whether it was planned at all.
        number: of no other.
    """

    plan: Part | None = None
    variables: VariableValues | None = None
    arguments: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    done: bool = False
    number: int = field(default_factory=NUMBERS.__next__)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a document that is valid, and within the limits."""

    request: GraphQLRequest
    prepared: Prepared
    node: OperationDefinitionNode
    costs: Costs
    estimate: Estimate
    planned: Planned = field(default_factory=Planned)

    @property
    def known(self) -> tuple[OperationDefinitionNode, Costs, Estimate, Planned]:
        """What is the same whenever a document is asked for the same; it holds neither that nor a request."""
        return self.node, self.costs, self.estimate, self.planned

    @property
    def kind(self) -> OperationType:
        """Whether it is a query, a mutation or a subscription."""
        return self.node.operation

    @property
    def event_points(self) -> int:
        """Give what each event of a subscription costs: what it looks up below the update itself."""
        return max(self.estimate.points - ROOT_POINTS, 0)


@dataclass(frozen=True, slots=True)
class Event:
    """One result of an operation.

    Attributes:
        result: data and errors.
        cursor: where a broken stream can go on; None where it can't from here.
        refused: whether the errors end the operation, and there is no data.
    """

    result: ExecutionResult
    cursor: str | None = None
    refused: bool = False
