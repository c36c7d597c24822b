"""The two ways that an operation goes, and how many went each."""

from dataclasses import dataclass
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter
from strawberry.types.execution import ExecutionResult


class Way(StrEnum):
    """How an operation ran."""

    COMPILED = "compiled"
    EXECUTED = "executed"


@dataclass
class Compiled(ExecutionResult):
    """The result of an operation that ran by its plan."""


def way_of(result: ExecutionResult) -> Way:
    """Tell which way an operation went."""
    return Way.COMPILED if isinstance(result, Compiled) else Way.EXECUTED


class OperationMetrics:
    """Counts operations, in the registry of the application."""

    def __init__(self, registry: CollectorRegistry) -> None:
        counter = Counter(
            "mj_gateway_operations",
            "Queries and mutations that ran, and whether by a compiled plan or by the executor.",
            ["way"],
            registry=registry,
        )
        self._count = {way: counter.labels(way).inc for way in Way}

    def count(self, result: ExecutionResult) -> None:
        """Count an operation that ran."""
        self._count[way_of(result)]()
