"""The recorded answers of a real new-api, and the same requests sent to the gateway."""

import base64
import gzip
import json
from asyncio import to_thread
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from gql.settings import RestProfile
from gql.storage.database import Database, open_database
from tests.rest.door import rest_app
from tests.servers.sites import NEWAPI, Place, Sites, url_of
from tests.serving import serving
from tests.storage.statements import outside

# What the program takes for its address where nobody told it another one.
LOCALHOST = "http://localhost:3000"
# What a phase stored of the program's options; the name of one capture tells that the address had a slash.
OPTIONS = {
    "forward_off": {"MjForwardUrlEnabled": "false"},
    "server_address": {"ServerAddress": "https://gw.example.com"},
}
SLASH = "server_address_slash"
DROPPED = {"db_error": "midjourneys", "db_error_users": "users"}
# What the REST paths do not serve: pictures, the proxy of the upstream's own API, logins, pages.
ELSEWHERE = ("/mj/", "/mj/image", "/fast/mj/", "/relax/mj/", "/api/user/login", "/API/", "/graphql")

Key = tuple[str, str]
Capture = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A status, a type and a body; of a JSON body each object is the list of its pairs, in order."""

    status: int
    content_type: str | None
    body: Any


def read_captures() -> dict[Key, Capture]:
    """Read the recorded pairs by phase and name."""
    lines = (NEWAPI / "captures.jsonl").read_text("utf-8").splitlines()
    captures = [json.loads(line) for line in lines]
    return {(capture["phase"], capture["name"]): capture for capture in captures}


CAPTURES = read_captures()
OURS = {key: capture for key, capture in CAPTURES.items() if not capture["path"].startswith(ELSEWHERE)}


def recorded(capture: Capture) -> Answer:
    """Give the recorded answer."""
    body = capture["body"]
    if capture.get("body_encoding") == "base64":
        body = gzip.decompress(base64.b64decode(body)).decode()
    return Answer(capture["status"], capture["content_type"], _ordered(body))


async def replay(sites: Sites, engine: str) -> dict[Key, Answer]:
    """Send every request that is ours to a gateway on new-api's database with the settings of its phase."""
    answers: dict[Key, Answer] = {}
    for phase, slash in sorted({_settings(key) for key in OURS}):
        with sites.filled(f"{engine}-attached") as place:
            answers |= await _replay_phase(place, phase, slash)
    return answers


async def _replay_phase(place: Place, phase: str, slash: str) -> dict[Key, Answer]:
    database = await _database(place, phase, slash)
    public = "" if "ServerAddress" in OPTIONS.get(phase, {}) else LOCALHOST
    app = rest_app(database, RestProfile.NEWAPI, forward_images=True, image_public=True, public_url=public)
    async with serving(app) as port:
        wanted = {key: OURS[key] for key in OURS if _settings(key) == (phase, slash)}
        answers = await to_thread(_send_all, port, wanted)
    await database.close()
    return answers


def _settings(key: Key) -> tuple[str, str]:
    phase, name = key
    return phase, "/" * name.endswith(SLASH)


async def _database(place: Place, phase: str, slash: str) -> Database:
    for name, value in OPTIONS.get(phase, {}).items():
        outside(place, f"INSERT INTO options VALUES ('{name}', '{value}{slash}')")
    database = await open_database(url_of(place), create=False)
    if phase in DROPPED:
        outside(place, f"DROP TABLE {DROPPED[phase]}")
    return database


def _send_all(port: int, captures: dict[Key, Capture]) -> dict[Key, Answer]:
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        return {key: _send(connection, capture) for key, capture in captures.items()}


def _send(connection: HTTPConnection, capture: Capture) -> Answer:
    target = f"{capture['path']}?{capture['query']}" if capture["query"] else capture["path"]
    connection.request(capture["method"], target, capture.get("request_body"), capture["headers"])
    response = connection.getresponse()
    body = response.read().decode()
    return Answer(response.status, response.headers["content-type"], _ordered(body))


def _ordered(body: str) -> Any:
    try:
        return json.loads(body, object_pairs_hook=list)
    except ValueError:
        return body
