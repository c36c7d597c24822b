import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from gql.app import create_app
from gql.errors import ConfigurationError
from gql.execution.manifest import read_manifest
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database
from tests.gateway import client_of

QUERY = "query typename { __typename }"
OTHER = "query other { __typename }"
ID = sha256(QUERY.encode()).hexdigest()
ANSWER = {"data": {"__typename": "Query"}}
MANIFESTS: dict[str, Any] = {
    "codegen and Relay": {ID: QUERY},
    "Apollo": {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": ID, "name": "typename", "type": "query", "body": QUERY}],
    },
}
BY_ID: list[dict[str, Any]] = [
    {"documentId": ID},
    {"documentId": f"sha256:{ID}"},
    {"id": ID},
    {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": ID}}},
]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "documents.json"
    path.write_text(json.dumps({ID: QUERY}))
    return path


def code(response: httpx.Response) -> str:
    text: str = response.json()["errors"][0]["extensions"]["code"]
    return text


@pytest.mark.parametrize("body", BY_ID)
@pytest.mark.parametrize("trust", ["on", "only"])
async def test_a_trusted_document_is_found_by_its_id(
    newapi_database: Database, manifest: Path, trust: str, body: dict[str, Any]
) -> None:
    async with client_of(newapi_database, trusted_documents=trust, trusted_documents_file=manifest) as client:
        assert (await client.post("/graphql", json=body)).json() == ANSWER


@pytest.mark.parametrize("name", ["id", "documentId"])
async def test_an_answer_by_id_can_be_kept_by_the_client_alone(
    newapi_database: Database, manifest: Path, name: str
) -> None:
    async with client_of(newapi_database, trusted_documents="on", trusted_documents_file=manifest) as client:
        response = await client.get("/graphql", params={name: ID})
        again = await client.get(
            "/graphql", params={name: ID}, headers={"If-None-Match": response.headers["etag"]}
        )
    assert response.json() == ANSWER
    assert response.headers["cache-control"].startswith("private")
    assert again.status_code == 304


async def test_beside_trusted_documents_others_run_too(newapi_database: Database, manifest: Path) -> None:
    async with client_of(newapi_database, trusted_documents="on", trusted_documents_file=manifest) as client:
        assert (await client.post("/graphql", json={"query": OTHER})).json() == ANSWER
        assert code(await client.post("/graphql", json={"documentId": "x"})) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize("query", [OTHER, "{ __schema { types { name } } }", f"{QUERY} ", "{"])
async def test_with_only_nothing_else_is_run_persisted_or_not(
    newapi_database: Database, manifest: Path, query: str
) -> None:
    digest = sha256(query.encode()).hexdigest()
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    modern = {"Accept": "application/graphql-response+json"}
    async with client_of(
        newapi_database, trusted_documents="only", trusted_documents_file=manifest
    ) as client:
        trusted = await client.post("/graphql", json={"query": QUERY})
        plain = await client.post("/graphql", json={"query": query}, headers=modern)
        kept = await client.post("/graphql", json={"query": query, "extensions": persisted})
        found = await client.post("/graphql", json={"extensions": persisted})
    assert trusted.json() == ANSWER
    assert (plain.status_code, code(plain), code(kept)) == (403, *["QUERY_NOT_IN_SAFELIST"] * 2)
    assert code(found) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize("form", MANIFESTS)
def test_every_tools_manifest_is_read(tmp_path: Path, form: str) -> None:
    path = tmp_path / "documents.json"
    path.write_text(json.dumps(MANIFESTS[form]))
    assert read_manifest(path) == {ID: QUERY}


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", '{"a": 7}', '"a"', '{"a": ""}']
    + [json.dumps({**MANIFESTS["Apollo"], key: value}) for key, value in (("version", 2), ("format", "x"))]
    + [json.dumps({**MANIFESTS["Apollo"], "operations": operations}) for operations in ([7], [{"id": "a"}])],
)
def test_what_is_no_manifest_is_told_apart(tmp_path: Path, text: str) -> None:
    path = tmp_path / "documents.json"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match="must be a JSON object of ids and documents"):
        read_manifest(path)


def test_a_manifest_that_is_no_json_or_not_there_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read: no such file"):
        read_manifest(tmp_path / "none.json")
    (tmp_path / "some.json").write_text("{")
    with pytest.raises(ConfigurationError, match=r"some\.json is no JSON"):
        read_manifest(tmp_path / "some.json")


async def test_a_bad_manifest_stops_the_start(newapi_database: Database, tmp_path: Path) -> None:
    settings = load(trusted_documents="on", trusted_documents_file=tmp_path / "none.json")
    with pytest.raises(ConfigurationError):
        create_app(settings, newapi_database, Readiness())


def test_trust_without_a_manifest_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MJ_TRUSTED_DOCUMENTS", "only")
    with pytest.raises(ConfigurationError, match="MJ_TRUSTED_DOCUMENTS needs MJ_TRUSTED_DOCUMENTS_FILE"):
        load()
