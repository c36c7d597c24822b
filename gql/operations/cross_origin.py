"""Pages of other origins that may read our answers (CORS); none by default."""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

# Cookies stay forbidden: the gateway knows none.
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
HEADERS = (
    "Apollo-Require-Preflight",
    "Authorization",
    "Content-Type",
    "GraphQL-Require-Preflight",
    "If-None-Match",
    "Last-Event-ID",
    "New-Api-User",
    "X-Apollo-Operation-Name",
    "X-GraphQL-Event-Stream-Token",
)
EXPOSED = ("ETag", "Retry-After")


def cross_origin(origins: Sequence[str]) -> list[Middleware]:
    """Let pages of these origins in, such as `https://app.example.com`, or of all with `*`."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=HEADERS,
            expose_headers=EXPOSED,
        )
    ]
