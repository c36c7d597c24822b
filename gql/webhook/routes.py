"""`POST /mj/notify`, as midjourney-proxy calls its `notifyHook`: the task object in JSON, and no signature.

Calls come side by side, out of order and more than once; the answer is only logged there, never retried.
"""

from codecs import BOM_UTF8
from functools import partial
from hmac import compare_digest

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from gql.errors import GatewayError
from gql.language import Language, negotiate
from gql.operations.bodies import LIMIT_BYTES, received
from gql.operations.incidents import incident
from gql.polling.intake import Intake
from gql.polling.messages import read_reports
from gql.tasks.progress import Report
from gql.webhook.errors import ReportTooLarge, ReportUnreadable, SecretInvalid, TaskUnknown

# A hook is an address and nothing else, so its end may be the secret; proxies can set the header.
PATHS = ("/mj/notify", "/mj/notify/{secret:path}")
HEADER = "mj-api-secret"
WELL = {"success": True, "message": ""}
UNCACHED = {"Cache-Control": "no-store"}


def routes(secret: str, intake: Intake | None) -> list[BaseRoute]:
    """Give the route, with the secret in the path or in the header `mj-api-secret`.

    There is none without a secret, or where nothing may be stored.
    """
    if not secret or intake is None:
        return []

    async def notify(request: Request) -> Response:
        try:
            _check(request, secret)
            known = await intake.take(await _report(request))
        except GatewayError as error:
            return _failure(request, error)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as defect:  # noqa: BLE001 - logged, and told by its incident
            return _failure(request, incident("webhook_defect", defect))
        return JSONResponse(WELL, headers=UNCACHED) if known else _failure(request, TaskUnknown())

    return [Route(path, notify, methods=["POST"]) for path in PATHS]


def _check(request: Request, secret: str) -> None:
    in_path, in_header = request.path_params.get("secret", ""), request.headers.get(HEADER, "")
    given = in_path.encode() or in_header.encode("latin-1")  # as which headers are read
    if not compare_digest(given, secret.encode()):
        raise SecretInvalid


async def _report(request: Request) -> Report:
    body = await received(request, partial(ReportTooLarge, limit=LIMIT_BYTES))
    try:
        reports = read_reports(b"[" + body.removeprefix(BOM_UTF8) + b"]")
    except ValueError:
        raise ReportUnreadable from None
    if len(reports) != 1:
        raise ReportUnreadable
    return next(iter(reports.values()))


def _failure(request: Request, error: GatewayError) -> Response:
    language = negotiate(",".join(request.headers.getlist("accept-language")), Language.ZH)
    body = {"success": False, "message": error.message(language), "code": error.rest_code}
    return JSONResponse(body, error.status, UNCACHED)
