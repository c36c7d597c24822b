"""Manifests of trusted documents, as the tools of clients write them."""

from pathlib import Path
from typing import Any

import orjson

from gql.errors import ConfigurationError

APOLLO_FORMAT = "apollo-persisted-query-manifest"


def read_manifest(path: Path) -> dict[str, str]:
    """Read a manifest.

    Args:
        path: a JSON file, `{id: document}` (GraphQL Code Generator, Relay) or Apollo's
            `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id", "body"}]}`.

    Returns:
        id -> document.

    Raises:
        ConfigurationError: it can't be read, or is none of these.
    """
    try:
        manifest = orjson.loads(path.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigurationError(f"The manifest {path} can't be read: {reason}") from None
    except orjson.JSONDecodeError:
        raise ConfigurationError(f"The manifest {path} is no JSON") from None
    documents = _documents(manifest)
    texts = [*documents, *documents.values()]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise ConfigurationError(
            f"The manifest {path} must be a JSON object of ids and documents, or Apollo's manifest, version 1"
        )
    return documents


def _documents(manifest: Any) -> dict[Any, Any]:  # noqa: ANN401 - any JSON value
    match manifest:
        case {"format": format_, "version": version, "operations": list(operations)}:
            return _of_apollo(operations) if (format_, version) == (APOLLO_FORMAT, 1) else {}
        case dict():
            return manifest
        case _:
            return {}


def _of_apollo(operations: list[Any]) -> dict[Any, Any]:
    try:
        return {operation["id"]: operation["body"] for operation in operations}
    except (TypeError, KeyError):
        return {}
