"""GraphiQL for a browser that opens `/graphql`; every other request passes untouched."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gql.accept import weighted
from gql.web.pages import TEMPLATES, page
from gql.web.static import ASSETS

JSON_TYPES = ("application/json", "application/graphql-response+json")
OPERATION_PARAMETERS = ("query", "id", "documentId", "extensions")


class Playground:
    """ASGI: answers a browser's GET with the playground's page, and hands the rest to `app`."""

    def __init__(self, app: ASGIApp, assets: Path = ASSETS) -> None:
        self.app = app
        self.assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the page or calls `app`."""
        respond = self._page(Request(scope)) if wants_page(scope) else self.app
        await respond(scope, receive, send)

    def _page(self, request: Request) -> Response:
        built = self.assets / "playground.html"
        return page(request, built) if built.exists() else page(request, TEMPLATES / "not_built.html", 503)


def wants_page(scope: Scope) -> bool:
    """Whether a person opens this address, rather than a program that sends an operation."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    request = Request(scope)
    if any(name in request.query_params for name in OPERATION_PARAMETERS):
        return False
    return prefers_html(",".join(request.headers.getlist("accept")))


def prefers_html(accept: str) -> bool:
    """Whether `Accept` names `text/html`, and no JSON type by name as much (RFC 9110, section 12.5.1)."""
    weights = dict(weighted(accept))
    html = weights.get("text/html", 0.0)
    json = max(weights.get(media_type, 0.0) for media_type in JSON_TYPES)
    return html > json and html >= weights.get("*/*", 0.0)
