"""Incremental delivery: answers in parts, by `@defer` and `@stream` ("Incremental Delivery over HTTP").

The format is that of ids, v0.2: `pending` announces parts, `incremental` brings and `completed` ends them.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    ExperimentalIncrementalExecutionResults,
    GraphQLError,
    Visitor,
    VisitorAction,
    visit,
)
from graphql.execution import PendingResult, SubsequentIncrementalExecutionResult
from starlette.responses import StreamingResponse
from strawberry.types.execution import ExecutionResult

from gql.execution.errors import formatted, formatted_error
from gql.execution.response import NOT_KEPT, encode
from gql.language import Language

# Incremental (RFC 10036) and its elder ask proxies to pass parts on; how parts are framed, the server says.
HEADERS = {
    **NOT_KEPT,
    "Content-Type": 'multipart/mixed; boundary="-"; incrementalSpec=v0.2',
    "Incremental": "?1",
    "X-Accel-Buffering": "no",
}
PART = b"Content-Type: application/json; charset=utf-8\r\n\r\n"


@dataclass(kw_only=True)
class IncrementalResult(ExecutionResult):
    """The first part of a result, and those that follow."""

    subsequent: AsyncGenerator[SubsequentIncrementalExecutionResult, None]
    pending: list[PendingResult] = field(default_factory=list)

    @classmethod
    def of(cls, results: ExperimentalIncrementalExecutionResults) -> "IncrementalResult":
        """Take what graphql-core's incremental execution gives."""
        first = results.initial_result
        return cls(
            data=first.data,
            errors=first.errors,
            extensions=first.extensions,
            pending=first.pending,
            subsequent=results.subsequent_results,
        )


def in_parts(result: IncrementalResult, language: Language) -> StreamingResponse:
    """Write a result part by part, each as soon as it is there."""
    return StreamingResponse(_framed(_parts(result, language)), headers=HEADERS)


def in_one_piece(document: DocumentNode) -> DocumentNode:
    """Give a document without `@defer` and `@stream`, for a client that takes no parts."""
    whole: DocumentNode = visit(document, _WithoutParts())
    return whole


class _WithoutParts(Visitor):
    def enter_directive(self, node: DirectiveNode, *_: object) -> VisitorAction:
        return REMOVE if node.name.value in {"defer", "stream"} else None


async def _parts(result: IncrementalResult, language: Language) -> AsyncGenerator[dict[str, Any], None]:
    async with aclosing(result.subsequent) as subsequent:
        pending = [part.formatted for part in result.pending]
        yield {**formatted(result, language), "pending": pending, "hasNext": True}
        promised = {part.id: part for part in result.pending}
        try:
            async for part in subsequent:
                promised |= {new.id: new for new in part.pending or ()}
                for done in part.completed or ():
                    promised.pop(done.id, None)
                yield _subsequent(part, language)
        except Exception as error:  # noqa: BLE001 - the status is long sent, so that this is left to tell it
            yield {"completed": _broken_off(promised.values(), error, language), "hasNext": False}


def _subsequent(part: SubsequentIncrementalExecutionResult, language: Language) -> dict[str, Any]:
    body: dict[str, Any] = dict(part.formatted)
    for name in ("incremental", "completed"):
        _mask_errors(getattr(part, name) or (), body.get(name, ()), language)
    return body


def _broken_off(
    promised: Iterable[PendingResult], cause: Exception, language: Language
) -> list[dict[str, Any]]:
    """End the parts that will not come, such as those that a time limit cuts off."""
    errors = ((part.id, GraphQLError(str(cause), path=part.path, original_error=cause)) for part in promised)
    return [{"id": key, "errors": [formatted_error(error, language)]} for key, error in errors]


def _mask_errors(results: Iterable[Any], written: Iterable[dict[str, Any]], language: Language) -> None:
    for result, item in zip(results, written, strict=True):
        if result.errors:
            item["errors"] = [formatted_error(error, language) for error in result.errors]


async def _framed(parts: AsyncGenerator[dict[str, Any], None]) -> AsyncIterator[bytes]:
    # The boundary that ends a part goes with it, so that the client need not wait for the next to read it.
    boundary = b"\r\n---\r\n"
    async with aclosing(parts):
        async for part in parts:
            yield boundary + PART + encode(part) + b"\r\n---" + (b"\r\n" if part["hasNext"] else b"--\r\n")
            boundary = b""
