"""Secrets are masked before anything is logged or printed."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

MASK = "***"
SECRET_NAME = re.compile(
    r"(?:^|[^a-z])(?:authorization|cookie|key|password|secret|token)s?(?:$|[^a-z])", re.IGNORECASE
)
USER_INFO = re.compile(r"(://[^:/@\s]*):\S*@")
QUERY_SECRET = re.compile(r"([?&][^=&\s]*(?:key|password|secret|token)[^=&\s]*=)[^&\s]*", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_secret(name: str) -> bool:
    """Whether a header, setting or log entry of this name holds a secret, such as `access_token`."""
    return SECRET_NAME.search(name) is not None


def masked(value: Any) -> Any:  # noqa: ANN401 - log entries hold anything
    """Give a value back with what its keys or its addresses say is secret masked, at any depth."""
    if isinstance(value, str):
        return masked_url(value) if "://" in value else value
    if isinstance(value, Mapping):
        return {key: MASK if is_secret(str(key)) else masked(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [masked(entry) for entry in value]
    return value


def masked_url(text: str) -> str:
    """Mask the passwords of the addresses in a text, and the secrets in their queries."""
    return QUERY_SECRET.sub(rf"\1{MASK}", USER_INFO.sub(rf"\1:{MASK}@", text))
