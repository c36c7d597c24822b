"""Envelopes: what the headers of a request say of who asks, and of how it is read and answered."""

from dataclasses import dataclass
from typing import Self

from starlette.requests import Request

from gql.execution.kept import Kept
from gql.execution.media_type import Accepted, accepted
from gql.identity.credentials import Credentials
from gql.language import Language, negotiate
from gql.operations.origin import origin_of

STREAM_TOKEN = "x-graphql-event-stream-token"  # noqa: S105 - a name
# What is read here and nothing else: an id of its own that each request carries is no new envelope.
READ = frozenset(
    {
        b"accept",
        b"accept-language",
        b"authorization",
        b"content-encoding",
        b"content-type",
        b"host",
        b"new-api-user",
        STREAM_TOKEN.encode(),
    }
)
# As many clients as are busy at once; what others sent is read again.
ENVELOPES_KEPT, ENVELOPES_BYTES = 1_000, 500_000


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the headers of a request say.

    Attributes:
        accept: what the client takes.
        language: in which it is told what is wrong.
        credentials: as it sent them.
        origin: that the request came to, such as `https://mj.example.com`.
        content_type: of the body, as it was sent; "" where it was not.
        content_encoding: of the body, in lower case.
        stream_token: that of GraphQL over SSE's single connection mode; None where it is not sent.
    """

    accept: Accepted
    language: Language
    credentials: Credentials
    origin: str
    content_type: str
    content_encoding: str
    stream_token: str | None

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read the headers of a request."""
        headers = request.headers
        return cls(
            accepted(",".join(headers.getlist("accept"))),
            negotiate(headers.get("accept-language"), Language.EN),
            Credentials.of(headers),
            origin_of(request),
            headers.get("content-type", ""),
            headers.get("content-encoding", "identity").strip().lower(),
            headers.get(STREAM_TOKEN),
        )


class Envelopes:
    """Reads envelopes, and keeps the latest: clients send the same headers again and again."""

    def __init__(self) -> None:
        self._kept = Kept[Envelope](ENVELOPES_KEPT, ENVELOPES_BYTES)

    def of(self, request: Request) -> Envelope:
        """Give the envelope of a request."""
        scope = request.scope
        sent = [header for header in scope["headers"] if header[0] in READ]
        key = (scope.get("scheme"), *(scope.get("server") or ()), *sent)
        envelope = self._kept.get(key)
        if envelope is None:
            envelope = Envelope.of(request)
            self._kept.keep(key, envelope, sum(len(value) for _, value in sent))
        return envelope
