"""Execution: one operation against the schema, within its limits."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from graphql import (
    ExecutionResult as CoreResult,
)
from graphql import (
    ExperimentalIncrementalExecutionResults,
    OperationType,
    execute,
    experimental_execute_incrementally,
    get_introspection_query,
)
from graphql.execution import SubsequentIncrementalExecutionResult
from strawberry.execution import optimized_is_awaitable
from strawberry.types.execution import ExecutionResult, PreExecutionError

from gql.allowance.spending import Spending
from gql.execution.incremental import IncrementalResult
from gql.execution.limits.cost import Costs, Estimate
from gql.execution.limits.documents import Documents, NotValid, Prepared
from gql.execution.limits.errors import TimedOut
from gql.execution.limits.limits import Limits
from gql.execution.refusals import NotByGet
from gql.execution.request import GraphQLRequest
from gql.schema import Schema
from gql.schema.context import Context
from gql.storage.deadline import reads_end_after
