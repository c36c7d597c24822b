"""The answer without content: the envelope of REST, or a small picture for who can show nothing else."""

from http import HTTPStatus

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gql.accept import weighted
from gql.errors import GatewayError, Internal
from gql.images.delivery.headers import GUARDED
from gql.images.placeholders import MEDIA_TYPE, placeholder
from gql.language import Language, negotiate

METHODS = ("GET", "HEAD")


def refusal(request: Request, error: GatewayError) -> Response:
    """Tell an error, with its status."""
    headers = {**GUARDED, "Cache-Control": "no-store", **_more_headers(error)}
    if _wants_picture(",".join(request.headers.getlist("accept"))):
        return Response(placeholder(HTTPStatus(error.status)), error.status, headers, MEDIA_TYPE)
    language = negotiate(",".join(request.headers.getlist("accept-language")), Language.ZH)
    body = {"success": False, "message": error.message(language), "code": error.rest_code}
    return Response(orjson.dumps(body), error.status, headers, "application/json; charset=utf-8")


def _wants_picture(accept: str) -> bool:
    """Whether what a client would like best is a picture, as for the `<img>` of a page."""
    named = weighted(accept)
    best, weight = max(named, key=lambda wish: wish[1], default=("", 0.0))
    return best.startswith("image/") and weight > 0


def _more_headers(error: GatewayError) -> dict[str, str]:
    match error.status:
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return {"Allow": ", ".join(METHODS)}
        case HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE if "size" in error.details:
            return {"Content-Range": f"bytes */{error.details['size']}"}
        case HTTPStatus.SERVICE_UNAVAILABLE if "seconds" in error.details:
            return {"Retry-After": str(error.details["seconds"])}
    return {"X-Incident-Id": str(error.details["incident"])} if isinstance(error, Internal) else {}
