import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gql.errors import GatewayError
from gql.identity.authenticate import Authenticator
from gql.identity.credentials import Credentials
from gql.identity.repository import UserRepository
from gql.language import Language, negotiate
from gql.storage.database import Database

CAPTURES = Path(__file__).parents[1] / "data" / "newapi" / "captures.jsonl"

# `bearer` in any case as newer versions take it, `Bearer 3` as documented, and no `Bearer ` inside a token.
DIFFERENCES = {
    "self.token_lowercase_bearer": 3,
    "self.user_header_bearer_prefixed": 3,
    "self.token_bearer_in_the_middle": None,
}
PRIVILEGES = {"Unauthorized, insufficient privileges", "无权进行此操作，权限不足"}


def recorded() -> Iterator[tuple[str, dict[str, str], str, int | None]]:
    """Each recorded request to a listing: its name, headers, and the refusal's message or the viewer's id."""
    for line in CAPTURES.read_text().splitlines():
        capture: dict[str, Any] = json.loads(line)
        if capture["phase"] not in {"default", "postgres"} or not capture["path"].startswith("/api/mj/"):
            continue
        if "Cookie" not in capture["headers"] and '"success":' in capture["body"]:
            body = json.loads(capture["body"])
            # Servers take blanks around a value away (RFC 9110, section 5.5).
            headers = {name.lower(): value.strip(" \t") for name, value in capture["headers"].items()}
            user = int(headers["new-api-user"]) if body["success"] else None
            yield capture["name"], headers, body["message"], user


async def test_every_recorded_request_is_let_in_or_refused_as_new_api_did(newapi_database: Database) -> None:
    authenticator = Authenticator(UserRepository(newapi_database))
    differences = {}
    requests = list(recorded())
    for name, headers, message, user in requests:
        language = negotiate(headers.get("accept-language"), Language.EN)
        try:
            found, said = (await authenticator.viewer(Credentials.of(headers), user_required=True)).id, ""
        except GatewayError as error:
            found, said = None, error.message(language)
        if (found, said) != (user, message) and message not in PRIVILEGES:
            differences[name] = found

    assert len(requests) > 250
    assert differences == DIFFERENCES
