"""Tests that measure time run alone: the other processes of `make test` wait meanwhile, between two tests."""

import fcntl
from collections.abc import Generator
from pathlib import Path

import pytest

LOCK = Path(__file__)
TURN = LOCK.with_name("__init__.py")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Hold a lock during each test: one that tests share, save those marked `alone`."""
    if not hasattr(item.config, "workerinput"):
        return (yield)
    with LOCK.open() as lock:
        # Whoever waits to be alone keeps the turn, so that nobody begins another test before.
        with TURN.open() as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            fcntl.flock(lock, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        try:
            return (yield)
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # closing is not enough where a forked process has the file too
