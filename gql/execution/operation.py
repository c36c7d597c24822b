"""An operation that may run, and what it gives."""

from dataclasses import dataclass

from graphql import OperationDefinitionNode, OperationType
from strawberry.types.execution import ExecutionResult

from gql.execution.limits.cost import Costs, Estimate
from gql.execution.limits.documents import Prepared
from gql.execution.request import GraphQLRequest

# What the field of a subscription costs; it is paid at the beginning.
ROOT_POINTS = 1


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a document that is valid, and within the limits."""

    request: GraphQLRequest
    prepared: Prepared
    node: OperationDefinitionNode
    costs: Costs
    estimate: Estimate

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
