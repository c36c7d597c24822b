"""Requests that a page of another site can't forge (CSRF).

Credentials are headers here, never cookies, so a forged request runs as nobody. It is refused all the same:
a POST by its content type, which no plain form can send (`body.py`), a GET by what the browser says of it.
"""

from starlette.datastructures import Headers

from gql.execution.media_type import parse
from gql.execution.refusals import CrossSite

# A browser sends none of these across sites before the server has agreed (Fetch, "CORS-preflight fetch").
DELIBERATE = (
    "authorization",
    "new-api-user",
    "graphql-require-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
)
OF_PLAIN_FORMS = {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}


def refuse_forged(headers: Headers) -> None:
    """Let a GET through from everywhere but another site's page that did not have to ask first.

    Raises:
        CrossSite: by Fetch Metadata, and no header says otherwise.
    """
    from_elsewhere = headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}
    if from_elsewhere and not _was_preflighted(headers):
        raise CrossSite


def _was_preflighted(headers: Headers) -> bool:
    content_type = parse(headers.get("content-type", "")).media_type
    return content_type not in OF_PLAIN_FORMS or any(headers.get(name, "").strip() for name in DELIBERATE)
