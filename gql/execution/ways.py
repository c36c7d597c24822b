"""The ways that an operation goes, and how many went each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from prometheus_client import CollectorRegistry, Counter
from strawberry.types.execution import ExecutionResult


class Way(StrEnum):
    """How an operation ran."""

    COMPILED = "compiled"
    KEPT = "kept"
    EXECUTED = "executed"


@dataclass
class Compiled(ExecutionResult):
    """The result of an operation that ran by its plan."""


@dataclass
class Again(ExecutionResult):
    """The result of an operation that did not run: its answer was kept."""


WAYS: Final = {Compiled: Way.COMPILED, Again: Way.KEPT}


def way_of(result: ExecutionResult) -> Way:
    """Tell which way an operation went."""
    return WAYS.get(type(result), Way.EXECUTED)


class OperationMetrics:
    """Counts operations, in the registry of the application."""

    def __init__(self, registry: CollectorRegistry) -> None:
        counter = Counter(
            "mj_gateway_operations",
            "Queries and mutations: run by a compiled plan or by the executor, or kept.",
            ["way"],
            registry=registry,
        )
        self._count = {way: counter.labels(way).inc for way in Way}

    def count(self, result: ExecutionResult) -> None:
        """Count an operation that ran."""
        self._count[way_of(result)]()
