"""The log as `serve` sets it up, for as long as a test needs it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


@contextmanager
def put_back() -> Iterator[None]:
    """Put the set-up of the log back when the block has ended."""
    root, gateway = logging.getLogger(), logging.getLogger("gql")
    before = root.handlers[:], root.level, gateway.level
    try:
        yield
    finally:
        structlog.reset_defaults()
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        gateway.setLevel(before[2])
