"""What the OpenAPI document is put together from: parameters and answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from gql.errors import GatewayError, RateLimited
from gql.rest.profile import Body, Profile

Schema = dict[str, Any]
Bodies = dict[int, dict[str, Body]]

REFUSED = RateLimited(cost=21, remaining=8, seconds=2)
RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds until it is worth while to try again.",
        "schema": {"type": "integer", "minimum": 0},
    }
}


def parameter(name: str, description: str, schema: Schema, example: object) -> Schema:
    """Describe a parameter of the address."""
    return {"name": name, "in": "query", "description": description, "schema": schema, "example": example}


def failures(profile: Profile, errors: Iterable[GatewayError]) -> Bodies:
    """Tell errors as the profile tells them, by status and by the errors' names."""
    told: Bodies = defaultdict(dict)
    for error in errors:
        answer = profile.failure(error, profile.language)
        told[answer.status][type(error).__name__] = answer.body
    return told


def response(status: int, bodies: Mapping[str, Body], item: Schema) -> Schema:
    """Describe the answers of one status by examples of each; `item` is what their lists hold."""
    schemas: list[Schema] = []
    for schema in (shape(body, item) for body in bodies.values()):
        if schema not in schemas:
            schemas.append(schema)
    content = {
        "schema": schemas[0] if len(schemas) == 1 else {"oneOf": schemas},
        "examples": {name: {"value": body} for name, body in bodies.items()},
    }
    described = {"description": HTTPStatus(status).phrase, "content": {"application/json": content}}
    return described | ({"headers": RETRY_AFTER} if status == RateLimited.status else {})


def shape(value: Any, item: Schema) -> Schema:  # noqa: ANN401 - any JSON value
    """Describe a value by itself; a list is one of items."""
    if isinstance(value, dict):
        properties = {name: shape(part, item) for name, part in value.items()}
        return {"type": "object", "required": list(properties), "properties": properties}
    if isinstance(value, list):
        return {"type": "array", "items": item}
    if isinstance(value, bool):
        return {"type": "boolean", "const": value}
    return {"type": "integer"} if isinstance(value, int) else {"type": "string"}
