"""The GraphQL endpoint: from an HTTP request to one operation, or a batch of them, and to the answer."""

import asyncio
from dataclasses import replace

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.types.execution import ExecutionResult

from gql.errors import GatewayError
from gql.execution.documents import Documents
from gql.execution.envelope import Envelope, Envelopes
from gql.execution.errors import executed, formatted, refused, refused_status
from gql.execution.executor import Executor
from gql.execution.incremental import IncrementalResult, in_parts
from gql.execution.media_type import MediaType
from gql.execution.preflight import refuse_forged
from gql.execution.refusals import NotAcceptable, Refused, StreamNeeded
from gql.execution.request import BODIES_BYTES, BODIES_KEPT, Bodies, GraphQLRequest, read_request
from gql.execution.response import answer, revalidated
from gql.execution.streams.single import is_single
from gql.execution.streams.streams import Streams
from gql.execution.ways import way_of
from gql.schema.context import Context, Services


class GraphQLEndpoint:
    """An ASGI application that executes operations."""

    def __init__(
        self,
        executor: Executor,
        services: Services,
        documents: Documents,
        *,
        batch_limit: int = 0,
        streams: Streams | None = None,
        tells_way: bool = False,
    ) -> None:
        """Make the endpoint.

        Args:
            executor: runs operations.
            services: what the resolvers call.
            documents: finds documents by id.
            batch_limit: how many operations a request may hold; 0 takes no batches.
            streams: answers as server-sent events; there are none where it is left out.
            tells_way: whether the header `MJ-Execution` says how an operation ran.
        """
        self._executor = executor
        self._services = services
        self._documents = documents
        self._batch_limit = batch_limit
        self._bodies = Bodies(BODIES_KEPT, BODIES_BYTES)
        self._envelopes = Envelopes()
        self._streams = streams
        self._tells_way = tells_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope, receive)
        envelope = self._envelopes.of(request)
        try:
            response: ASGIApp = await self._answer(request, envelope)
        except Refused as error:
            body = formatted(refused(error), envelope.language)
            media_type = envelope.accept.media_type or MediaType.JSON
            response = answer(body, media_type, error.status, error.headers)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request, envelope: Envelope) -> ASGIApp:
        accept, language = envelope.accept, envelope.language
        if self._streams and is_single(request, envelope):
            return await self._streams.single.answer(request, envelope)
        media_type = accept.media_type
        if media_type is None and not (self._streams and accept.events):
            raise NotAcceptable
        if request.method == "GET":
            refuse_forged(request.headers)
        asked = await read_request(request, envelope, self._batch_limit, self._bodies)
        if isinstance(asked, list):
            return await self._batch(asked, request, envelope)
        if self._streams and accept.prefers_events:
            return self._streams.distinct.answer(asked, request, language)
        try:
            return await self._at_once(asked, request, envelope)
        except StreamNeeded:
            if self._streams is None or not accept.events:
                raise
            return self._streams.distinct.answer(asked, request, language)

    async def _batch(self, asked: list[GraphQLRequest], request: Request, envelope: Envelope) -> Response:
        media_type = envelope.accept.media_type
        if media_type is None:  # events can't be told apart
            raise NotAcceptable
        results = await asyncio.gather(*(self._execute(one, request, envelope) for one in asked))
        return answer([formatted(result, envelope.language) for result in results], media_type, 200)

    async def _at_once(self, asked: GraphQLRequest, request: Request, envelope: Envelope) -> Response:
        if envelope.accept.parts:
            asked = replace(asked, incremental=True)
        result = await self._execute(asked, request, envelope)
        if isinstance(result, IncrementalResult):
            return in_parts(result, envelope.language)
        response = _whole(result, request, envelope)
        if self._tells_way:
            response.headers["MJ-Execution"] = way_of(result)
        return response

    async def _execute(self, asked: GraphQLRequest, request: Request, envelope: Envelope) -> ExecutionResult:
        # A context of its own, so that no query of a batch reads what a loader kept from before a mutation.
        context = Context(
            self._services, envelope.credentials, language=envelope.language, origin=envelope.origin
        )
        try:
            found = self._documents.find(asked)
            result = await self._executor.execute(found, context, read_only=request.method == "GET")
        except Refused:
            raise
        except GatewayError as error:
            return refused(error)
        if executed(result):
            self._documents.keep(found)
        return result


def _whole(result: ExecutionResult, request: Request, envelope: Envelope) -> Response:
    media_type = envelope.accept.media_type or MediaType.JSON
    body = formatted(result, envelope.language)
    if request.method == "GET" and not result.errors:
        return revalidated(body, media_type, request)
    # Old clients want 200 from whatever understood their request (GraphQL over HTTP, section 6.4.1).
    modern_refusal = media_type is MediaType.GRAPHQL_RESPONSE and not executed(result)
    return answer(body, media_type, refused_status(result) if modern_refusal else 200)
