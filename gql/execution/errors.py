"""Errors as clients see them: a code for each, in their language, and nothing of what lies within."""

from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLSyntaxError
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.utils.str_converters import to_camel_case

from gql.errors import BadUserInput, GatewayError
from gql.language import Language
from gql.operations.incidents import incident

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
REFUSED_STATUS = 400


def formatted(result: ExecutionResult, language: Language) -> dict[str, Any]:
    """Give the response to a result; without `data` where execution never began (GraphQL, section 7.1)."""
    response: dict[str, Any] = {}
    if result.errors:
        before = isinstance(result, PreExecutionError)
        response["errors"] = [
            formatted_error(error, language, before_execution=before)
            for error in sorted(result.errors, key=_place)
        ]
    if executed(result):
        response["data"] = result.data
    if result.extensions:
        response["extensions"] = result.extensions
    return response


def executed(result: ExecutionResult) -> bool:
    """Whether execution began: neither the document nor the variables were refused."""
    refused = result.data is None and all(error.path is None for error in result.errors or ())
    return not isinstance(result, PreExecutionError) and not refused


def refused(error: GatewayError) -> PreExecutionError:
    """Give the result of an operation that was refused before it ran."""
    return PreExecutionError(data=None, errors=[GraphQLError(str(error), original_error=error)])


def refused_status(result: ExecutionResult) -> int:
    """Give the HTTP status of what was never executed: that of its first error of ours, else 400."""
    causes = (error.original_error for error in result.errors or ())
    return next((cause.status for cause in causes if isinstance(cause, GatewayError)), REFUSED_STATUS)


def formatted_error(
    error: GraphQLError, language: Language, *, before_execution: bool = False
) -> dict[str, Any]:
    """Write one error; a defect is logged under an incident, and the incident is all that is told of it."""
    code, message = _code_and_message(error, language, before_execution)
    return {**error.formatted, "message": message, "extensions": {"code": code}}


def _place(error: GraphQLError) -> tuple[Any, ...]:
    """Give where an error stands: fields that wait for something fail in another order each time."""
    path = ((isinstance(step, str), step) for step in error.path or ())
    return [(where.line, where.column) for where in error.locations or ()], [*path]


def _code_and_message(error: GraphQLError, language: Language, before_execution: bool) -> tuple[str, str]:
    cause = error.original_error
    if isinstance(cause, GatewayError):
        return cause.code, cause.message(language, rename=to_camel_case)
    if isinstance(error, GraphQLSyntaxError):
        return PARSE_FAILED, error.message
    if before_execution and cause is None:
        return VALIDATION_FAILED, error.message
    on_variable = error.path is None and (error.nodes or cause is None)
    if on_variable or (isinstance(cause, GraphQLError) and cause.nodes):
        # graphql-core's word on a variable, or on an argument node; what resolvers raise has no nodes.
        return BadUserInput.code, error.message
    # Names of the schema, as those in the path are the client's.
    fields = [node.name.value for node in error.nodes or () if isinstance(node, FieldNode)]
    defect = incident("internal_error", cause, fields=fields)
    return defect.code, defect.message(language)
