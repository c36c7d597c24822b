"""The pages and their addresses; what they may do is said in one Content Security Policy."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from gql import __version__
from gql.language import Language, negotiate
from gql.web.static import ASSETS, Assets

TEMPLATES = Path(__file__).parent / "templates"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
    "font-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; "  # Monaco, the playground's editor, writes style elements of its own
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Accept-Language",
    "X-Content-Type-Options": "nosniff",
}


class Fragment(str):
    """A part of a page that is HTML already."""

    __slots__ = ()


def page(request: Request, template: Path, status: int = 200, **values: str) -> HTMLResponse:
    """The page of a file, each `$name` in it replaced by its value, escaped; `$language` is the reader's."""
    values["language"] = negotiate(request.headers.get("accept-language"), Language.EN)
    text = Template(template.read_text(encoding="utf-8"))
    written = {
        name: value if isinstance(value, Fragment) else escape(value) for name, value in values.items()
    }
    return HTMLResponse(text.substitute(written), status, PAGE_HEADERS)


def index(*, schema: bool) -> Callable[[Request], Response]:
    """`GET /`: where everything is; the schema where there is one to read."""
    link = (TEMPLATES / "schema_link.html").read_text(encoding="utf-8").rstrip() if schema else ""

    def answer(request: Request) -> Response:
        origin = str(request.base_url).rstrip("/")
        return page(
            request,
            TEMPLATES / "index.html",
            origin=origin,
            version=__version__,
            schema_link=Fragment(link),
        )

    return answer


def favicon(_: Request) -> Response:
    """The icon, kept by browsers for a day."""
    return FileResponse(TEMPLATES / "favicon.svg", headers={"Cache-Control": "public, max-age=86400"})


def routes(assets: Path = ASSETS, *, schema: bool = True) -> list[BaseRoute]:
    """The addresses for people: the index page, the icon and the playground's files.

    Args:
        assets: the directory of the playground's files.
        schema: whether `/schema.graphql` is there to be linked to.
    """
    return [
        Route("/", index(schema=schema)),
        Route("/favicon.svg", favicon),
        Route("/favicon.ico", favicon),
        Mount("/assets", Assets(assets)),
    ]
