"""Every test of a command runs in an empty folder, without settings, and leaves the log as it was."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in os.environ:
        if name.startswith("MJ_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root, gateway = logging.getLogger(), logging.getLogger("gql")
    before = root.handlers[:], root.level, gateway.level
    yield tmp_path
    structlog.reset_defaults()
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    gateway.setLevel(before[2])
